/** Base class of both interpreters: they are driven through the functions of `_runner.py`. */
import type { Archive } from "../loading/archive.js";
import { unwrap } from "../values/conversions.js";
import type { Crash } from "./crash.js";
import { readFile, writeFile, writePackage, type FileSystem } from "./file-system.js";
import { folderTree } from "./folder-tree.js";
import type {
  BootOptions,
  ExecuteOptions,
  Execution,
  Interpreter,
  InterpreterCapabilities,
  InterpreterType,
  InterruptHandle,
  PythonFunction,
} from "./interpreter.js";
import { withdrawInterrupt } from "./interrupts.js";
import {
  attempt,
  Failure,
  Hooks,
  rethrow,
  unlessPromise,
  type PythonHalf,
  type Sleeping,
} from "./python-half.js";
import { RetainedFunctions, type Callable, type Enter } from "./retained-functions.js";
import { BlockingPromises } from "./blocking-promises.js";

/** A source that has been started. */
export interface Begun {
  cancel(): void;
  /** Called when it has ended. */
  end?(): void;
}

export abstract class PythonInterpreter implements Interpreter {
  abstract readonly type: InterpreterType;
  abstract readonly version: string;
  abstract readonly capabilities: InterpreterCapabilities;
  readonly interruptHandle?: InterruptHandle;
  readonly folders = folderTree(() => this.fs);

  protected readonly streams: BootOptions["streams"];
  protected abstract readonly python: PythonHalf;
  protected abstract readonly fs: FileSystem;
  /** The folder of installed packages. */
  protected abstract readonly packages: string;
  protected readonly hooks = new Hooks((value) => this.fromPython(value));
  protected readonly waits: BlockingPromises;
  protected readonly retained: RetainedFunctions;
  /** How Python is entered where it can stop to wait. */
  readonly enter: Enter | undefined;
  /** Looked after on the page only. */
  protected crash: Crash | undefined;
  #disposed = false;
  readonly #failed = (error: unknown): never => this.failed(error);

  protected constructor(
    streams: BootOptions["streams"],
    {
      enter,
      shorten,
      interrupts,
      waits = new BlockingPromises(),
    }: {
      enter?: Enter;
      shorten?: (handler: Callable) => Callable;
      interrupts?: InterruptHandle;
      waits?: BlockingPromises;
    },
  ) {
    this.streams = streams;
    this.enter = enter;
    this.waits = waits;
    this.retained = new RetainedFunctions(enter, shorten, this.#failed);
    if (interrupts) this.interruptHandle = interrupts;
  }

  get held() {
    return { proxies: this.retained.size };
  }

  execute(source: string, { filename, run }: ExecuteOptions): unknown {
    this.crash?.checkStart();
    this.checkAlive();
    const finish = (value: unknown) => {
      this.flush();
      return this.fromPython(unlessPromise(Failure.check(value)), true);
    };
    const execute = this.python.run as Callable;
    if (this.enter) return this.enter(execute, [source, filename, run]).then(finish, this.#failed);
    return finish(attempt(() => execute(source, filename, run), this.#failed));
  }

  executeAsync(source: string, { filename, run }: ExecuteOptions): Execution {
    this.crash?.checkStart();
    this.checkAlive();
    return this.hooks.execution(
      (resolve, reject) => attempt(() => this.begin([source, filename, run, resolve, reject]), this.#failed),
      (begun) => {
        this.waits.interrupt(run);
        begun.cancel();
      },
      (begun) => {
        begun.end?.();
        this.flush();
      },
    );
  }

  lookup(name: string): PythonFunction | undefined {
    this.checkAlive();
    const found = Failure.check(this.python.lookup(name));
    return typeof found === "function" ? this.retained.add(found as Callable) : undefined;
  }

  handler(name: string): PythonFunction | undefined {
    this.checkAlive();
    const found = Failure.check(this.python.handler(name));
    return typeof found === "function" ? this.retained.add(found as Callable, true) : undefined;
  }

  retain(callable: unknown, isHandler = false): PythonFunction {
    this.checkAlive();
    return this.retained.add(this.python.retain(callable, isHandler) as Callable, isHandler);
  }

  toJs(value: unknown): unknown {
    if (!this.isPython(value)) return value;
    this.checkAlive();
    const data = this.python.plain(value);
    if (data instanceof Failure) throw new TypeError(data.error.message, { cause: data.error });
    return unwrap(data);
  }

  async loadConversions(): Promise<void> {
    this.hooks.unpack = (await import("../values/unpack.js")).unpack;
  }

  writeFile(path: string, data: Uint8Array | string): void {
    writeFile(this.fs, path, data);
  }

  readFile(path: string): Uint8Array {
    return readFile(this.fs, path);
  }

  installPackageFiles(files: Archive): void {
    writePackage(this.fs, this.packages, files);
  }

  interrupt(run?: number): void {
    this.checkAlive();
    this.waits.interrupt(run);
    this.python.interrupt(run ?? -1);
  }

  endRun(run: number): void {
    if (this.#disposed || this.crash?.happened) return;
    this.waits.interrupt(run);
    this.end(run);
  }

  dispose(): void {
    this.#disposed = true;
    this.retained.dispose();
  }

  /** Has Python end a run. */
  protected end(run: number): void {
    this.python.end(run);
  }

  abstract collectGarbage(): void;

  abstract importModule(name: string): unknown;

  /** Throws what a call of Python has thrown, as what it is. */
  protected failed(error: unknown): never {
    return rethrow(error);
  }

  /** Starts a source; see `_runner.run_async`. */
  protected abstract begin(args: Parameters<PythonHalf["run_async"]>): Begun;

  /** Shows what was printed without an end of line. */
  protected abstract flush(): void;

  abstract isPython(value: unknown): boolean;

  /** A value as plain data where it can be.
   * @param owned whether a proxy is ours; the arguments of a hook end with the call of the hook */
  protected abstract fromPython(value: unknown, owned?: boolean): unknown;

  /** How Python sleeps. */
  protected sleeping(): Sleeping {
    const handle = this.interruptHandle;
    if (!handle) return { sleeps: this.enter ? "waiting" : "" };
    const words = new Int32Array(handle.buffer);
    return {
      sleeps: "blocking",
      sleep: (milliseconds) => {
        Atomics.wait(words, handle.index, 0, milliseconds);
        return withdrawInterrupt(handle);
      },
    };
  }

  protected checkAlive(): void {
    this.crash?.check();
    if (this.#disposed) throw new Error("This interpreter was disposed of.");
  }
}

/** Looks each function of Python's half up once, when it is first needed: a proxy would do it each time. */
export function lookUp<T extends PythonHalf>(half: T, names: readonly (keyof T)[]): T {
  const found = {} as T;
  for (const name of names) {
    Object.defineProperty(found, name, {
      configurable: true,
      get() {
        const value = half[name];
        Object.defineProperty(found, name, { value });
        return value;
      },
    });
  }
  return found;
}

/** The functions of Python's half that every driver needs. */
export const HALF = [
  "setup",
  "run",
  "run_async",
  "cancel",
  "interrupt",
  "end",
  "retain",
  "lookup",
  "handler",
  "plain",
  "version",
] as const;
