/** Tells `document` when every script that was present at load has run: `py:all-done`, of both interpreters. */
import type { InterpreterType } from "../runtime/interpreters/interpreter.js";
import { documentParsed } from "./document-parsed.js";
import { dispatchScriptEvent } from "./events.js";

export class AllDone {
  /** Sessions of scripts that were present at load and have not finished. */
  readonly #pending = new Set<AbortSignal>();
  readonly #types = new Set<InterpreterType>();
  /** What has to be waited for until the page's own scripts are all known. */
  #undefined = 0;
  /** Set once they are. */
  #complete = false;

  constructor() {
    // Elements are defined and script tags adopted in the task that creates this; a task later all are known.
    this.defining(documentParsed());
  }

  /** There may be elements in the page that are not defined before `defined` settles. */
  defining(defined: Promise<unknown>): void {
    if (this.#complete) return;
    this.#undefined++;
    const known = () =>
      setTimeout(() => {
        this.#undefined--;
        this.#complete = this.#undefined === 0;
        this.#check();
      }, 0);
    defined.then(known, known);
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
    for (const type of this.#types) dispatchScriptEvent(document, type, "all-done", null);
    this.#types.clear();
  }
}
