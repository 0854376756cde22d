// In the page, while developing: runs the elements anew whose Python has been edited.
const selector = "py-script, mpy-script, script[type=py], script[type=mpy]";

function* scriptsIn(root) {
  yield* root.querySelectorAll(selector);
  for (const { shadowRoot } of root.querySelectorAll("*")) if (shadowRoot) yield* scriptsIn(shadowRoot);
}

function restart(script) {
  script.terminate();
  // The output that it displayed in itself goes; elements that fill slots stay.
  if (script.localName !== "script") {
    for (const node of [...script.childNodes]) if (!node.hasAttribute?.("slot")) node.remove();
  }
  void script.run().catch(() => {}); // It reports its errors itself.
}

import.meta.hot?.on("py-elements:python", ({ path, imported }) => {
  const scripts = [...scriptsIn(document)].filter((script) => {
    const source = script.getAttribute("worker") || script.getAttribute("src");
    return source && "run" in script && new URL(source, script.baseURI).pathname === path;
  });
  for (const script of scripts) restart(script);
  // A bridge's, or one that other Python imports: what holds its names is the page.
  if (scripts.length === 0 && !imported) location.reload();
});
