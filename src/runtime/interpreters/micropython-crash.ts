/**
 * MicroPython crashes where nobody can end its thread: on the page. WebAssembly traps then, and what Python has in memory cannot
 * be trusted any more: what it would have settled rejects, and nothing is begun. See `docs/decisions/`, 31.
 */
import type { ErrorCode } from "../errors.js";
import type { BootOptions } from "./interpreter.js";
import type { Hooks } from "./python-half.js";

/** What everything rejects with. Trying again does not help, so it is no `CodedError`. */
class CrashError extends Error {
  override readonly name = "CrashError";
  readonly code: ErrorCode = "PY0000";

  constructor(cause: Error) {
    super(
      `(PY0000): MicroPython on the page's main thread has crashed: ${cause.message}. What Python had in memory is lost, and ` +
        'nothing runs in it any more: reload the page. With the attribute "worker" a script crashes alone.',
      { cause },
    );
  }
}

export class MicroPythonCrash {
  readonly #pending: Hooks["pending"];
  readonly #crashed: NonNullable<BootOptions["crashed"]>;
  readonly #stop: () => void;
  readonly #listening = new AbortController();
  #error: CrashError | undefined;
  /** Whether all that was under way when it crashed is over. */
  #isOver = false;

  /** @param pending what rejects what Python has not settled
   * @param crashed see `BootOptions.crashed`
   * @param stop ends what would enter Python by itself */
  constructor(pending: Hooks["pending"], crashed: NonNullable<BootOptions["crashed"]>, stop: () => void) {
    this.#pending = pending;
    this.#crashed = crashed;
    this.#stop = stop;
    // Tasks, and functions that the author's own JavaScript calls.
    const { signal } = this.#listening;
    const reached = (event: Event, thrown: unknown) => {
      if (this.notices(thrown)) event.preventDefault();
    };
    addEventListener("error", (event) => reached(event, event.error), { signal });
    addEventListener("unhandledrejection", (event) => reached(event, event.reason), { signal });
  }

  get happened(): boolean {
    return this.#error !== undefined;
  }

  /** @throws CrashError when it has crashed */
  check(): void {
    if (this.#error) throw this.#error;
  }

  /** Something is about to start. @throws as {@link check}; long afterwards an error of its own, which is shown anew */
  checkStart(): void {
    if (this.#error && this.#isOver) throw new CrashError(this.#error.cause as Error);
    this.check();
  }

  /** Whether `thrown` says that it has crashed, now or before. */
  notices(thrown: unknown): boolean {
    if (!(thrown instanceof WebAssembly.RuntimeError && /micropython/.test(thrown.stack ?? ""))) return false;
    if (!this.#error) {
      this.#error = new CrashError(thrown);
      this.#stop();
      for (const reject of [...this.#pending]) reject(this.#error);
      void this.#crashed(this.#error).then(() => (this.#isOver = true));
    }
    return true;
  }

  /** What still calls Python after a crash is kept off the console. */
  dispose(): void {
    if (!this.happened) this.#listening.abort();
  }
}
