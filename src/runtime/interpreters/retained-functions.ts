/** The Python functions that JavaScript keeps. */
import { unwrap } from "../values.js";
import type { PythonFunction } from "./interpreter.js";
import type { Hooks } from "./python-half.js";

/** A function of Python as an interpreter hands it over; Pyodide's are destroyed when they are no longer needed. */
export interface Callable {
  (...args: unknown[]): unknown;
  destroy?(): void;
}

/** One interpreter's. */
export class RetainedFunctions {
  #functions = new Set<PythonFunction>();
  #hooks: Hooks;

  constructor(hooks: Hooks) {
    this.#hooks = hooks;
  }

  get size(): number {
    return this.#functions.size;
  }

  /** @param python the function; it is ours */
  add(python: Callable): PythonFunction {
    const hooks = this.#hooks;
    let callable: Callable | undefined = python;
    const kept: PythonFunction = {
      call: (...args) => {
        if (!callable) throw new Error("This Python function was let go of.");
        const result = callable(...args);
        hooks.check();
        return result === null ? undefined : unwrap(result);
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
