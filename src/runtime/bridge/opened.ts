/** A bridge that has been opened, as JavaScript uses it; wherever its Python runs. */
import { asError, unlessAborted } from "../errors.js";

/** How and where Python runs. */
export interface BridgeOptions {
  /** `py` for Pyodide, `mpy` for MicroPython; default `py`. */
  readonly type?: "py" | "mpy";
  /** Runs it in a worker; default true, and always true with a {@link config}. */
  readonly worker?: boolean;
  /** A configuration: an object, or a URL, JSON or TOML. Its relative URLs are relative to the JavaScript
   * file. */
  readonly config?: object | string;
  /** The name of an environment that is shared with all that say the same: bridge modules, scripts,
   * donkeys. */
  readonly env?: string;
  /** The version to load where nothing is on the page, or the URL of a `core.js`, or of its folder. */
  readonly pyscript?: string;
  /** The Python file, relative to the JavaScript file; by default of the same name. */
  readonly file?: string | URL;
  /** Ends the bridge: what is pending and whatever is called afterwards rejects with an `AbortError`. */
  readonly signal?: AbortSignal;
}

/** A function of Python. */
export type PythonCall = (...args: readonly unknown[]) => Promise<unknown>;

/** Values that arrive one by one. */
export interface Stream {
  next(): Promise<IteratorResult<unknown, undefined>>;
  /** Ends it before its end. */
  close(): Promise<void>;
}

/** Calls the functions of one Python file. */
export interface CallSite {
  /** The names that the file offers. */
  readonly offers: readonly Offer[];
  /**
   * Calls one.
   *
   * @returns data, a {@link Stream}, or a promise of data or of what {@link iterate} makes
   * @throws PythonError, TypeError
   */
  call(name: string, args: readonly unknown[]): unknown;
  /** Lets go of the functions. */
  unload(): void;
  /** True if letting go of them rejects the pending calls. */
  readonly settles: boolean;
}

/** A callable that a file offers. */
export interface Offer {
  readonly name: string;
  /** True if it makes generators, as far as Python can tell. */
  readonly streams: boolean;
}

export interface OpenedBridge {
  /** The functions that the file offers, by name. */
  readonly functions: Readonly<Record<string, PythonCall>>;
  /** The function of that name; where the file offers none, one that rejects with a `TypeError`. */
  find(name: string): PythonCall;
  /** Has the functions call another execution of the file, those that were taken before as well: they wait
   * for it, and reject with what it rejects with. */
  replace(loading: Promise<CallSite>): void;
}

/**
 * @param site is left to its owner
 * @param file the name of the Python file in messages
 * @param signal ends the bridge, with its reason
 */
export function openedBridge(site: CallSite, file: string, signal: AbortSignal): OpenedBridge {
  const functions = Object.create(null) as Record<string, PythonCall>;
  let loading: Promise<unknown> | undefined;
  /** Has calls that wait for an execution wait for the one in its place: it may never come about. */
  let overtake = () => {};
  const call = (name: string, args: readonly unknown[]): Promise<unknown> => {
    if (loading) return loading.then(() => find(name)(...args));
    if (!functions[name]) return missing(name, args);
    try {
      const result = site.call(name, args);
      if (typeof result === "object" && result !== null) {
        if (!(result instanceof Promise)) return Promise.resolve(isStream(result) ? iterate(result) : result);
        return site.settles ? result : unlessAborted(result, signal);
      }
      return Promise.resolve(result);
    } catch (error) {
      return Promise.reject(asError(error));
    }
  };
  const offer = ({ name, streams }: Offer): void => {
    // A namespace with `then` would be taken for a promise when it is awaited.
    if (name === "then") return;
    const bound: PythonCall = (...args) => call(name, args);
    functions[name] = Object.defineProperty(streams ? streaming(bound) : bound, "name", { value: name });
  };
  const find = (name: string): PythonCall => functions[name] ?? ((...args) => missing(name, args));
  /** Rejects, unless the name has come with another execution since it was looked for. */
  const missing = async (name: string, args: readonly unknown[]): Promise<unknown> => {
    await loading;
    const found = functions[name];
    if (found) return found(...args);
    throw new TypeError(`${file} offers no ${name}(). ${offered(Object.keys(functions))}`);
  };
  site.offers.forEach(offer);
  return {
    functions,
    find,
    replace(next) {
      overtake();
      const overtaken = Promise.withResolvers<void>();
      overtake = overtaken.resolve;
      const replaced = next.then((loaded) => {
        if (loading !== replacing) return; // Replaced again.
        site = loaded;
        loading = undefined;
        for (const name of Object.keys(functions)) delete functions[name];
        site.offers.forEach(offer);
      });
      const replacing = Promise.race([replaced, overtaken.promise]);
      loading = replacing;
      replacing.catch(() => {}); // Calls get the error.
    },
  };
}

function offered(names: readonly string[]): string {
  return names.length > 0
    ? `It offers ${names.join(", ")}: functions and classes of its top level whose name has no leading underscore.`
    : "It offers nothing: define a function at its top level.";
}

/** The promise of a stream can be iterated over without being awaited. */
function streaming(call: PythonCall): PythonCall {
  return (...args) => {
    const result = call(...args);
    return Object.assign(result, {
      async *[Symbol.asyncIterator]() {
        yield* (await result) as AsyncIterable<unknown>;
      },
    });
  };
}

/** A stream as JavaScript iterates over it. */
export function iterate(stream: Stream): AsyncIterableIterator<unknown> {
  let done = false;
  const end = { done: true, value: undefined } as const;
  return {
    async next() {
      if (done) return end;
      try {
        const result = await stream.next();
        done = result.done ?? false;
        return result;
      } catch (error) {
        done = true;
        throw error;
      }
    },
    async return(value?: unknown) {
      if (!done) await stream.close();
      done = true;
      return { done: true, value };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const streams = new WeakSet<object>();

/** Makes known that an object is a {@link Stream}, not data. */
export function markStream<S extends Stream>(stream: S): S {
  streams.add(stream);
  return stream;
}

/** Returns true if a result is a stream, not data. */
export function isStream(value: unknown): value is Stream {
  return typeof value === "object" && value !== null && streams.has(value);
}
