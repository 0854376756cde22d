/**
 * Shared by both drivers: the hooks that they give to Python's half (`python/pyscript/_runner.py`), and the
 * types of its functions.
 *
 * Nothing is raised across the border: Python describes an exception to a hook and returns the {@link
 * Failure} that the hook makes of it, and who called throws it.
 */
import { abortError, PythonError, pythonError, type Description } from "../errors.js";
import { Integer } from "../values/conversions.js";
import type { unpack } from "../values/unpack.js";
import { GONE, type Execution } from "./interpreter.js";
import type { BlockingPromises } from "./blocking-promises.js";

export const CANNOT_WAIT =
  "Python cannot wait here: it cannot be suspended, or JavaScript called it synchronously. Use await.";

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
  /** Interrupts what a run awaits; with a negative number, all. */
  interrupt(run: number): void;
  /** The run goes, with its tasks. */
  end(run: number): void;
  retain(callable: unknown, isHandler?: boolean): unknown;
  lookup(name: string): unknown;
  handler(name: string): unknown;
  plain(value: unknown): unknown;
  /** The interpreter's version. */
  version(): string;
}

/** An exception, as what a function of {@link PythonHalf} results in. */
export class Failure {
  constructor(readonly error: PythonError) {}

  /** @throws the exception, if that is what `result` is */
  static check(result: unknown): unknown {
    if (result instanceof Failure) throw result.error;
    return result;
  }
}

/**
 * Throws what has come from Python as it is: an interrupt can hit our own functions, which hand over what
 * others raise. Both interpreters' own errors then carry the class and have the traceback for a message.
 */
export function rethrow(error: unknown): never {
  const { type, message: traceback = "" } = (error ?? {}) as { type?: unknown; message?: string };
  if (type !== "KeyboardInterrupt") throw error;
  throw new PythonError({ type, message: "", traceback, filename: "", lineno: 0 }, { cause: error });
}

/** Returns the result of `call`. @param failed throws the error that it has thrown, as what it is; see {@link
 * rethrow} */
export function attempt<T>(call: () => T, failed: (error: unknown) => never = rethrow): T {
  try {
    return call();
  } catch (error) {
    return failed(error);
  }
}

/** How Python sleeps where it is not left to the interpreter. */
export interface Sleeping {
  /** `blocking`: the thread stops; `waiting`: Python is suspended; empty: as ever. */
  readonly sleeps: "" | "blocking" | "waiting";
  /** Blocks the thread for so many milliseconds, or until there is an interrupt. @returns whether there was
   * one */
  readonly sleep?: (milliseconds: number) => boolean;
}

/** One driver's end of the hooks. */
export class Hooks {
  #fromPython: (value: unknown) => unknown;
  /** Hears of every exception that is handed over. */
  onFailure?: (error: PythonError) => void;
  /** Converts lists, dictionaries and the like; there once it has been loaded. */
  unpack: typeof unpack | undefined;
  /** The functions that reject the promises that Python has not settled. */
  readonly pending = new Set<(error: unknown) => void>();

  /** @param fromPython converts a value that a source or coroutine results in */
  constructor(fromPython: (value: unknown) => unknown) {
    this.#fromPython = fromPython;
  }

  /** The hooks that every interpreter needs; drivers add their own. */
  common(waits: BlockingPromises, sleeping: Sleeping) {
    return {
      ...sleeping,
      gone: GONE,
      raised: (...description: Description) => {
        const error = pythonError(...description);
        this.onFailure?.(error);
        return new Failure(error);
      },
      waiting: (promise: unknown, run: number) => waits.add(promise, run),
      timer: (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      cannot_wait: CANNOT_WAIT,
      deferred: () => {
        const { promise, resolve, reject } = this.deferred();
        return { promise, resolve, reject };
      },
      big: (digits: string) => new Integer(digits),
      array: () => [] as unknown[],
      unpack: (text: string, extras: readonly unknown[]) => this.unpack?.({ text, extras }),
    };
  }

  /** A promise that Python settles; `reject()` without a description says that its run has gone. */
  deferred() {
    let settle: (value: unknown) => void = () => {};
    let fail: (error: unknown) => void = () => {};
    const promise = new Promise<unknown>((resolve, reject) => {
      settle = (value) => {
        this.pending.delete(fail);
        resolve(value);
      };
      // Not by what follows the promise: then nobody would hear that nobody handles it.
      fail = (error) => {
        this.pending.delete(fail);
        reject(error as Error);
      };
    });
    this.pending.add(fail);
    return {
      promise,
      fail,
      resolve: (value: unknown) => settle(this.#fromPython(value)),
      reject: (...description: Description | []) => {
        if (description.length > 0) return fail(pythonError(...(description as Description)));
        promise.catch(() => {}); // Nobody has to handle it.
        fail(abortError("The script was removed from the page."));
      },
    };
  }

  /** An execution: `start` begins it and returns what `cancel` ends it by. */
  execution<T>(
    start: (resolve: (value: unknown) => void, reject: (...description: Description) => void) => T,
    cancel: (task: T) => void,
    ended: (task: T) => void,
  ): Execution {
    const { promise, resolve, reject, fail } = this.deferred();
    // Let go of at the end: `resolve` holds it, Python's task holds `resolve`, and no collector sees such a
    // ring across both heaps.
    let task: T | undefined;
    const end = () => {
      if (task !== undefined) ended(task);
      task = undefined;
    };
    // Before it starts: what it rejects with when starting throws, too, nobody may be waiting for.
    promise.then(end, end);
    task = start((value) => resolve(unlessPromise(value)), reject);
    return {
      result: promise,
      cancel: () => {
        if (task === undefined) return;
        // The source's `finally` runs later; the caller that cancelled does not need its result.
        fail(abortError("The run was cancelled."));
        cancel(task);
      },
    };
  }
}

/** A source's value, unless that is a promise: what goes on by itself keeps nobody from their turn. */
export function unlessPromise(value: unknown): unknown {
  return value instanceof Promise ? undefined : value;
}
