// In the page, while developing: runs the elements and bridges anew whose Python has been edited.
const selector = "py-script, mpy-script, script[type=py], script[type=mpy]";

function* scriptsIn(root) {
  for (const script of root.querySelectorAll(selector)) if ("run" in script) yield script;
  for (const { shadowRoot } of root.querySelectorAll("*")) if (shadowRoot) yield* scriptsIn(shadowRoot);
}

function isSourceOf(script, path) {
  const source = script.getAttribute("worker") || script.getAttribute("src");
  try {
    return Boolean(source) && decodeURIComponent(new URL(source, script.baseURI).pathname) === path;
  } catch {
    return false; // The element has told of its address.
  }
}

function clear(script) {
  if (script.localName === "script") return; // Its output has gone with its session.
  script.clearErrors();
  // The output that it displayed in itself goes. Elements that fill slots stay, and where frameworks write.
  for (const node of [...script.childNodes]) {
    const isOutput = node instanceof Element ? !node.hasAttribute("slot") : node.textContent.trim() !== "";
    if (isOutput && node.nodeType !== Node.COMMENT_NODE) node.remove();
  }
}

import.meta.hot?.on("py-elements:python", ({ path, isPage }) => {
  const scripts = [...scriptsIn(document)];
  const edited = scripts.filter((script) => isSourceOf(script, path));
  const event = new CustomEvent("py:edited", { detail: { path }, bubbles: true, cancelable: true });
  // A bridge cancels it. What holds the names of one that other Python imports is the page.
  const isTaken = !document.dispatchEvent(event) || edited.length > 0;
  if (!isTaken && isPage) location.reload();
  // Those that share a worker end with it.
  const workers = edited.map(({ worker }) => worker).filter(Boolean);
  const again = scripts.filter((script) => edited.includes(script) || workers.includes(script.worker));
  for (const script of again) script.terminate();
  for (const script of again) {
    clear(script);
    script.run().catch(() => {}); // It reports its errors itself.
  }
});
