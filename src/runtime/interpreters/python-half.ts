/**
 * What both drivers share: the hooks that they give to Python's half (`python/pyscript/_runner.py`), and the types of
 * its functions.
 *
 * Nothing is raised across the border: Python describes an exception and hands it to a hook, and who called throws it.
 */
import { abortError, PythonError } from "../errors.js";
import { Integer, Null, unwrap } from "../values.js";
import type { Execution } from "./interpreter.js";

type Description = readonly [
  type: string,
  message: string,
  traceback: string,
  filename: string,
  lineno: number,
];

/** The functions of `_runner.py`, seen from JavaScript. */
export interface PythonHalf {
  setup(hooks: object): void;
  run(source: string, filename: string, run: number): unknown;
  run_async(
    source: string,
    filename: string,
    run: number,
    resolve: (value: unknown) => void,
    reject: (...description: Description) => void,
  ): unknown;
  cancel(task: unknown): void;
  retain(callable: unknown): unknown;
  lookup(name: string): unknown;
  plain(value: unknown): unknown;
  /** The interpreter's version. */
  version(): string;
}

/** One driver's end of the hooks. */
export class Hooks {
  #failure: PythonError | undefined;
  #fromPython: (value: unknown) => unknown;
  /** Hears of every exception that is handed over. */
  onFailure?: (error: PythonError) => void;

  /** @param fromPython what is made of a value that a source or coroutine results in */
  constructor(fromPython: (value: unknown) => unknown) {
    this.#fromPython = fromPython;
  }

  /** The exception that Python has handed over during the last call. */
  takeFailure(): PythonError | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  /** Throws what Python has handed over, if anything. */
  check(): void {
    if (this.#failure) throw this.takeFailure();
  }

  /** The hooks that every interpreter needs; drivers add their own. */
  common() {
    return {
      null: new Null(),
      raised: (...description: Description) => {
        this.#failure = pythonError(description);
        this.onFailure?.(this.#failure);
      },
      deferred: () => {
        const { promise, resolve, reject } = this.deferred();
        return { promise, resolve, reject };
      },
      big: (digits: string) => new Integer(digits),
      parse: (json: string) => JSON.parse(json) as unknown,
      object: () => ({}),
      array: () => [] as unknown[],
      put: (target: object, key: string, value: unknown) => {
        // Defined, not set: "__proto__" is a key like any other.
        Object.defineProperty(target, key, {
          value: unwrap(value),
          writable: true,
          enumerable: true,
          configurable: true,
        });
      },
      push: (target: unknown[], value: unknown) => {
        target.push(unwrap(value));
      },
      date: (milliseconds: number) => new Date(milliseconds),
    };
  }

  /** A promise that Python settles. */
  deferred() {
    let settle: (value: unknown) => void = () => {};
    let fail: (error: unknown) => void = () => {};
    const promise = new Promise<unknown>((resolve, reject) => {
      settle = resolve;
      fail = reject;
    });
    return {
      promise,
      fail,
      resolve: (value: unknown) => settle(this.#fromPython(value)),
      reject: (...description: Description) => fail(pythonError(description)),
    };
  }

  /** An execution: `start` begins it and returns the task that `cancel` ends, or nothing when it has ended. */
  execution(
    start: (resolve: (value: unknown) => void, reject: (...description: Description) => void) => unknown,
    cancel: (task: unknown) => void,
    ended: () => void,
  ): Execution {
    const { promise, resolve, reject, fail } = this.deferred();
    let running = true;
    const end = () => {
      running = false;
      ended();
    };
    promise.then(end, end);
    const task = start(resolve, reject);
    return {
      result: promise,
      cancel: () => {
        if (!running) return;
        // What the source does in its `finally` comes later; who cancelled is not interested in it.
        fail(abortError("The run was cancelled."));
        if (task !== undefined && task !== null) cancel(task);
      },
    };
  }
}

function pythonError([type, message, traceback, filename, lineno]: Description): PythonError {
  return new PythonError({ type, message, traceback, filename, lineno });
}
