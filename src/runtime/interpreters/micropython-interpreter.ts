/** MicroPython, running. */
import { unwrap } from "../values/conversions.js";
import type { Archive } from "../loading/archive.js";
import type { BootOptions, InterpreterCapabilities, InterruptHandle, ShortCalls } from "./interpreter.js";
import { MicroPythonCrash } from "./micropython-crash.js";
import type { ModuleFiles } from "./micropython-files.js";
import type { DataAccess } from "./micropython-data.js";
import type { MicroPython, MicroPythonExports } from "./micropython-module.js";
import type { Suspension } from "./micropython-suspension.js";
import type { Traps } from "./micropython-traps.js";
import { Failure, type PythonHalf } from "./python-half.js";
import { HALF, lookUp, PythonInterpreter, type Begun } from "./python-interpreter.js";
import type { Callable } from "./retained-functions.js";
import { timers } from "./timers.js";

/** The folder of packages; `sys.path` has it. */
export const PACKAGES = "/lib";

/** MicroPython without our package, and what makes it ours. */
export interface MicroPythonParts {
  readonly mp: MicroPython;
  readonly traps: Traps;
  readonly files: ModuleFiles;
  readonly suspension: Suspension | undefined;
  readonly interrupts: InterruptHandle | undefined;
}

export class MicroPythonInterpreter extends PythonInterpreter {
  readonly type = "mpy";
  readonly capabilities: InterpreterCapabilities;
  protected readonly python: PythonHalf;
  protected readonly packages = PACKAGES;
  readonly #mp: MicroPython;
  readonly #add: (modules: Archive) => Archive;
  readonly #timers: ReturnType<typeof timers>;
  protected override crash: MicroPythonCrash | undefined;
  readonly loadShortCalls?: () => Promise<ShortCalls>;

  constructor(
    { mp, traps, files, suspension, interrupts }: MicroPythonParts,
    archive: Archive,
    { streams, crashed }: Pick<BootOptions, "streams" | "crashed">,
  ) {
    super(streams, {
      shorten: shortened(traps.exports),
      ...(suspension && { enter: suspension.enter, waits: suspension.waits }),
      ...(interrupts && { interrupts }),
    });
    this.#mp = mp;
    this.crash =
      crashed &&
      new MicroPythonCrash(crashed, () => {
        this.#timers.stop();
        this.retained.dispose(() => this.crash?.check());
      });
    this.crash?.alsoRejects(this.hooks.pending);
    this.#add = (modules) => files.add(modules, traps.exports);
    // An interpreter that can be suspended is entered by other functions.
    if (!suspension) {
      this.loadShortCalls = async () => (await import("./micropython-calls.js")).shortCalls(traps.exports);
    }
    this.capabilities = {
      packages: "mip",
      canSuspend: suspension !== undefined,
      canInterrupt: interrupts !== undefined,
    };
    this.hooks.onFailure = (error) => traps.handedOver(error);
    this.installPackageFiles(archive);
    this.python = lookUp(mp.pyimport("pyscript._runner") as PythonHalf, HALF);
    this.#timers = timers((callback) => {
      if (suspension) void suspension.enter(callback, []);
      else callback();
    });
    this.python.setup({
      ...this.hooks.common(this.waits, this.sleeping()),
      ...traps.hooks,
      waiter: () => suspension?.wait ?? null,
      arm: (raiser: unknown, maker: unknown) => traps.arm(raiser, maker),
      timers: this.#timers,
      streams,
      bytes: (address: number, length: number) => traps.bytes(address, length),
      data_access: (samples: number, many: number, ready: DataAccess) =>
        // Until it has come, or where it does not, Python writes and makes data itself.
        void import("./micropython-data.js").then(
          ({ openData }) => openData(traps.exports, samples, many, ready),
          () => {},
        ),
      fill: (address: number, buffer: ArrayBuffer | ArrayBufferView) => traps.fill(address, buffer),
      compile_pending: () =>
        mp.runPythonAsync("__import__('pyscript._runner_micropython')._runner_micropython.compile_pending()"),
    });
  }

  get version(): string {
    return this.python.version();
  }

  override installPackageFiles(files: Archive): void {
    const others = this.#add(files);
    if (others.size > 0) super.installPackageFiles(others);
  }

  collectGarbage(): void {
    if (!this.crash?.happened) this.#mp.runPython("__import__('gc').collect()");
  }

  importModule(name: string): unknown {
    this.checkAlive();
    return this.#mp.pyimport(name);
  }

  override dispose(): void {
    super.dispose();
    this.#timers.stop();
    this.crash?.dispose();
  }

  protected override end(run: number): void {
    if (this.enter) this.enter(this.python.end as Callable, [run]).catch(() => {});
    else super.end(run);
  }

  protected override failed(error: unknown): never {
    if (this.crash?.notices(error)) this.crash.check();
    return super.failed(error);
  }

  protected get fs() {
    return this.#mp.FS;
  }

  protected begin(args: Parameters<PythonHalf["run_async"]>): Begun {
    const cancel = (task: unknown) => task !== null && this.python.cancel(task);
    if (!this.enter) {
      const task = this.python.run_async(...args);
      return { cancel: () => cancel(task) };
    }
    let wanted = true;
    const task = this.enter(this.python.run_async as Callable, args, () => wanted);
    return {
      cancel: () => {
        wanted = false;
        void task.then((begun) => begun !== undefined && cancel(begun));
      },
    };
  }

  /** `None` is undefined: nothing was said. */
  protected fromPython(value: unknown): unknown {
    if (value === null) return undefined;
    if (!this.isPython(value)) return unwrap(value);
    const data = this.python.plain(value);
    return data instanceof Failure ? value : unwrap(data);
  }

  protected flush(): void {
    const { _stdoutBuffer, _stderrBuffer, _textDecoder } = this.#mp._module;
    const take = (buffer: number[]) => _textDecoder.decode(new Uint8Array(buffer.splice(0)));
    if (_stdoutBuffer.length > 0) this.streams.stdout(take(_stdoutBuffer));
    if (_stderrBuffer.length > 0) this.streams.stderr(take(_stderrBuffer));
  }

  /** Its proxies and functions have a reference, as have what a generator becomes. */
  isPython(value: unknown): boolean {
    return (
      ((typeof value === "object" && value !== null) || typeof value === "function") &&
      typeof (value as { _ref?: unknown })._ref === "number"
    );
  }
}

/** Makes handlers short, from when the shorter way has been loaded, which the first of them asks for. */
function shortened(exports: MicroPythonExports): (handler: Callable) => Callable {
  let loading: Promise<(handler: Callable) => Callable> | undefined;
  return (handler) => {
    let call = handler;
    loading ??= import("./micropython-events.js").then(({ eventCalls }) => eventCalls(exports));
    loading.then(
      (shorten) => (call = shorten(handler)),
      () => {}, // The longer way does the same.
    );
    return (...args) => call(...args);
  };
}
