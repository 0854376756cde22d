/** The Python functions that JavaScript keeps. */
import { unwrap } from "../values.js";
import type { PythonFunction } from "./interpreter.js";
import { attempt, Failure, rethrow } from "./python-half.js";

/** A function of Python as an interpreter hands it over; Pyodide's are destroyed when they are no longer needed. */
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

  /** @param enter how functions are called, where they can stop to wait */
  constructor(enter?: Enter) {
    this.#enter = enter;
  }

  get size(): number {
    return this.#functions.size;
  }

  /** @param python the function; it is ours */
  add(python: Callable): PythonFunction {
    const enter = this.#enter;
    let callable: Callable | undefined = python;
    const kept: PythonFunction = {
      call: (...args) => {
        if (!callable) throw new Error("This Python function was let go of.");
        if (enter) return enter(callable, args).then(finish, rethrow);
        const now = callable;
        return finish(attempt(() => now(...args)));
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

  dispose(): void {
    for (const kept of this.#functions) kept.dispose();
  }
}

function finish(result: unknown): unknown {
  Failure.check(result);
  return result === null ? undefined : unwrap(result);
}
