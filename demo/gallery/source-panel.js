/** The source of the live part: shown, copied, edited and run. */
import { h } from "./dom.js";
import { showSource } from "./highlight.js";
import { CopyButton } from "./copy-button.js";

export class SourcePanel {
  #text = "";
  #original = "";
  #run;
  #code = h("code");
  #view = h("pre", { class: "source", tabindex: "0", "aria-label": "Source of the live part" }, this.#code);
  #editor = h("textarea", {
    class: "source",
    "aria-label": "Source of the live part",
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    wrap: "off",
    hidden: true,
  });
  #edit = h("button", { type: "button", onclick: () => this.#toggle() }, "Edit");
  #reset = h("button", { type: "button", hidden: true, onclick: () => this.#resetText() }, "Reset");

  element = h("div", {}, this.#view, this.#editor);
  buttons = [
    this.#reset,
    this.#edit,
    CopyButton(() => (this.#editor.hidden ? this.#text : this.#editor.value)),
  ];

  /** @param {(text: string) => void} run */
  constructor(run) {
    this.#run = run;
    this.#editor.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#close();
    });
  }

  show(text, original) {
    this.#text = text;
    this.#original = original;
    this.#editor.value = text;
    this.#reset.hidden = text === original;
    showSource(this.#code, text, "html");
  }

  #toggle() {
    if (!this.#editor.hidden) return this.#close();
    this.#editor.rows = Math.min(30, this.#text.split("\n").length + 1);
    this.#editor.hidden = false;
    this.#view.hidden = true;
    this.#edit.textContent = "Run";
    this.#edit.title = "Ctrl + Enter";
    this.#editor.focus();
    this.#editor.setSelectionRange(0, 0);
    this.#editor.scrollTo(0, 0);
  }

  /** Runs what was written. */
  #close() {
    const text = this.#editor.value;
    this.#editor.hidden = true;
    this.#view.hidden = false;
    this.#edit.textContent = "Edit";
    this.#edit.title = "";
    this.#edit.focus();
    this.#run(text);
  }

  #resetText() {
    if (!this.#editor.hidden) {
      this.#editor.value = this.#original;
      this.#close();
    } else {
      this.#edit.focus();
      this.#run(this.#original);
    }
  }
}
