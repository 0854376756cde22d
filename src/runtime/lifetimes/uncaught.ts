/**
 * Exceptions that leave a Python callback for JavaScript. JavaScript may catch them, or hand them on to
 * Python that called it; what nobody catches ends at the window, and is reported from there, once, for the
 * run it belongs to.
 */
import type { PythonError } from "../errors.js";
import { onUncaught } from "./window-errors.js";

/** The receivers of exceptions that reach the window. */
export interface UncaughtContext {
  readonly signal: AbortSignal;
  report(error: unknown, run: number): void;
}

/** How long an exception may take to the window, in milliseconds; promises that are rejected take some
 * tasks. */
const LEAVING_MS = 100;

export class Uncaught {
  readonly #context: UncaughtContext;
  /** Exceptions that left Python a moment ago. */
  readonly #leaving = new Set<{ readonly error: PythonError; readonly run: number }>();
  #listening = false;

  constructor(context: UncaughtContext) {
    this.#context = context;
  }

  /** Remembers an exception that is about to leave Python. */
  leaving(error: PythonError, run: number): void {
    if (!this.#listening) this.#listen();
    const exception = { error, run };
    this.#leaving.add(exception);
    setTimeout(() => this.#leaving.delete(exception), LEAVING_MS);
  }

  #listen(): void {
    this.#listening = true;
    const { signal } = this.#context;
    onUncaught((event, thrown) => this.#reached(event, thrown), signal);
  }

  /** An error has reached the window: when it is the interpreter's form of one that left, that one is
   * reported. */
  #reached(event: Event, thrown: unknown): void {
    if (event.defaultPrevented || !(thrown instanceof Error)) return;
    const { type = thrown.name, message } = thrown as Error & { readonly type?: string };
    const found = [...this.#leaving].findLast(
      ({ error }) => type === error.name && message.includes(error.message),
    );
    if (!found) return;
    this.#leaving.delete(found);
    event.preventDefault();
    this.#context.report(found.error, found.run);
  }
}
