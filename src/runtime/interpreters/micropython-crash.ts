/**
 * MicroPython crashes on the page: WebAssembly traps, and what Python has in memory cannot be trusted any more. What it
 * would have settled rejects, and nothing is begun.
 */
import { Crash, CrashError } from "./crash.js";
import type { BootOptions } from "./interpreter.js";

export class MicroPythonCrash extends Crash {
  protected readonly stop: () => void;
  readonly #listening = new AbortController();

  /** @param crashed see `BootOptions.crashed`
   * @param stop ends what would enter Python by itself */
  constructor(crashed: NonNullable<BootOptions["crashed"]>, stop: () => void) {
    super(crashed);
    this.stop = stop;
    // Tasks, and functions that the author's own JavaScript calls.
    const { signal } = this.#listening;
    const reached = (event: Event, thrown: unknown) => {
      if (this.notices(thrown)) event.preventDefault();
    };
    addEventListener("error", (event) => reached(event, event.error), { signal });
    addEventListener("unhandledrejection", (event) => reached(event, event.reason), { signal });
  }

  /** Whether `thrown` says that it has crashed, now or before. */
  notices(thrown: unknown): boolean {
    if (!(thrown instanceof WebAssembly.RuntimeError && /micropython/.test(thrown.stack ?? ""))) return false;
    if (!this.happened) this.end(new CrashError(describe(thrown), { cause: thrown }));
    return true;
  }

  /** What still calls Python after a crash is kept off the console. */
  dispose(): void {
    if (!this.happened) this.#listening.abort();
  }
}

function describe({ message }: Error): string {
  return (
    `(PY0000): MicroPython on the page's main thread has crashed: ${message}. What Python had in memory is lost, and ` +
    'nothing runs in it any more: reload the page. With the attribute "worker" a script crashes alone.'
  );
}
