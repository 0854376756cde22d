/** Ctrl-R: looks for an entry of the history while a person types what it holds. */
import type { Content } from "./editor-view.js";
import type { History } from "./history.js";
import type { Key } from "./keys.js";

export class HistorySearch {
  readonly #history: History;
  readonly #original: string;
  #step: -1 | 1;
  #query = "";
  #index: number;
  #found = true;
  #cancelled = false;

  /** @param original the text that was written when the search began */
  constructor(history: History, original: string, step: -1 | 1) {
    this.#history = history;
    this.#original = original;
    this.#step = step;
    this.#index = history.entries.length;
  }

  /** The entry that was found; the text that was written before, if there is none. */
  get text(): string {
    return this.#cancelled ? this.#original : (this.#history.entries[this.#index] ?? this.#original);
  }

  get content(): Omit<Content, "startColumn"> {
    const { text } = this;
    const failing = this.#found ? "" : "failing ";
    const direction = this.#step < 0 ? "reverse-" : "";
    const prompt = `(${failing}${direction}i-search)'${this.#query}': `;
    const at = text.indexOf(this.#query);
    return { prompt, continuation: "", text, cursor: Math.max(0, at) };
  }

  /** @returns `searching`: it goes on; `taken`: it has ended; `pass`: it has ended, and the key is still to
   *   be handled */
  handle(key: Key): "searching" | "taken" | "pass" {
    if ("paste" in key) return "pass";
    if ("text" in key) {
      this.#query += key.text;
      this.#look(this.#index);
      return "searching";
    }
    switch (key.name) {
      case "C-r":
      case "C-s":
        this.#step = key.name === "C-r" ? -1 : 1;
        if (this.#query) this.#look(this.#index + this.#step);
        return "searching";
      case "backspace":
        this.#query = this.#query.slice(0, -1);
        this.#index = this.#history.entries.length;
        this.#look(this.#index);
        return "searching";
      case "C-g":
      case "C-c":
        this.#cancelled = true;
        return "taken";
      default:
        return "pass";
    }
  }

  #look(from: number): void {
    const index = this.#query ? this.#history.find(this.#query, from, this.#step) : -1;
    this.#found = index >= 0 || !this.#query;
    if (index >= 0) this.#index = index;
  }
}
