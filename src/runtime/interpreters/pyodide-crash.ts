/**
 * Pyodide crashes where nobody can end its thread: on the page. It says so itself, by `fatal_error`, for
 * which all ways into it end there. From then on nothing enters it any more, and what it will never settle
 * rejects.
 */
import { Crash, CrashError } from "./crash.js";
import type { Pyodide } from "./pyodide-module.js";

/** The usual causes of crashes, for the author to read. */
const CAUSES = "Most often that is too little memory, or calls and data nested too deeply.";

export class PyodideCrash extends Crash {
  readonly #py: Pick<Pyodide, "_api" | "_module">;
  /** The functions that reject suspended calls. */
  readonly #calls = new Set<(error: Error) => void>();

  /** @param crashed see `BootOptions.crashed` */
  constructor(py: Pick<Pyodide, "_api" | "_module">, crashed: (error: Error) => Promise<unknown>) {
    super(crashed);
    this.#py = py;
    this.alsoRejects(this.#calls);
    const { _api: api } = py;
    const { fatal_error: fatalError } = api;
    api.fatal_error = (thrown) => {
      this.check();
      try {
        fatalError.call(api, thrown);
      } catch (error) {
        if (!isFatal(error)) throw error;
        this.end("Pyodide", `${error.message}. ${CAUSES}`);
        this.check();
      }
    };
  }

  /** Calls `fail` if it crashes before `promise` has settled. */
  watch(promise: Promise<unknown>, fail: (error: Error) => void): void {
    this.#calls.add(fail);
    const forget = () => this.#calls.delete(fail);
    promise.then(forget, forget);
  }

  /** Nothing enters it any more. Timers and proxies that there are would go on with what is left of it. */
  protected stop(): void {
    const { _module: internals } = this.#py;
    internals.pyproxy_destroy = () => {};
    try {
      // Every later entry finds that the thread does not hold Python's lock, and ends in `fatal_error`.
      internals._PyEval_SaveThread();
    } catch {
      // It has crashed while it did not hold the lock.
    }
    this.quiet((thrown) => this.#isAftermath(thrown), new AbortController().signal);
  }

  /** Returns true if an error at the window is the crash, which has been reported, or one that timers run
   * into after it. */
  #isAftermath(thrown: unknown): boolean {
    if (thrown instanceof CrashError || isFatal(thrown)) return true;
    return thrown instanceof WebAssembly.RuntimeError && /pyodide\.asm/.test(thrown.stack ?? "");
  }
}

function isFatal(thrown: unknown): thrown is Error {
  return (thrown as { readonly pyodide_fatal_error?: unknown } | null)?.pyodide_fatal_error === true;
}
