/** Debugging of one editor's runs: loads what is seen of it when Python stops first. */
import type { RunDebugger } from "../../runtime/runs/run-debugger.js";
import type { Debugged, DebugPanel } from "./debug-panel.js";
import type { DebugLines } from "./debug-protocol.js";

export class EditorDebugger implements RunDebugger {
  readonly #box: HTMLElement;
  readonly #debugged: Debugged;
  #panel: DebugPanel | undefined;
  #closed = false;

  /** @param box the box of the editor */
  constructor(box: HTMLElement, debugged: Debugged) {
    this.#box = box;
    this.#debugged = debugged;
  }

  get lines(): DebugLines {
    return this.#debugged.lines();
  }

  async stopped(state: string): Promise<string> {
    if (!this.#panel) {
      const { DebugPanel } = await import("./debug-panel.js");
      this.#panel = new DebugPanel(this.#box, this.#debugged);
    }
    if (this.#closed) return '{"command":"continue"}';
    return this.#panel.stopped(state);
  }

  /** The run has ended. */
  close(): void {
    this.#closed = true;
    this.#panel?.close();
  }
}
