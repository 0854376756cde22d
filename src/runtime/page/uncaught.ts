/**
 * Exceptions that leave a Python callback for JavaScript. JavaScript may catch them, or hand them on to Python that
 * called it; what nobody catches ends at the window, and is reported from there, once, for the run it belongs to.
 */
import type { PythonError } from "../errors.js";

/** Where exceptions that reach the window are reported. */
export interface UncaughtContext {
  readonly signal: AbortSignal;
  report(error: unknown, run: number): void;
}

export class Uncaught {
  readonly #context: UncaughtContext;
  /** Exceptions that left Python in this task. */
  #leaving: { readonly error: PythonError; readonly run: number }[] = [];
  #listening = false;

  constructor(context: UncaughtContext) {
    this.#context = context;
  }

  /** Remembers an exception that is about to leave Python, until this task has ended. */
  leaving(error: PythonError, run: number): void {
    if (!this.#listening) this.#listen();
    if (this.#leaving.length === 0) setTimeout(() => (this.#leaving = []), 0);
    this.#leaving.push({ error, run });
  }

  #listen(): void {
    this.#listening = true;
    const { signal } = this.#context;
    addEventListener("error", (event) => this.#reached(event, event.error), { signal });
    addEventListener("unhandledrejection", (event) => this.#reached(event, event.reason), { signal });
  }

  /** An error has reached the window: when it is the interpreter's form of one that left, that one is reported. */
  #reached(event: Event, thrown: unknown): void {
    if (event.defaultPrevented || !(thrown instanceof Error)) return;
    const index = this.#leaving.findLastIndex(
      ({ error }) =>
        thrown === error ||
        ((thrown as { type?: unknown }).type === error.name && thrown.message.includes(error.message)),
    );
    const [found] = index < 0 ? [] : this.#leaving.splice(index, 1);
    if (!found) return;
    event.preventDefault();
    this.#context.report(found.error, found.run);
  }
}
