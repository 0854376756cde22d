/**
 * The driver for MicroPython: small, there in a tenth of a second, one per thread.
 *
 * What its build for the web does not do well is put right in `micropython-traps.ts` (exceptions, integers) and in
 * Python, `_runner_micropython.py` (runs that travel with tasks, the value of the last expression).
 */
import type { Archive } from "../archive.js";
import { LoadError } from "../errors.js";
import { unwrap } from "../values.js";
import { Assets, loadingFailed, unlessAborted } from "./assets.js";
import { readFile, withoutStacks, writeFile, writePackage } from "./file-system.js";
import { folderTree } from "./folder-tree.js";
import type {
  BootOptions,
  ExecuteOptions,
  Execution,
  Interpreter,
  InterpreterDriver,
  PythonFunction,
} from "./interpreter.js";
import type { MicroPython, MicroPythonScript } from "./micropython-module.js";
import { Traps } from "./micropython-traps.js";
import { RetainedFunctions, type Callable } from "./retained-functions.js";
import { Hooks, type PythonHalf } from "./python-half.js";
import { withSubstitutes } from "./substitutes.js";
import { timers } from "./timers.js";

const SCRIPT = "micropython.mjs";
const WASM = "micropython.wasm";
/** Where packages are; `sys.path` has it. */
const PACKAGES = "/lib";

const started = new Map<string, Assets>();
/** MicroPython keeps its tables in `globalThis`: a second one in the same realm would break the first. So what has been
 * loaded is kept, for a boot that failed or was given up later than that; and then somebody has it. */
let loaded: { readonly href: string; readonly parts: Promise<Parts> } | undefined;
let taken = false;
const TAKEN =
  "MicroPython runs once in a thread, and this thread has one. Share it, or start the other one in a worker.";

export const micropython: InterpreterDriver = {
  type: "mpy",

  preload(url) {
    let assets = started.get(url.href);
    if (!assets) started.set(url.href, (assets = new Assets(url)));
    request(assets);
  },

  async boot(options) {
    const { url, signal } = options;
    micropython.preload(url);
    const assets = started.get(url.href) as Assets;
    const ignore = assets.listen((progress) => options.onProgress(progress));
    options.archive.catch(() => {}); // Awaited when all else is there.
    try {
      const script = (await unlessAborted(assets.script(SCRIPT), signal)) as MicroPythonScript;
      const parts = await unlessAborted(load(assets, script), signal);
      const archive = await unlessAborted(options.archive, signal);
      return start(parts, archive, options);
    } finally {
      ignore();
    }
  },
};

function request(assets: Assets): void {
  // Whoever boots hears of what fails.
  assets.script(SCRIPT).catch(() => {});
  assets.wasm(WASM).catch(() => {});
}

/** What loading makes: MicroPython without our package. */
interface Parts {
  readonly mp: MicroPython;
  readonly traps: Traps;
  /** Where its output goes; the interpreter that is made of it says. */
  readonly output: { streams: BootOptions["streams"] };
}

function load(assets: Assets, script: MicroPythonScript): Promise<Parts> {
  const href = assets.href(WASM);
  if (taken || (loaded && loaded.href !== href)) throw new Error(TAKEN);
  if (!loaded) {
    const parts = loadParts(assets, script, href);
    loaded = { href, parts };
    parts.catch(() => (loaded = undefined));
  }
  return loaded.parts;
}

async function loadParts(assets: Assets, script: MicroPythonScript, href: string): Promise<Parts> {
  const traps = new Traps();
  const output: Parts["output"] = { streams: { stdout() {}, stderr() {} } };
  const loading = withSubstitutes(
    {
      wasm: { href, module: assets.wasm(WASM) },
      prepare: (imports) => traps.prepare(imports),
      instantiated: (instance) => traps.instantiated(instance),
    },
    () =>
      script.loadMicroPython({
        url: href,
        stdin: () => null,
        stdout: (line) => output.streams.stdout(line),
        stderr: (line) => output.streams.stderr(line),
      }),
  );
  const mp = await loading.catch((cause: unknown) => {
    throw cause instanceof LoadError ? cause : loadingFailed("MicroPython", href, cause);
  });
  return { mp, traps, output };
}

function start({ mp, traps, output }: Parts, archive: Archive, { host, streams }: BootOptions): Interpreter {
  if (taken) throw new Error(TAKEN);
  output.streams = streams;
  withoutStacks(() => writePackage(mp.FS, PACKAGES, archive));
  mp.registerJsModule("_pyscript_host", host);
  const interpreter = new MicroPythonInterpreter(mp, traps, streams);
  taken = true;
  return interpreter;
}

class MicroPythonInterpreter implements Interpreter {
  readonly type = "mpy";
  readonly version: string;
  readonly capabilities = { packages: "mip", canSuspend: false, canInterrupt: false } as const;
  readonly #mp: MicroPython;
  readonly folders = folderTree(() => this.#mp.FS);
  readonly #python: PythonHalf;
  readonly #hooks = new Hooks((value) => this.#fromPython(value));
  readonly #retained = new RetainedFunctions(this.#hooks);
  readonly #streams: BootOptions["streams"];
  readonly #timers = timers();
  #disposed = false;

  constructor(mp: MicroPython, traps: Traps, streams: BootOptions["streams"]) {
    this.#mp = mp;
    this.#streams = streams;
    this.#hooks.onFailure = (error) => traps.handedOver(error);
    const python = withoutStacks(() => mp.pyimport("pyscript._runner")) as PythonHalf;
    this.#python = {
      // A proxy looks its attributes up each time; these are looked up once.
      setup: python.setup,
      run: python.run,
      run_async: python.run_async,
      cancel: python.cancel,
      retain: python.retain,
      lookup: python.lookup,
      plain: python.plain,
      version: python.version,
    };
    this.#python.setup({
      ...this.#hooks.common(),
      ...traps.hooks,
      arm: (raiser: unknown, maker: unknown) => traps.arm(raiser, maker),
      timers: this.#timers,
      bytes: (address: number, length: number) => traps.bytes(address, length),
      fill: (address: number, buffer: ArrayBuffer | ArrayBufferView) => traps.fill(address, buffer),
      compile_pending: () =>
        mp.runPythonAsync("__import__('pyscript._runner_micropython')._runner_micropython.compile_pending()"),
    });
    this.version = this.#python.version();
  }

  get held() {
    return { proxies: this.#retained.size };
  }

  execute(source: string, { filename, run }: ExecuteOptions): unknown {
    this.#checkAlive();
    const value = this.#python.run(source, filename, run);
    this.#flush();
    this.#hooks.check();
    return this.#fromPython(value);
  }

  executeAsync(source: string, { filename, run }: ExecuteOptions): Execution {
    this.#checkAlive();
    return this.#hooks.execution(
      (resolve, reject) => this.#python.run_async(source, filename, run, resolve, reject),
      (task) => this.#python.cancel(task),
      () => this.#flush(),
    );
  }

  lookup(name: string): PythonFunction | undefined {
    this.#checkAlive();
    const found = this.#python.lookup(name);
    this.#hooks.check();
    return typeof found === "function" ? this.#retained.add(found as Callable) : undefined;
  }

  retain(callable: unknown): PythonFunction {
    this.#checkAlive();
    return this.#retained.add(this.#python.retain(callable) as Callable);
  }

  importModule(name: string): unknown {
    this.#checkAlive();
    return withoutStacks(() => this.#mp.pyimport(name));
  }

  toJs(value: unknown): unknown {
    if (!isPython(value)) return value;
    this.#checkAlive();
    const data = unwrap(this.#python.plain(value));
    const failure = this.#hooks.takeFailure();
    if (failure) throw new TypeError(failure.message, { cause: failure });
    return data;
  }

  writeFile(path: string, data: Uint8Array | string): void {
    writeFile(this.#mp.FS, path, data);
  }

  readFile(path: string): Uint8Array {
    return readFile(this.#mp.FS, path);
  }

  installPackageFiles(files: Archive): void {
    writePackage(this.#mp.FS, PACKAGES, files);
  }

  collectGarbage(): void {
    this.#mp.runPython("__import__('gc').collect()");
  }

  interrupt(): void {}

  dispose(): void {
    this.#disposed = true;
    this.#timers.stop();
    this.#retained.dispose();
  }

  /** By value where it can be. `None` is undefined: nothing was said. */
  #fromPython(value: unknown): unknown {
    if (value === null) return undefined;
    if (!isPython(value)) return unwrap(value);
    const data = unwrap(this.#python.plain(value));
    return this.#hooks.takeFailure() ? value : data;
  }

  /** Shows what was printed without an end of line. */
  #flush(): void {
    const { _stdoutBuffer, _stderrBuffer } = this.#mp._module;
    if (_stdoutBuffer.length > 0) this.#streams.stdout(take(_stdoutBuffer));
    if (_stderrBuffer.length > 0) this.#streams.stderr(take(_stderrBuffer));
  }

  #checkAlive(): void {
    if (this.#disposed) throw new Error("This interpreter was disposed of; it runs nothing any more.");
  }
}

/** Whether a value is Python's: its proxies and functions have a reference, as have what a generator becomes. */
function isPython(value: unknown): boolean {
  return (
    ((typeof value === "object" && value !== null) || typeof value === "function") &&
    typeof (value as { _ref?: unknown })._ref === "number"
  );
}

const decoder = new TextDecoder();

function take(buffer: number[]): string {
  return decoder.decode(new Uint8Array(buffer.splice(0)));
}
