/**
 * MicroPython crashes on the page: WebAssembly traps, and what Python has in memory cannot be trusted any
 * more. Promises that it would have settled reject, and nothing is begun.
 */
import { Crash } from "./crash.js";
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
    this.quiet((thrown) => this.notices(thrown), this.#listening.signal);
  }

  /** Returns true if `thrown` is its crash, now or before. */
  notices(thrown: unknown): boolean {
    if (!(thrown instanceof WebAssembly.RuntimeError && /micropython/.test(thrown.stack ?? ""))) return false;
    if (!this.happened) this.end("MicroPython", `${thrown.message}.`, { cause: thrown });
    return true;
  }

  /** Keeps later calls of Python, which fail after a crash, off the console. */
  dispose(): void {
    if (!this.happened) this.#listening.abort();
  }
}
