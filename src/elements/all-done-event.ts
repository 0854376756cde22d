/** Tells `document` when every script that was present at load has run: `py:all-done`, of both
 * interpreters. */
import type { InterpreterType } from "../runtime/interpreters/interpreter.js";
import { documentParsed } from "./document-parsed.js";
import { dispatchScriptEvent } from "./events.js";

export class AllDoneEvent {
  /** Sessions of scripts that were present at load and have not finished. */
  readonly #pending = new Set<AbortSignal>();
  readonly #types = new Set<InterpreterType>();
  /** True once all of the page's own scripts are known. */
  #complete = false;
  /** Set when the scripts have been adopted that the page had by then. */
  adopted = false;

  constructor() {
    // Elements are defined and script tags adopted in the task that creates this; a task later all are known.
    void documentParsed().then(() =>
      setTimeout(() => {
        this.#complete = true;
        this.#check();
      }, 0),
    );
  }

  /** True for elements that were added after the page was loaded. */
  get loaded(): boolean {
    return (this.adopted || this.#complete) && document.readyState !== "loading";
  }

  /** Counts a script in, unless it came after the page had loaded. */
  add(type: InterpreterType, finished: Promise<unknown>, session: AbortSignal): void {
    if (this.#complete) return;
    this.#pending.add(session);
    this.#types.add(type);
    void finished.finally(() => this.forget(session));
  }

  /** Counts a script out: it has finished, or has no code to run yet. */
  forget(session: AbortSignal): void {
    if (this.#pending.delete(session)) this.#check();
  }

  #check(): void {
    if (!this.#complete || this.#pending.size > 0) return;
    const types = [...this.#types];
    this.#types.clear();
    if (types.includes("mpy")) dispatchScriptEvent(document, "mpy", "all-done", null);
    // Pages made for PyScript wait for this one, whichever interpreters they have.
    if (types.length) dispatchScriptEvent(document, "py", "all-done", null);
  }
}
