/** Pyodide, running. */
import type { Archive } from "../loading/archive.js";
import { sharesMemory, stackSwitching } from "../capabilities.js";
import { PythonError } from "../errors.js";
import { unwrap } from "../values/conversions.js";
import type { BootOptions, InterpreterCapabilities, InterruptHandle } from "./interpreter.js";
import type { NativePackages } from "./native-packages.js";
import { requestInterrupt, takenWhenRead } from "./interrupts.js";
import { PyodideCrash } from "./pyodide-crash.js";
import type { PyCallable, Pyodide, PyProxy } from "./pyodide-module.js";
import { LineBuffer } from "./line-buffer.js";
import { Failure, type PythonHalf } from "./python-half.js";
import { isOwn, raised } from "./pyodide-raised.js";
import { HALF, lookUp, PythonInterpreter, type Begun } from "./python-interpreter.js";

/** Pyodide reads it while it computes, and stores 0. */
type InterruptBuffer = { 0: number };
/** The value that Pyodide looks for in its interrupt buffer: the number of SIGINT. */
const SIGINT = 2;

interface PyodideHalf extends PythonHalf {
  flush(): void;
  /** Cancels every task. */
  stop(): void;
  invalidate_caches(): void;
  /** Makes the exception that was handed over last `sys.last_exc`, and returns its address. */
  remember_last(): number;
}

export class PyodideInterpreter extends PythonInterpreter {
  readonly type = "py";
  readonly version: string;
  readonly capabilities: InterpreterCapabilities;
  protected readonly python: PyodideHalf;
  protected readonly packages: string;
  readonly #py: Pyodide;
  #native: NativePackages | undefined;
  readonly #stdout: LineBuffer;
  readonly #stderr: LineBuffer;

  /** @param ending makes the interrupt buffer one whose reader can be ended, where that has to be */
  constructor(
    py: Pyodide,
    packages: string,
    options: BootOptions,
    ending?: (buffer: InterruptBuffer) => InterruptBuffer,
  ) {
    const { streams, suspendable, interruptible, crashed } = options;
    // Builds say whether they are made for it; the first that could did not.
    const canSuspend = stackSwitching() !== undefined && py._module.jspiSupported !== false;
    const canInterrupt = interruptible === true && sharesMemory();
    const interrupts: InterruptHandle | undefined = canInterrupt
      ? { buffer: new SharedArrayBuffer(4), index: 0, value: SIGINT }
      : undefined;
    const crash = crashed && new PyodideCrash(py, crashed);
    super(streams, {
      ...(interrupts && { interrupts }),
      ...(suspendable &&
        canSuspend && {
          enter: (callable, args) => {
            const result = (callable as PyCallable).callPromising(...args);
            return crash ? unlessCrashed(result, crash) : result;
          },
        }),
    });
    this.crash = crash;
    crash?.alsoRejects(this.hooks.pending);
    this.capabilities = { packages: "wheel", canSuspend, canInterrupt };
    this.#py = py;
    this.#stdout = new LineBuffer((line) => streams.stdout(line));
    this.#stderr = new LineBuffer((line) => streams.stderr(line));
    py.setStdout({ write: (bytes) => (this.#stdout.write(bytes), bytes.length) });
    py.setStderr({ write: (bytes) => (this.#stderr.write(bytes), bytes.length) });
    this.packages = packages;
    this.version = py.version;
    const half = py.pyimport("pyscript._runner") as PyodideHalf;
    this.python = lookUp(half, [...HALF, "flush", "stop", "invalidate_caches", "remember_last"]);
    this.python.setup({
      ...this.hooks.common(this.waits, this.sleeping()),
      // An interrupt that came between two pieces of the author's code is for the next one.
      raised_by_js: raised,
      rearm: interrupts && (() => requestInterrupt(interrupts)),
    });
    const buffer = interrupts && takenWhenRead(interrupts);
    // To look into it, loops call JavaScript now and then.
    if (ending) py.setInterruptBuffer(ending(buffer ?? { 0: 0 }));
    else if (buffer) py.setInterruptBuffer(buffer);
    this.#restoreExceptions();
  }

  async nativePackages(): Promise<NativePackages> {
    const { PyodidePackages } = await import("./pyodide-packages.js");
    return (this.#native ??= new PyodidePackages(this.#py, this.packages));
  }

  override installPackageFiles(files: Archive): void {
    super.installPackageFiles(files);
    this.python.invalidate_caches();
  }

  collectGarbage(): void {
    if (!this.crash?.happened) this.#py.runPython("__import__('gc').collect()");
  }

  importModule(name: string): unknown {
    this.checkAlive();
    return this.#py.pyimport(name);
  }

  override dispose(): void {
    // Listeners still call its functions, and should hear why they are gone.
    if (this.crash?.happened) return;
    super.dispose();
    this.python.stop();
  }

  protected get fs() {
    this.crash?.check();
    return this.#py.FS;
  }

  protected begin(args: Parameters<PythonHalf["run_async"]>): Begun {
    // A source is a task, and what tasks call can wait for promises without our help.
    const task = this.python.run_async(...args) as PyProxy | undefined;
    return {
      cancel: () => task && this.python.cancel(task),
      end: () => task?.destroy(),
    };
  }

  /** An exception of Python that comes back to it by way of JavaScript is raised as itself. */
  #restoreExceptions(): void {
    const { _module: internals, ffi } = this.#py;
    const handle = internals.handle_js_error;
    let last: PythonError | undefined;
    this.hooks.onFailure = (error) => (last = error);
    internals.raised = raised;
    internals.handle_js_error = (error) => {
      const isLast = error instanceof PythonError && error === last;
      handle.call(
        internals,
        isLast
          ? new ffi.PythonError("", "", this.python.remember_last())
          : isOwn(error)
            ? error
            : raised(error),
      );
    };
  }

  protected fromPython(value: unknown, owned = false): unknown {
    if (!this.isPython(value)) return unwrap(value);
    const data = this.python.plain(value);
    if (data instanceof Failure) return owned ? value : value.copy();
    if (owned) value.destroy();
    return unwrap(data);
  }

  protected flush(): void {
    if (!this.crash?.happened) this.python.flush();
    this.#stdout.flush();
    this.#stderr.flush();
  }

  isPython(value: unknown): value is PyProxy {
    return value instanceof this.#py.ffi.PyProxy;
  }
}

function unlessCrashed(promise: Promise<unknown>, crash: PyodideCrash): Promise<unknown> {
  return new Promise((resolve, reject) => {
    crash.watch(promise, reject);
    promise.then(resolve, reject);
  });
}
