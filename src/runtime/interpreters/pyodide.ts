/** The driver for Pyodide: CPython with its standard library, wheels, and everything else; slower to start. */
import type { Archive } from "../archive.js";
import { LoadError, PythonError } from "../errors.js";
import { unwrap } from "../values.js";
import { Assets, loadingFailed, unlessAborted } from "./assets.js";
import { readFile, writeFile, writePackage } from "./file-system.js";
import { folderTree } from "./folder-tree.js";
import type {
  BootOptions,
  ExecuteOptions,
  Execution,
  Interpreter,
  InterpreterDriver,
  PythonFunction,
} from "./interpreter.js";
import type { LockFile, Pyodide, PyodideScript, PyProxy } from "./pyodide-module.js";
import { LineBuffer } from "./line-buffer.js";
import { RetainedFunctions, type Callable } from "./retained-functions.js";
import { Hooks, type PythonHalf } from "./python-half.js";
import { manageProxies } from "./pyodide-proxies.js";
import { preloadSnapshot, refresh, takeSnapshot } from "./pyodide-snapshot.js";
import { withSubstitutes } from "./substitutes.js";

const WASM = "pyodide.asm.wasm";
const LIBRARY = "python_stdlib.zip";
const LOCK = "pyodide-lock.json";

const started = new Map<string, Assets>();

interface Files {
  readonly script: PyodideScript;
  readonly asm: { readonly default: unknown };
  readonly module: WebAssembly.Module;
  readonly library: ArrayBuffer;
  readonly lock: LockFile;
}

export const pyodide: InterpreterDriver = {
  type: "py",

  preload(url) {
    // Everything at once; who boots hears of what fails.
    const assets = assetsAt(url);
    request(assets).catch(() => {});
    preloadSnapshot(url, assets.bytes(LIBRARY));
  },

  async boot(options) {
    const { url, signal, lockFileURL } = options;
    const assets = assetsAt(url);
    const snapshot = takeSnapshot(url, assets.bytes(LIBRARY));
    const ignore = assets.listen((progress) => options.onProgress(progress));
    try {
      const [files, archive] = await unlessAborted(
        Promise.all([request(assets, lockFileURL), options.archive]),
        signal,
      );
      const memory = await unlessAborted(Promise.resolve(snapshot?.inTime()), signal);
      const startWith = (using?: ArrayBuffer) =>
        unlessAborted(start(assets, files, archive, options, using), signal);
      if (!memory) {
        const interpreter = await startWith();
        void snapshot?.forNextTime(signal);
        return interpreter;
      }
      try {
        return await startWith(memory);
      } catch (error) {
        if (signal.aborted) throw error;
        console.debug("Pyodide starts without its snapshot:", error);
        return await startWith();
      }
    } finally {
      ignore();
    }
  },
};

function assetsAt(url: URL): Assets {
  let assets = started.get(url.href);
  if (!assets) started.set(url.href, (assets = new Assets(url)));
  return assets;
}

async function request(assets: Assets, lockFileURL = LOCK): Promise<Files> {
  const [module, asm, script, library, lock] = await Promise.all([
    assets.wasm(WASM),
    assets.script("pyodide.asm.mjs"),
    assets.script("pyodide.mjs"),
    assets.bytes(LIBRARY),
    assets.json(lockFileURL),
  ]);
  return {
    module,
    library,
    asm: asm as Files["asm"],
    script: script as PyodideScript,
    lock: lock as LockFile,
  };
}

async function start(
  assets: Assets,
  { script, asm, module, library, lock }: Files,
  archive: Archive,
  options: BootOptions,
  memory?: ArrayBuffer,
): Promise<Interpreter> {
  const { host, lockFileURL } = options;
  let packages = "";
  const loading = withSubstitutes(
    {
      wasm: { href: assets.href(WASM), module: Promise.resolve(module) },
      files: new Map([[assets.href(LIBRARY), library]]),
    },
    () =>
      script.loadPyodide({
        indexURL: assets.url.href,
        createPyodideModule: asm.default,
        lockFileContents: lock,
        // Wheels are not among our files: the ones that Pyodide builds come from its own server, when asked for.
        packageBaseUrl: lockFileURL
          ? new URL("./", new URL(lockFileURL, assets.url)).href
          : `https://cdn.jsdelivr.net/pyodide/v${script.version}/full/`,
        stdin: () => null,
        _loadSnapshot: memory,
        fsInit: async (fs, { sitePackages }) => {
          packages = sitePackages;
          writePackage(fs, sitePackages, archive);
        },
      }),
  );
  const loaded = await loading.catch((cause: unknown) => {
    throw loadingFailed("Pyodide", assets.url.href, cause);
  });
  if (memory) refresh(loaded);
  // As on MicroPython: `querySelector(...) is None` where nothing is found. The option of that name is lost with a snapshot.
  loaded._api.setCompatNullToNone(true);
  loaded.registerJsModule("_pyscript_host", host);
  return new PyodideInterpreter(loaded, packages, options);
}

interface PyodideHalf extends PythonHalf {
  flush(): void;
  /** Cancels every task. */
  stop(): void;
  invalidate_caches(): void;
  /** Makes the exception that was handed over last `sys.last_exc`, and returns its address. */
  remember_last(): number;
}

class PyodideInterpreter implements Interpreter {
  readonly type = "py";
  readonly folders = folderTree(() => this.#py.FS);
  readonly version: string;
  readonly capabilities: Interpreter["capabilities"] = {
    packages: "wheel",
    canSuspend: "Suspending" in WebAssembly,
    canInterrupt: false,
  };
  readonly #py: Pyodide;
  /** The folder of installed packages. */
  readonly #packages: string;
  readonly #python: PyodideHalf;
  readonly #stdout: LineBuffer;
  readonly #stderr: LineBuffer;
  readonly #hooks = new Hooks((value) => this.#fromPython(value));
  readonly #retained = new RetainedFunctions(this.#hooks);
  #disposed = false;

  constructor(
    py: Pyodide,
    packages: string,
    { streams, managedProxies = false }: Pick<BootOptions, "streams" | "managedProxies">,
  ) {
    this.#py = py;
    this.#stdout = new LineBuffer((line) => streams.stdout(line));
    this.#stderr = new LineBuffer((line) => streams.stderr(line));
    py.setStdout({ write: (bytes) => (this.#stdout.write(bytes), bytes.length) });
    py.setStderr({ write: (bytes) => (this.#stderr.write(bytes), bytes.length) });
    this.#packages = packages;
    this.version = py.version;
    const runner = py.pyimport("pyscript._runner") as PyodideHalf;
    this.#python = {
      // A proxy looks its attributes up each time, and makes a new proxy; these are looked up once.
      setup: runner.setup,
      run: runner.run,
      run_async: runner.run_async,
      cancel: runner.cancel,
      retain: runner.retain,
      lookup: runner.lookup,
      plain: runner.plain,
      version: runner.version,
      flush: runner.flush,
      stop: runner.stop,
      invalidate_caches: runner.invalidate_caches,
      remember_last: runner.remember_last,
    };
    this.#python.setup(this.#hooks.common());
    if (managedProxies) manageProxies(py._module);
    this.#restoreExceptions();
  }

  get held() {
    return { proxies: this.#retained.size };
  }

  readonly nativePackages = {
    has: (name: string) => Object.hasOwn(this.#py.lockfile.packages, name),
    version: (name: string) => this.#py.lockfile.packages[name]?.version,
    load: async (namesOrUrls: readonly string[], signal: AbortSignal) => {
      const failures: string[] = [];
      const loading = this.#py.loadPackage(namesOrUrls, {
        messageCallback: () => {},
        errorCallback: (message) => failures.push(message),
      });
      try {
        await unlessAborted(loading, signal);
      } catch (cause) {
        if (signal.aborted) throw cause;
        failures.push(String(cause));
      }
      if (failures.length > 0) {
        throw new LoadError(
          "PY1001",
          `${namesOrUrls.join(", ")} could not be installed: ${failures.join("; ")}`,
          namesOrUrls[0] ?? "",
        );
      }
    },
  };

  execute(source: string, { filename, run }: ExecuteOptions): unknown {
    this.#checkAlive();
    const value = this.#python.run(source, filename, run);
    this.#flush();
    this.#hooks.check();
    return this.#fromPython(value, true);
  }

  executeAsync(source: string, { filename, run }: ExecuteOptions): Execution {
    this.#checkAlive();
    let task: PyProxy | undefined;
    return this.#hooks.execution(
      (resolve, reject) =>
        (task = this.#python.run_async(source, filename, run, resolve, reject) as PyProxy | undefined),
      (running) => this.#python.cancel(running),
      () => {
        task?.destroy();
        this.#flush();
      },
    );
  }

  lookup(name: string): PythonFunction | undefined {
    this.#checkAlive();
    const found = this.#python.lookup(name);
    this.#hooks.check();
    return found === undefined ? undefined : this.#retained.add(found as Callable);
  }

  retain(callable: unknown): PythonFunction {
    this.#checkAlive();
    return this.#retained.add(this.#python.retain(callable) as Callable);
  }

  toJs(value: unknown): unknown {
    if (!this.#isPython(value)) return value;
    this.#checkAlive();
    const data = unwrap(this.#python.plain(value));
    const failure = this.#hooks.takeFailure();
    if (failure) throw new TypeError(failure.message, { cause: failure });
    return data;
  }

  writeFile(path: string, data: Uint8Array | string): void {
    writeFile(this.#py.FS, path, data);
  }

  readFile(path: string): Uint8Array {
    return readFile(this.#py.FS, path);
  }

  installPackageFiles(files: Archive): void {
    writePackage(this.#py.FS, this.#packages, files);
    this.#python.invalidate_caches();
  }

  collectGarbage(): void {
    this.#py.runPython("__import__('gc').collect()");
  }

  interrupt(): void {}

  dispose(): void {
    this.#disposed = true;
    this.#python.stop();
    this.#retained.dispose();
  }

  /** An exception of Python that comes back to it by way of JavaScript is raised as itself. */
  #restoreExceptions(): void {
    const { _module: internals, ffi } = this.#py;
    const handle = internals.handle_js_error;
    let last: PythonError | undefined;
    this.#hooks.onFailure = (error) => (last = error);
    internals.handle_js_error = (error) => {
      const isLast = error instanceof PythonError && error === last;
      handle.call(internals, isLast ? new ffi.PythonError("", "", this.#python.remember_last()) : error);
    };
  }

  /** By value where it can be.
   * @param owned whether a proxy is ours; the arguments of a hook end with the call of the hook */
  #fromPython(value: unknown, owned = false): unknown {
    if (!this.#isPython(value)) return unwrap(value);
    const data = unwrap(this.#python.plain(value));
    if (this.#hooks.takeFailure()) return owned ? value : value.copy();
    if (owned) value.destroy();
    return data;
  }

  /** Shows what was printed without an end of line. */
  #flush(): void {
    this.#python.flush();
    this.#stdout.flush();
    this.#stderr.flush();
  }

  #isPython(value: unknown): value is PyProxy {
    return value instanceof this.#py.ffi.PyProxy;
  }

  #checkAlive(): void {
    if (this.#disposed) throw new Error("This interpreter was disposed of; it runs nothing any more.");
  }
}
