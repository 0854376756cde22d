/**
 * `<gallery-demo>`: the workbench around the live part of a page.
 *
 * ```html
 * <gallery-demo files="../data/cities.csv">
 *   <demo-live>…what a reader would copy…</demo-live>
 *   <gallery-control for="mpy-script" attribute="target" options="|#elsewhere"></gallery-control>
 * </gallery-demo>
 * ```
 *
 * The content of `<demo-live>` runs as it stands in the page. The workbench reads the page's own source for
 * its text, so the code that is shown is the code that was written. A control, an edit, another interpreter:
 * each changes that text, and the live part is made anew from it.
 *
 * Attributes: `files`, URLs of other files the live part is made of; `only`, why there is no choice of
 * interpreter.
 */
import { changeInterpreter, extractLive, hasConfiguration, interpreterOf } from "./source.js";
import { createControls } from "./controls.js";
import { createFileViews } from "./file-views.js";
import { h, icon } from "./dom.js";
import { createFrame } from "./fresh-page.js";
import { EventLog } from "./event-log.js";
import { SourcePanel } from "./source-panel.js";

class GalleryDemo extends HTMLElement {
  #live;
  #log = new EventLog();
  #original = "";
  #text = "";
  #source;
  #controls;
  #interpreters = [];

  connectedCallback() {
    if (this.#live) return;
    this.#live = this.querySelector("demo-live");
    this.#source = new SourcePanel((text) => this.#show(text));
    this.#controls = createControls(
      [...this.querySelectorAll("gallery-control")],
      () => this.#text,
      (text) => this.#show(text),
      this.#live,
    );
    const files = createFileViews(this.getAttribute("files"));
    this.prepend(this.#bar());
    this.append(
      ...(this.#controls ? [panel("Controls", [], this.#controls.element)] : []),
      panel("Source", this.#source.buttons, this.#source.element, ...files),
      panel("Events", this.#log.buttons, this.#log.element),
    );
    void this.#read();
  }

  /** Shows another live part; what Reset goes back to is that one. */
  show(text) {
    this.#original = text;
    this.#show(text);
  }

  async #read() {
    const response = await fetch(location.href, { cache: "force-cache" });
    this.#original = this.#text = extractLive(await response.text());
    this.#updatePanels();
    this.toggleAttribute("ready", true);
  }

  /** Makes the live part anew. */
  #show(text) {
    this.#text = text;
    this.#updatePanels();
    const live = this.#live;
    // The page does not jump while the live part is empty.
    live.style.minBlockSize = `${live.offsetHeight}px`;
    // An interpreter keeps its configuration for as long as its page lives.
    if (hasConfiguration(text)) live.replaceChildren(createFrame(text, this.#log));
    else live.replaceChildren(parse(text));
    const settled = () => (live.style.minBlockSize = "");
    for (const type of ["py", "mpy"]) live.addEventListener(`${type}:done`, settled, { once: true });
    setTimeout(settled, 3000);
  }

  #updatePanels() {
    this.#source.show(this.#text, this.#original);
    this.#controls?.update();
    const type = interpreterOf(this.#text);
    for (const radio of this.#interpreters) radio.checked = radio.value === type;
  }

  #bar() {
    const again = h(
      "button",
      { type: "button", class: "again", onclick: () => this.#show(this.#text) },
      icon("M20 11a8 8 0 1 0-2.3 6", "M20 4v7h-7"),
      h("span", {}, "Run again"),
    );
    const bar = h("div", { class: "panel-bar" }, h("h2", {}, "Live"));
    const only = this.getAttribute("only");
    bar.append(only === null ? this.#interpreterChoice() : h("span", { class: "note" }, only), again);
    return bar;
  }

  #interpreterChoice() {
    const choice = (value, label) => {
      const radio = h("input", { type: "radio", name: "interpreter", value });
      radio.addEventListener("change", () => this.#show(changeInterpreter(this.#text, value)));
      this.#interpreters.push(radio);
      return h("label", {}, radio, h("span", {}, label));
    };
    return h(
      "fieldset",
      { class: "segments", title: "Pyodide loads about 10 MB, once" },
      h("legend", { class: "hidden" }, "Interpreter (Pyodide loads about 10 MB, once)"),
      choice("mpy", "MicroPython"),
      choice("py", "Pyodide"),
    );
  }
}

function parse(text) {
  const template = document.createElement("template");
  template.innerHTML = text;
  return template.content;
}

function panel(title, buttons, ...content) {
  return h(
    "section",
    { class: "panel", "aria-label": title },
    h("div", { class: "panel-bar" }, h("h2", {}, title), ...buttons),
    ...content,
  );
}

customElements.define("gallery-demo", GalleryDemo);
