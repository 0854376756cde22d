/** An interpreter that crashes where nobody can end its thread: on the page. See `docs/decisions/`, 31. */
import type { ErrorCode } from "../errors.js";
import { onUncaught } from "../lifetimes/window-errors.js";
import type { BootOptions } from "./interpreter.js";

/** The reason of all rejections after a crash. A new attempt does not help, so it is no `CodedError`. */
export class CrashError extends Error {
  override readonly name = "CrashError";
  readonly code: ErrorCode = "PY0000";
  /** Pyodide hands on what is marked so, whatever Python in between would do with it. */
  readonly pyodide_fatal_error = true;
}

/** One interpreter's. */
export abstract class Crash {
  readonly #crashed: NonNullable<BootOptions["crashed"]>;
  readonly #pending: ReadonlySet<(error: Error) => void>[] = [];
  #error: CrashError | undefined;
  /** True once everything that was under way at the crash has ended. */
  #isOver = false;

  /** @param crashed see `BootOptions.crashed` */
  constructor(crashed: NonNullable<BootOptions["crashed"]>) {
    this.#crashed = crashed;
  }

  get happened(): boolean {
    return this.#error !== undefined;
  }

  /** @throws CrashError when it has crashed */
  check(): void {
    if (this.#error) throw this.#error;
  }

  /** A source is about to start. @throws as {@link check}; long afterwards an error of its own, which is
   * shown anew */
  checkStart(): void {
    if (this.#error && this.#isOver) throw new CrashError(this.#error.message, { cause: this.#error.cause });
    this.check();
  }

  /** Calls what is in `pending` when it crashes; who fills that keeps it up to date. */
  alsoRejects(pending: ReadonlySet<(error: Error) => void>): void {
    this.#pending.push(pending);
  }

  /** Ends what would enter Python by itself. */
  protected abstract stop(): void;

  /** Keeps off the console what reaches the window and `isOurs`, until `signal` aborts. */
  protected quiet(isOurs: (thrown: unknown) => boolean, signal: AbortSignal): void {
    onUncaught((event, thrown) => {
      if (isOurs(thrown)) event.preventDefault();
    }, signal);
  }

  /**
   * It has crashed, for the first time.
   *
   * @param label the interpreter's name
   * @param message the interpreter's own message, and the usual causes
   */
  protected end(label: string, message: string, options?: ErrorOptions): void {
    const error = new CrashError(
      `(PY0000): ${label} on the page's main thread has crashed: ${message} What Python had in memory is lost: ` +
        'reload the page. With the attribute "worker" a script crashes alone.',
      options,
    );
    this.#error = error;
    this.stop();
    for (const reject of this.#pending.flatMap((pending) => [...pending])) reject(error);
    void this.#crashed(error).then(() => (this.#isOver = true));
  }
}
