/**
 * The interface of an interpreter to the runtime.
 *
 * A **driver** loads one and adapts it to {@link Interpreter}; nothing else in this library knows which one
 * it is. Differences in the abilities of interpreters are named capabilities, never checks of the type.
 *
 * Python's half of a driver is in the `pyscript` archive, in modules whose names start with `_`: `_runner`
 * executes sources and describes exceptions, `_context` carries the number of the current run.
 */
import type { Archive } from "../loading/archive.js";
import type { NativePackages } from "./native-packages.js";
/** `py` is Pyodide, `mpy` is MicroPython. */
export type InterpreterType = "py" | "mpy";

/** How far loading has come; sent as `py:progress`. */
export interface LoadProgress {
  /** The files that are being loaded: the interpreter's own, the configuration's, its packages. */
  readonly phase: "interpreter" | "files" | "packages";
  /** Bytes that have arrived, as transferred to the page (decompressed where the server compressed). */
  readonly loaded: number;
  /** Bytes that will arrive; undefined where no server said. */
  readonly total: number | undefined;
  /** The file or package that this step was about. */
  readonly item: string;
}

/** The destination of an interpreter's output: one call a line, without its line end. */
export interface OutputStreams {
  stdout(line: string): void;
  stderr(line: string): void;
}

/**
 * The files of an interpreter that a page has loaded, for a worker that starts the same one: it neither
 * fetches nor compiles them again. All can be posted as they are, with nothing to transfer: modules and
 * blobs are shared, the rest is copied.
 */
export interface Handover {
  /** Its compiled WebAssembly. For MicroPython that is interruptible it is another module; see {@link
   * HandoverOptions}. */
  readonly wasm?: WebAssembly.Module;
  /** Other files, by their name in the interpreter's folder. */
  readonly files?: Readonly<Record<string, ArrayBuffer>>;
  /** Pyodide: the lock file that comes with it, parsed. */
  readonly lock?: unknown;
  /** Pyodide: its memory as it is after the start (31 MB), where it comes fast enough to be worth it; shared,
   * where threads share memory. */
  readonly snapshot?: Blob | SharedArrayBuffer;
}

/** The needs of the worker; see {@link BootOptions}. */
export interface HandoverOptions {
  /** Hears how loading goes, what has come so far first. */
  onProgress?(progress: LoadProgress): void;
  readonly interruptible?: boolean;
}

/**
 * The place in memory through which another thread asks a computing interpreter to raise
 * `KeyboardInterrupt`. It can be posted.
 *
 * The other thread calls `requestInterrupt(handle)` of `interrupts.ts`, which stores the value and wakes who
 * sleeps on the word; a loop notices within milliseconds. The interpreter stores 0 again when it raises.
 * Awaiting code is no loop: the other thread also posts a message, on which the interpreter's own thread
 * calls `interrupted(interpreter)` of the same module; that does nothing when a computation has been
 * interrupted meanwhile, and otherwise interrupts the awaiting code.
 */
export interface InterruptHandle {
  readonly buffer: SharedArrayBuffer;
  /** The index of the word in an `Int32Array` of the buffer. */
  readonly index: number;
  /** The value to store there; it is 0 while nothing is asked for. */
  readonly value: number;
  /** Another word that is stored after it (MicroPython). */
  readonly also?: { readonly index: number; readonly value: number };
}

/** The options that a driver needs to start an interpreter. */
export interface BootOptions {
  /** The folder that holds the interpreter's files; ends in a slash. */
  readonly url: URL;
  /** The Python package, for the folder that holds packages. */
  readonly archive: Promise<Archive>;
  /** The JavaScript object that Python imports as `_pyscript_host`; see `host.ts`. */
  readonly host: object;
  readonly streams: OutputStreams;
  readonly signal: AbortSignal;
  onProgress(progress: LoadProgress): void;
  /** Keeps functions that Python passes alive as long as JavaScript holds them, with no `create_proxy`
   * (Pyodide). */
  readonly managedProxies?: boolean;
  /** Another lock file for packages (Pyodide). */
  readonly lockFileURL?: string;
  /** In a worker: what the page has loaded. It may be still on its way; meanwhile the worker imports the
   * scripts. What is not in it the worker loads by itself. */
  readonly handover?: Handover | Promise<Handover>;
  /**
   * Lets Python wait for promises inside synchronous calls: `_runner.run_sync(promise)`. All entries then go
   * through JSPI, so that {@link Interpreter.execute} and {@link PythonFunction.call} always return
   * promises; `capabilities.canSuspend` says whether it worked.
   */
  readonly suspendable?: boolean;
  /**
   * Lets Python be interrupted while it computes, which needs memory that threads share: a worker of an
   * isolated page. {@link Interpreter.interruptHandle} is there when it worked.
   */
  readonly interruptible?: boolean;
  /**
   * Main thread only (a worker is terminated instead): called when the interpreter crashes. Everything under
   * way rejects with that error, and so does everything that starts before the promise resolves; later each
   * start fails with an error of its own.
   */
  readonly crashed?: (error: Error) => Promise<unknown>;
}

/** The abilities of an interpreter beyond the common part. */
export interface InterpreterCapabilities {
  /** `wheel`: installs wheels; `mip`: installs plain modules from a mip index. */
  readonly packages: "wheel" | "mip";
  /** True if Python can stop to wait for a promise inside a synchronous call (JSPI):
   * `_runner.run_sync(promise)` works. */
  readonly canSuspend: boolean;
  /** True if a run that computes can be interrupted from another thread; see {@link
   * Interpreter.interruptHandle}. */
  readonly canInterrupt: boolean;
}

/** How a source is executed. */
export interface ExecuteOptions {
  /** The name of the source in tracebacks. */
  readonly filename: string;
  /** The run that the source belongs to; 0 for none. */
  readonly run: number;
}

/** A source that is being executed. */
export interface Execution {
  /**
   * The value of the last expression, by value where it can be (see `values/conversions.ts`), else a proxy,
   * or undefined when the source does not end in an expression. Rejects with a {@link PythonError} when
   * Python raises, and with an `AbortError` after {@link cancel}.
   */
  readonly result: Promise<unknown>;
  /** Ends the source at the `await` where it is now; does nothing when it has ended. */
  cancel(): void;
}

/** The result of a function that was found by its name, once there is none of that name any more. */
export const GONE = Object.freeze({ isGone: true });

/** A Python callable that JavaScript may keep, until it is disposed of. */
export interface PythonFunction {
  /**
   * Calls it in the context of the run in which it was retained. JavaScript values arrive as proxies or
   * scalars.
   *
   * @returns its result; a promise for a coroutine. Of an interpreter that is suspendable always a
   *   promise: it may stop to wait. While MicroPython is suspended, calls queue, and begin in the order
   *   made.
   * @throws {@link PythonError}; suspendable interpreters reject with it
   */
  call(...args: unknown[]): unknown;
  /** Lets go of the callable; calling it afterwards throws. */
  dispose(): void;
}

/** The properties of a file or a folder. */
export interface FileStatus {
  readonly isFolder: boolean;
  /** In bytes. */
  readonly size: number;
  /** When it was changed last, in milliseconds since 1970. */
  readonly modified: number;
}

/** Lists and changes folders. Paths are absolute. */
export interface FolderTree {
  /** @returns the names of what is in a folder.
   * @throws Error when there is no such folder. */
  list(path: string): readonly string[];
  /** @returns undefined when there is nothing at that path, or a symbolic link: what that leads to is not
   * below the folder. */
  stat(path: string): FileStatus | undefined;
  /** Sets when a file was changed last, in milliseconds since 1970. */
  touch(path: string, modified: number): void;
  /** Makes a folder, with those above it; a relative path is below the working directory. */
  make(path: string): void;
  /** Removes a file, or a folder with nothing in it.
   * @throws Error when there is no such thing. */
  remove(path: string): void;
}

/** Makes a shorter way to call of a function; see {@link Interpreter.loadShortCalls}. */
export type ShortCalls = (callable: (...args: unknown[]) => unknown) => (...args: unknown[]) => unknown;

/** The boot that is prepared: the main thread's, that of workers, which the page will hand files over to, or,
 * in a worker, its own, as far as nothing can be handed over. */
export type PreloadPlace = "main" | "workers" | "worker";

/** One running interpreter. */
export interface Interpreter {
  readonly type: InterpreterType;
  /** The interpreter's own version: `"314.0.7"`, `"1.29.0"`. */
  readonly version: string;
  readonly capabilities: InterpreterCapabilities;

  /**
   * Executes `source` in the main namespace, to its end. No `await` at its top level.
   *
   * @returns the value as {@link Execution.result} has it; of an interpreter that can suspend, a promise of
   *   it
   * @throws {@link PythonError}; those that can suspend reject with it
   */
  execute(source: string, options: ExecuteOptions): unknown;

  /**
   * Resolves when all is there that the interpreter needs later than for its start: Python's standard
   * library, but for the modules that it starts with. {@link executeAsync} waits by itself where it has to.
   * Rejects with a LoadError; undefined where all is there.
   */
  whole?: Promise<void>;

  /** Executes `source` in the main namespace; its top level may `await`. */
  executeAsync(source: string, options: ExecuteOptions): Execution;

  /**
   * Finds a callable by name in the main namespace, dots allowed: `"app.on_click"`. The name is looked up,
   * never evaluated.
   *
   * @returns undefined when there is none; otherwise the caller disposes of it.
   */
  lookup(name: string): PythonFunction | undefined;

  /**
   * Finds a handler of events by name. It takes one argument, an event; its result is undefined unless it is
   * a promise. The name is looked up again at each call: {@link GONE} is returned when there is no callable
   * of that name any more.
   *
   * @returns undefined when there is none; otherwise the caller disposes of it.
   */
  handler(name: string): PythonFunction | undefined;

  /**
   * Keeps a callable that Python passed to JavaScript beyond that call. The caller disposes of it.
   *
   * @param isHandler whether it will be called with one argument, an event, which it need not take, and
   *   nothing becomes of its results but of promises
   */
  retain(callable: unknown, isHandler?: boolean): PythonFunction;

  /**
   * Imports a module of the `pyscript` package as the interpreter has it: nothing comes between its
   * functions and who calls them, so they hand over what they raise by hooks of their own
   * (`python/pyscript/_bridge.py`).
   */
  importModule(name: string): unknown;

  /**
   * Loads a shorter way to call what such a function returned, where there is one: a function that makes one
   * callable of another. It takes up to 16 arguments that are text, 32-bit integers, fractions, truth or
   * null, and returns what is plain, an empty object for all else.
   */
  loadShortCalls?(): Promise<ShortCalls>;

  /** Calls such a function so that it can stop to wait for promises. Undefined where functions cannot; where
   * they can, all are called by this. */
  readonly enter?:
    ((callable: (...args: unknown[]) => unknown, args: unknown[]) => Promise<unknown>) | undefined;

  /** Loads what makes plain data of lists and dictionaries: few pages need it. */
  loadConversions(): Promise<void>;

  /** Returns true if a value is Python's: a proxy. */
  isPython(value: unknown): boolean;

  /** Turns what this interpreter handed to JavaScript, a proxy perhaps, into a plain value. Lists,
   * dictionaries and the like need the `more` archive (see `loading/archive.ts`), and {@link
   * loadConversions}.
   * @throws TypeError when a part of it cannot cross, and says which. */
  toJs(value: unknown): unknown;

  /** Writes a file, with the folders above it. Relative paths are below the working directory. */
  writeFile(path: string, data: Uint8Array | string): void;

  /** @returns the file's bytes.
   * @throws Error when there is none. */
  readFile(path: string): Uint8Array;

  /** The folders of its file system. */
  readonly folders: FolderTree;

  /** Unpacks files below the folder that holds installed packages. */
  installPackageFiles(files: Archive): void;

  /** Loads what installs packages that only the interpreter itself can; absent where it has nothing of its
   * kind. */
  nativePackages?(): Promise<NativePackages>;

  /** Lets go of JavaScript objects that Python no longer reaches. */
  collectGarbage(): void;

  /**
   * Raises `KeyboardInterrupt` where sources and functions called from JavaScript await or wait: their
   * results reject with a {@link PythonError} of that name unless they catch it. Tasks that they have
   * created go on. It is called on the interpreter's own thread, so nothing computes then; that needs {@link
   * interruptHandle}.
   *
   * @param run whose; all when absent
   */
  interrupt(run?: number): void;

  /**
   * A run goes for good: its tasks, those that they have created among them, are cancelled, what it waits
   * for is interrupted, and its functions do nothing when JavaScript calls them. Promises that Python has
   * not settled reject with an `AbortError`.
   */
  endRun(run: number): void;

  /** How another thread interrupts it while it computes or sleeps; absent where it can't. */
  readonly interruptHandle?: InterruptHandle;

  /** Numbers of things held on behalf of the page; tests count them. */
  readonly held: { readonly proxies: number };

  /** Ends the interpreter; it runs nothing afterwards. */
  dispose(): void;
}

/** Loads one kind of interpreter. */
export interface InterpreterDriver {
  readonly type: InterpreterType;
  /**
   * Starts fetching and compiling what {@link boot} will need. Called when the first element of a kind is
   * seen, before its configuration has been read. Calling it again does nothing.
   */
  preload(url: URL, place?: PreloadPlace): void;
  /**
   * Returns the files that let a worker start fast. The page loads the missing ones now, once for all
   * workers, while the worker starts: post the worker its first message, and this when it is there.
   *
   * @param options the options that the worker will boot with
   * @throws LoadError as {@link boot}
   */
  handover?(url: URL, options?: HandoverOptions): Promise<Handover>;
  /** @throws LoadError when a file cannot be loaded, an `AbortError` when the signal aborts. */
  boot(options: BootOptions): Promise<Interpreter>;
}
