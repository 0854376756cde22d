/**
 * Python functions as JavaScript functions.
 *
 * A **bridge module** is a JavaScript file with a Python file of the same name beside it: `calculations.js` offers the
 * functions of `calculations.py`. Arguments and results cross by value, exceptions as {@link PythonError}. This file is
 * small; what runs Python is loaded when a bridge is made, unless the page has it already.
 *
 * @example
 * ```js
 * // calculations.js
 * import bridge from "./dist/bridge.js";
 * export const pystuff = bridge(import.meta.url, { type: "mpy", worker: false });
 *
 * // main.js
 * import { pystuff } from "./calculations.js";
 * const { add } = await pystuff;
 * console.log(await add(5, 3)); // 8
 * ```
 */
import { pageAPI } from "./elements/load-page.js";
import { KEYWORDS } from "./runtime/bridge/keywords.js";
import type { BridgeOptions, OpenedBridge } from "./runtime/bridge/opened.js";

export type { BridgeOptions };
export type { PythonError } from "./runtime/errors.js";

/** Functions of Python that no types were written for. */
export type AnyBridgeFunctions = Readonly<Record<string, BridgeFunction>>;
/** Any function of Python; that of a generator returns a promise that can be iterated over at once. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what Python returns is known to its author only
export type BridgeFunction = (...args: any[]) => Promise<any>;

/** Await it for an object of functions, or take functions from it at once: they wait for Python when they are called. */
export type Bridge<T = AnyBridgeFunctions> = PromiseLike<T> & T;

/**
 * Makes Python functions callable.
 *
 * @param url the JavaScript file: `import.meta.url`. The Python file is beside it, `.py` instead of `.js`, `.mjs` or `.ts`
 * @returns what can be awaited for the functions, and destructured at once. Both reject with a `LoadError` when the file
 *   is missing, a `PythonError` when it raises. What Python does not offer rejects with a `TypeError`.
 */
export function bridge<T extends object = AnyBridgeFunctions>(
  url: string | URL,
  options: BridgeOptions = {},
): Bridge<T> {
  let opening: Promise<OpenedBridge> | undefined;
  const open = () => {
    opening ??= openOnPage(String(url), options);
    opening.catch(() => {}); // Whoever calls a function hears of it.
    return opening;
  };
  if (typeof document !== "undefined") void open();

  let functions: Promise<T> | undefined;
  const awaited = () => (functions ??= open().then((opened) => opened.functions as T));
  const lazy = new Map<string, BridgeFunction>();
  return new Proxy(Object.create(null) as Bridge<T>, {
    get(_, name) {
      if (typeof name === "symbol") return undefined;
      if (name === "then" || name === "catch" || name === "finally") {
        const promise = awaited();
        return promise[name].bind(promise);
      }
      let found = lazy.get(name);
      if (!found) lazy.set(name, (found = lazyFunction(name, open)));
      return found;
    },
  });
}

export default bridge;

/**
 * Marks an object as keyword arguments, for the last argument of a call.
 *
 * @example
 * ```js
 * await power(2, kwargs({ exponent: 10 })); // power(2, exponent=10)
 * ```
 */
export function kwargs<T extends object>(values: T): Kwargs<T> {
  return Object.defineProperty({ ...values }, KEYWORDS, { value: true }) as Kwargs<T>;
}

/** What {@link kwargs} makes. */
export type Kwargs<T extends object = object> = T & { readonly [KEYWORDS]: true };

/** A function that waits for Python first, and from then on is the one of the opened bridge. */
function lazyFunction(name: string, open: () => Promise<OpenedBridge>): BridgeFunction {
  let ready: BridgeFunction | undefined;
  const call: BridgeFunction = (...args) => {
    if (ready) return ready(...args);
    const result = open().then((opened) => (ready = opened.find(name))(...args));
    // Whether it gives a stream is not known yet.
    return Object.assign(result, {
      async *[Symbol.asyncIterator]() {
        yield* (await result) as AsyncIterable<unknown>;
      },
    });
  };
  return Object.defineProperty(call, "name", { value: name });
}

async function openOnPage(url: string, options: BridgeOptions): Promise<OpenedBridge> {
  return (await pageAPI("openBridge", options.pyscript))(url, options);
}
