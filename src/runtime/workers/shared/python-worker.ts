/**
 * The page's JavaScript object for a worker that runs Python: `element.worker`, and the result of
 * `PyWorker(url)`.
 *
 * @example
 * ```js
 * const worker = PyWorker("./worker.py");
 * worker.sync.ask = (question) => prompt(question); // in Python: sync.ask("Your name?")
 * const { add } = await worker.ready; // in Python: __export__ = ["add"]
 * await add(1, 2); // 3
 * worker.terminate();
 * ```
 */
import type { InterpreterType } from "../../interpreters/interpreter.js";
import type { SyncMode } from "../../link/shared/protocol.js";
import type { Packed, PackedByPython } from "../../values/packed.js";

/** Functions of Python in a worker, by name. Arguments and results cross by value; see
 * `values/conversions.ts`. */
export type WorkerFunctions = Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>;

/** A function that is assigned to {@link PythonWorker.sync}, whatever arguments it takes. */
export type SyncFunction = { call(...args: unknown[]): unknown }["call"];

/** Functions of both sides: what the page assigns, Python calls; what Python assigns, the page calls and
 * awaits. */
export type SyncFunctions = Record<string, SyncFunction>;

/** The worker behind a {@link PythonWorker}. */
export interface WorkerBackend {
  readonly syncMode: SyncMode | undefined;
  /** Calls a function that Python assigned to `sync`. */
  callSync(name: string, args: readonly unknown[]): Promise<unknown>;
  /** Returns Python's exports, once its source has run. */
  exports(): Promise<WorkerFunctions>;
  exportedNames(): Promise<readonly string[]>;
  /** Calls a function that Python exports or assigned to `sync`, for Python: arguments and result are
   * packed. */
  callPacked(kind: "export" | "sync", name: string, given: PackedByPython): Promise<PackedByPython>;
  terminate(): void;
}

/** Marks a function of the page's Python: it takes what was packed, and returns its result packed. */
export const PACKED = Symbol("packed");

export type PackedFunction = SyncFunction & {
  readonly [PACKED]?: (args: Packed) => PackedByPython | Promise<PackedByPython>;
};

/** How the page starts workers and finds them. */
export interface WorkerServices {
  /**
   * Starts a worker that runs the source at a URL.
   *
   * @param url relative to the page
   */
  startWorker(type: InterpreterType, url: string, options?: WorkerOptions): PythonWorker;
  /** The worker of that name, once there is one. */
  namedWorker(name: string): Promise<WorkerBackend>;
}

/** Options of `PyWorker` and `MPWorker`. */
export interface WorkerOptions {
  /** The configuration: an object, JSON or TOML, or the URL of a file. Each worker has its own. Python's
   * dictionaries come as what `to_js` gives. */
  readonly config?: object | string | undefined;
  /** The name in `workers[name]`. */
  readonly name?: string | undefined;
  /** `false` runs the source without top-level `await`. */
  readonly async?: boolean | undefined;
  /** The code runs without the page, its data and a network, but for the addresses of `allow`. */
  readonly sandbox?: boolean | { readonly allow?: readonly string[] } | undefined;
}

export class PythonWorker {
  readonly type: InterpreterType;
  /** The name in `workers[name]`; `""` if it has none. */
  readonly name: string;
  /** Functions for Python to call as `sync.<name>`, and Python's for the page; those return promises. */
  readonly sync: SyncFunctions;
  /** The functions that the page has assigned to {@link sync}. */
  readonly #offered = new Map<string, SyncFunction>();
  /** The worker behind it, once that is there. */
  readonly connected: Promise<WorkerBackend>;
  #backend: WorkerBackend | undefined;
  #terminated = false;
  #ready: Promise<WorkerFunctions> | undefined;

  constructor(type: InterpreterType, name: string, connected: Promise<WorkerBackend>) {
    this.type = type;
    this.name = name;
    this.connected = connected;
    connected.then(
      (backend) => {
        this.#backend = backend;
        if (this.#terminated) backend.terminate();
      },
      () => {}, // Each caller that awaits `ready` gets the failure.
    );
    this.sync = new Proxy<SyncFunctions>(Object.create(null) as SyncFunctions, {
      get: (_, key) => {
        // Were it thenable, awaiting it would call Python.
        if (typeof key !== "string" || key === "then") return undefined;
        const offered = this.#offered.get(key);
        if (offered) return offered;
        return async (...args: unknown[]) => (await connected).callSync(key, args);
      },
      set: (_, key, value: unknown) => {
        if (typeof key !== "string") return false;
        if (typeof value !== "function") throw new TypeError(`sync.${key}: a function was expected.`);
        this.#offered.set(key, value as SyncFunction);
        return true;
      },
      has: (_, key) => this.#offered.has(String(key)),
      deleteProperty: (_, key) => (this.#offered.delete(String(key)), true),
      ownKeys: () => [...this.#offered.keys()],
      getOwnPropertyDescriptor: (_, key) => {
        const value = this.#offered.get(String(key));
        return value && { value, writable: true, enumerable: true, configurable: true };
      },
    });
  }

  /** The functions that Python exports (`__export__`), once its source has run; rejects when that failed. */
  get ready(): Promise<WorkerFunctions> {
    if (!this.#ready) {
      this.#ready = this.connected.then((backend) => backend.exports());
      this.#ready.catch(() => {}); // It has been reported.
    }
    return this.#ready;
  }

  /** How Python reaches the page synchronously; undefined until it has started. */
  get syncMode(): SyncMode | undefined {
    return this.#backend?.syncMode;
  }

  /** Ends the worker. Everything that waits for it rejects with an `AbortError`. */
  terminate(): void {
    this.#terminated = true;
    this.#backend?.terminate();
  }

  /** As {@link terminate}. */
  kill(): void {
    this.terminate();
  }
}
