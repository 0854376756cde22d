/** The object that `bridge()` returns before Python is there: its functions wait for Python. */
import { KEYWORDS } from "../runtime/bridge/keywords.js";
import type { BridgeOptions, OpenedBridge } from "../runtime/bridge/opened.js";

/** Functions of Python that no types were written for. */
export type AnyBridgeFunctions = Readonly<Record<string, BridgeFunction>>;
/** Any function of Python; that of a generator returns a promise that can be iterated over at once. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- only its author knows what Python returns
export type BridgeFunction = (...args: any[]) => Promise<any>;

/** Await it for an object of functions, or take functions from it at once: they wait for Python when they are
 * called. */
export type Bridge<T = AnyBridgeFunctions> = PromiseLike<T> & T;

/** Opens a bridge on the page. */
export type OpenBridge = (url: string, options: BridgeOptions) => Promise<OpenedBridge>;

/** See `bridge` in `src/bridge.ts`. */
export function lazyBridge<T extends object>(
  url: string | URL,
  options: BridgeOptions,
  openOnPage: OpenBridge,
): Bridge<T> {
  let opening: Promise<OpenedBridge> | undefined;
  let functions: Promise<T> | undefined;
  const open = () => {
    if (!opening) {
      opening = openOnPage(String(url), options);
      opening.catch((error: unknown) => {
        // Each caller gets the error. A file that raises does so again; what has not come may come yet.
        if (!(error instanceof Error && "traceback" in error)) opening = functions = undefined;
      });
    }
    return opening;
  };
  if (typeof document !== "undefined") void open();

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

/** The object that {@link kwargs} returns. */
export type Kwargs<T extends object = object> = T & { readonly [KEYWORDS]: true };

/** A function that waits for Python first, and from then on is the one of the opened bridge. */
function lazyFunction(name: string, open: () => Promise<OpenedBridge>): BridgeFunction {
  let ready: BridgeFunction | undefined;
  const call: BridgeFunction = (...args) => {
    if (ready) return ready(...args);
    const result = open().then((opened) => (ready = opened.find(name))(...args));
    // Until Python is there, nobody knows if the function gives a stream.
    return Object.assign(result, {
      async *[Symbol.asyncIterator]() {
        yield* (await result) as AsyncIterable<unknown>;
      },
    });
  };
  return Object.defineProperty(call, "name", { value: name });
}
