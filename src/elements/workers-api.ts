/** Workers for the page's JavaScript: `PyWorker`, `MPWorker`, `workers`. */
import type { InterpreterType } from "../runtime/interpreters/interpreter.js";
import type {
  PythonWorker,
  WorkerFunctions,
  WorkerOptions,
} from "../runtime/workers/shared/python-worker.js";
import { elementsRuntime } from "./runtime.js";

/** A worker that has been started: it can be used at once, or awaited until its source has run. */
export type StartedWorker = PythonWorker & PromiseLike<PythonWorker>;

/** Starts a worker that runs the Python at a URL; called with or without `new`. */
export interface WorkerStarter {
  (url: string | URL, options?: WorkerOptions & { readonly type?: string }): StartedWorker;
  new (url: string | URL, options?: WorkerOptions & { readonly type?: string }): StartedWorker;
}

/** The values that `type` may have. */
const types: Readonly<Record<string, InterpreterType>> = {
  py: "py",
  pyodide: "py",
  mpy: "mpy",
  micropython: "mpy",
};

/** @param own the interpreter where the options name none */
export function workerStarter(own: InterpreterType): WorkerStarter {
  // A function that returns an object gives that also with `new`.
  return function (url: string | URL, { type = own, ...options }: WorkerOptions & { type?: string } = {}) {
    const known = Object.hasOwn(types, type) ? types[type] : undefined;
    if (!known) {
      throw new TypeError(`PyWorker: type is "${type}", but ${Object.keys(types).join(", ")} are known.`);
    }
    return awaitable(elementsRuntime().startWorker(known, String(url), options));
  } as WorkerStarter;
}

/** Adds `then`, on the way there only: what awaiting gives is the worker, which cannot be awaited again. */
function awaitable(worker: PythonWorker): StartedWorker {
  return new Proxy(worker, {
    get(target, key) {
      if (key === "then") {
        const ready = target.ready.then(() => target);
        return ready.then.bind(ready);
      }
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? (value as () => void).bind(target) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value),
  }) as StartedWorker;
}

/**
 * Workers by name: the `name` of a script, or of `PyWorker`'s options. Each is a promise of the functions
 * that the worker's Python exports (`__export__`), which waits until there is such a worker and its source
 * has run.
 */
export const workers: Readonly<Record<string, Promise<WorkerFunctions>>> = new Proxy(
  Object.create(null) as object,
  {
    get: (_, name) =>
      typeof name === "string" && name !== "then"
        ? elementsRuntime()
            .namedWorker(name)
            .then((worker) => worker.exports())
        : undefined,
  },
) as Readonly<Record<string, Promise<WorkerFunctions>>>;
