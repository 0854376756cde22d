/** The other files that a live part is made of; each is fetched when it is opened. */
import { h } from "./dom.js";
import { showSource } from "./highlight.js";

/** @param {string | null} list URLs, separated by spaces */
export function createFileViews(list) {
  return (list ?? "")
    .split(/\s+/)
    .filter(Boolean)
    .map((url) => {
      const name = url.slice(url.lastIndexOf("/") + 1);
      const code = h("code");
      const view = h("pre", { class: "source", tabindex: "0", "aria-label": name }, code);
      const details = h("details", { class: "file" }, h("summary", {}, h("code", {}, name)), view);
      details.addEventListener("toggle", () => read(url, name, code), { once: true });
      return details;
    });
}

async function read(url, name, code) {
  const response = await fetch(url);
  const text = response.ok ? await response.text() : `The server answered ${response.status}.`;
  showSource(code, text.trimEnd(), name.slice(name.lastIndexOf(".") + 1));
}
