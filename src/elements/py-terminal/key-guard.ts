/** Which keys are the page's, and not the terminal's: those that copy and paste, and those that leave it. */
import type { Terminal } from "@xterm/xterm";

export class KeyGuard {
  readonly #terminal: Terminal;
  readonly #takesTab: () => boolean;
  /** True after the key Escape: Tab then leaves the terminal, since otherwise a keyboard could not. */
  #leaving = false;

  /** @param takesTab whether Tab is the terminal's now; otherwise it is the page's */
  constructor(terminal: Terminal, takesTab: () => boolean) {
    this.#terminal = terminal;
    this.#takesTab = takesTab;
    terminal.attachCustomKeyEventHandler((event) => this.#isTerminals(event));
  }

  #isTerminals(event: KeyboardEvent): boolean {
    const { key, ctrlKey, metaKey, altKey, type } = event;
    if (type !== "keydown") return true;
    if (key === "Tab" && (this.#leaving || !this.#takesTab())) {
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
