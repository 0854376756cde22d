/** The log of the library's events, from before the first script runs. */
import { h } from "./dom.js";

const limit = 100;
const names = ["ready", "done", "error", "progress", "all-done"];

export class EventLog {
  #list = h("ol");
  #empty = h("p", {}, "No events yet.");
  #started = performance.now();

  element = h(
    "div",
    { class: "log", role: "log", "aria-live": "off", "aria-label": "Events", tabindex: "0" },
    this.#empty,
    this.#list,
  );
  buttons = [h("button", { type: "button", onclick: () => this.#clear() }, "Clear")];

  constructor() {
    this.listen(document);
  }

  /** Logs the events of a document. */
  listen(document) {
    for (const type of ["mpy", "py"]) {
      for (const name of names) {
        document.addEventListener(`${type}:${name}`, (event) => this.#add(event, name));
      }
    }
  }

  #clear() {
    this.#list.replaceChildren();
    this.#empty.hidden = false;
    this.#started = performance.now();
  }

  #add(event, name) {
    const time = Math.round(performance.now() - this.#started);
    const detail = describeDetail(name, event.detail);
    const target = describeTarget(event.target);
    const last = this.#list.lastElementChild;
    // Progress comes in many small steps: one line that moves.
    if (name === "progress" && last?.dataset.key === `${event.type} ${target} ${event.detail.phase}`) {
      last.lastElementChild.textContent = detail;
      return;
    }
    const line = h(
      "li",
      { class: name },
      h("time", {}, `${time} ms`),
      h("b", {}, event.type),
      h("span", {}, target),
      h("span", { class: "detail" }, detail),
    );
    if (name === "progress") line.dataset.key = `${event.type} ${target} ${event.detail.phase}`;
    const { element } = this;
    const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 8;
    this.#empty.hidden = true;
    this.#list.append(line);
    while (this.#list.childElementCount > limit) this.#list.firstElementChild.remove();
    if (atEnd) element.scrollTop = element.scrollHeight;
  }
}

function describeTarget(target) {
  if (target.nodeType === Node.DOCUMENT_NODE) return "document";
  return `<${target.localName}${target.id && ` id="${target.id}"`}>`;
}

function describeDetail(name, detail) {
  if (name === "error") return `${detail.error.name}: ${detail.error.message.trim().split("\n").at(-1)}`;
  if (name !== "progress") return "";
  const { phase, loaded, total } = detail;
  if (!loaded) return phase;
  return total ? `${phase}: ${size(loaded)} of ${size(total)}` : `${phase}: ${size(loaded)}`;
}

function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
