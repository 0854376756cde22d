/** The Python functions that JavaScript keeps. */
import { unwrap } from "../values/conversions.js";
import type { PythonFunction } from "./interpreter.js";
import { Failure, rethrow } from "./python-half.js";

/** A function of Python as an interpreter hands it over; Pyodide's are destroyed when they are no longer
 * needed. */
export interface Callable {
  (...args: unknown[]): unknown;
  destroy?(): void;
}

/** Calls a function of Python so that it can stop to wait for a promise.
 * @param wanted asked when its turn comes; when it is not wanted any more, the result is undefined */
export type Enter = (callable: Callable, args: unknown[], wanted?: () => boolean) => Promise<unknown>;

/** One interpreter's. */
export class RetainedFunctions {
  #functions = new Set<PythonFunction>();
  #enter: Enter | undefined;
  #shorten: ((handler: Callable) => Callable) | undefined;
  readonly #failed: (error: unknown) => never;
  /** Called instead of functions that there are no more. */
  #gone = (): unknown => {
    throw new Error("This Python function was let go of.");
  };

  /** @param enter how functions are called, where they can stop to wait
   * @param shorten makes a shorter way to call a handler of events, where there is one
   * @param failed throws what a call has thrown, as what it is */
  constructor(
    enter?: Enter,
    shorten?: (handler: Callable) => Callable,
    failed: (error: unknown) => never = rethrow,
  ) {
    this.#enter = enter;
    this.#shorten = enter ? undefined : shorten;
    this.#failed = failed;
  }

  get size(): number {
    return this.#functions.size;
  }

  /** @param python the function; it is ours
   * @param isHandler whether it takes one object, and returns nothing or an object of JavaScript's */
  add(python: Callable, isHandler = false): PythonFunction {
    const enter = this.#enter;
    let callable: Callable | undefined = (isHandler && this.#shorten?.(python)) || python;
    const kept: PythonFunction = {
      call: (...args) => {
        if (!callable) return this.#gone();
        if (enter) return enter(callable, args).then(finish, this.#failed);
        // Events come here: nothing is made that is not needed.
        let result: unknown;
        try {
          result = args.length === 1 ? callable(args[0]) : callable(...args);
        } catch (error) {
          this.#failed(error);
        }
        return result === undefined || result === null ? undefined : finish(result);
      },
      dispose: () => {
        if (!callable) return;
        callable = undefined;
        this.#functions.delete(kept);
        python.destroy?.();
      },
    };
    this.#functions.add(kept);
    return kept;
  }

  /** Lets go of all. @param gone called instead of them from now on */
  dispose(gone = this.#gone): void {
    this.#gone = gone;
    for (const kept of this.#functions) kept.dispose();
  }
}

function finish(result: unknown): unknown {
  Failure.check(result);
  return result === null ? undefined : unwrap(result);
}
