/** Which keys are the page's, and not the terminal's: those that copy and paste, and those that leave it. */
import type { Terminal } from "@xterm/xterm";

export class KeyGuard {
  readonly #terminal: Terminal;
  readonly #reading: () => boolean;
  /** Whether the last key was Escape: Tab then leaves, since otherwise a keyboard could not. */
  #leaving = false;

  /** @param reading whether the terminal reads; where it does not, Tab is the page's */
  constructor(terminal: Terminal, reading: () => boolean) {
    this.#terminal = terminal;
    this.#reading = reading;
    terminal.attachCustomKeyEventHandler((event) => this.#isTerminals(event));
  }

  #isTerminals(event: KeyboardEvent): boolean {
    const { key, ctrlKey, metaKey, altKey, type } = event;
    if (type !== "keydown") return true;
    if (key === "Tab" && (this.#leaving || !this.#reading())) {
      this.#leaving = false;
      return false;
    }
    if (!["Shift", "Control", "Alt", "Meta"].includes(key)) this.#leaving = key === "Escape";
    const command = (ctrlKey || metaKey) && !altKey;
    if (!command) return true;
    const letter = key.toLowerCase();
    if (letter === "v") return false; // The browser pastes.
    if (letter === "c" && this.#terminal.hasSelection()) return false; // The browser copies.
    return true;
  }
}
