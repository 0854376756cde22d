/** Pyodide's loader and what it makes, as far as this library uses it. */
import type { FileSystem } from "./file-system.js";

export interface PyProxy {
  readonly type: string;
  copy(): PyProxy;
  destroy(): void;
}

export interface PyCallable extends PyProxy {
  (...args: unknown[]): unknown;
  /** Calls it so that it can stop to wait for promises; begins in a later task, calls keeping their order. */
  callPromising(...args: unknown[]): Promise<unknown>;
}

export interface LockFile {
  /** Those of older versions say less. */
  readonly info: { readonly python?: string; readonly abi_version?: string };
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly version: string;
        readonly file_name: string;
        readonly depends?: readonly string[];
      }
    >
  >;
}

interface StreamOptions {
  /** @returns how many of the bytes were written */
  write(bytes: Uint8Array): number;
  isatty?: boolean;
}

export interface Pyodide {
  readonly version: string;
  readonly FS: FileSystem & {
    /** A file, and how its streams work. */
    lookupPath(path: string): { readonly node: { stream_ops: object } };
  };
  readonly ffi: {
    readonly PyProxy: abstract new (...args: never) => PyProxy;
    /** The class that Pyodide throws; an error with the address of `sys.last_exc` becomes that exception
     * again. */
    readonly PythonError: new (type: string, message: string, address: number) => Error;
  };
  /** Not public. */
  readonly _api: {
    /** The function behind the option `convertNullToNone`. */
    setCompatNullToNone(on: boolean): void;
    /** The options that it was loaded with; it keeps all of them. */
    readonly config: { _loadSnapshot?: ArrayBuffer | SharedArrayBuffer | undefined };
    /** Compiles and loads a library of WebAssembly, while the caller waits. */
    loadDynlib(path: string): Promise<void>;
    /** Called with whatever leaves WebAssembly but the exceptions of Python: it cannot be used any more then.
     * @throws the given value, as an error that is marked by `pyodide_fatal_error` */
    fatal_error(thrown: unknown): void;
  };
  /** Not public. */
  readonly _module: {
    readonly jspiSupported?: boolean;
    /** Returns the exception for what an asynchronous generator has thrown; ours, see
     * `tools/pyodide/patches/proxies.mjs`. */
    raised?: (thrown: unknown) => object;
    /** Turns an error that JavaScript threw into a Python exception. */
    handle_js_error(error: unknown): void;
    /** Destroys a proxy. */
    pyproxy_destroy(...args: never[]): void;
    /** Lets go of Python's lock: who enters Python without is refused. */
    _PyEval_SaveThread(): number;
    /** Writes the browser's time zone to those addresses. */
    __tzset_js(timezone: number, daylight: number, standard: number, summer: number): void;
    readonly _timezone: number;
    readonly _daylight: number;
    /** The addresses of two names. */
    readonly _tzname: number;
    readonly HEAPU32: Uint32Array;
  };
  readonly lockfile: LockFile;
  /** Name of each package that is there → where it is from. */
  readonly loadedPackages: Record<string, string>;
  setStdout(options: StreamOptions): void;
  setStderr(options: StreamOptions): void;
  pyimport(name: string): unknown;
  runPython(code: string): unknown;
  /** Its first element asks for `KeyboardInterrupt` when it is 2. */
  /** @param buffer whose first element is read, then set to 0 */
  setInterruptBuffer(buffer: { 0: number }): void;
  registerJsModule(name: string, module: object): void;
  loadPackage(
    names: readonly string[],
    options: {
      messageCallback?: (message: string) => void;
      errorCallback?: (message: string) => void;
      checkIntegrity?: boolean;
    },
  ): Promise<unknown>;
}

export interface PyodideScript {
  readonly version: string;
  loadPyodide(options: {
    indexURL: string;
    lockFileContents?: unknown;
    packageBaseUrl?: string;
    createPyodideModule?: unknown;
    fsInit?: (fs: FileSystem, info: { sitePackages: string }) => Promise<void>;
    stdin?: () => null;
    /** Not public: the memory to start with. */
    _loadSnapshot?: ArrayBuffer | SharedArrayBuffer | undefined;
    stdout?: (line: string) => void;
    stderr?: (line: string) => void;
  }): Promise<Pyodide>;
}
