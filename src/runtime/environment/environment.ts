/**
 * An environment: one Python world. An interpreter with its configuration, its `pyscript` package, its files
 * and packages, and the sources that run in it. The same code serves the main thread and workers; what
 * differs is the host it is given.
 *
 * It boots once, on first use. A boot that failed can be tried again; finished parts stay done.
 */
import {
  definesComponents,
  partsNeeded,
  splitBase,
  type Archive,
  type ArchivePart,
} from "../loading/archive.js";
import { BootMemo } from "./boot-memo.js";
import type { ResolvedConfig } from "../config/types.js";
import type { UnknownKeys } from "../config/unknown-keys.js";
import { Disposables } from "../lifetimes/disposables.js";
import { abortError, isAbort, PythonError } from "../errors.js";
import type { EnvironmentOptions, LocalHost } from "./environment-options.js";
import type { Interpreter, InterpreterType, LoadProgress } from "../interpreters/interpreter.js";
import type { PythonEnvironment, RunRequest } from "./python-environment.js";
import { RunQueue } from "../runs/run-queue.js";
import type { Run } from "../runs/run.js";

export type { EnvironmentOptions, LocalHost };

/** How long garbage of runs that have ended may stay, in milliseconds. */
const COLLECTING_MS = 300;

export class Environment<R extends Run = Run> implements PythonEnvironment<R> {
  readonly worker = null;
  readonly type: InterpreterType;
  readonly config: ResolvedConfig;
  /** The order in which sources run. */
  readonly queue = new RunQueue();
  /** The runs whose signal has not aborted, oldest first. */
  readonly runs = new Map<number, R>();
  /** The modules of the configuration's `js_modules`, by name; filled while booting. */
  readonly jsModules = new Map<string, object>();

  readonly #options: EnvironmentOptions<R>;
  readonly #lifetime = new AbortController();
  readonly #owned = new Disposables();
  readonly #boot = new BootMemo<Interpreter>();
  #interpreter: Interpreter | undefined;
  /** Settles with the interpreter; undefined where it has not been asked for, or did not load. */
  #loading: Promise<Interpreter> | undefined;
  #host: LocalHost | undefined;
  readonly #provided = new Set<ArchivePart>();
  /** The part of `base` that is added when it is needed. */
  #baseLater: Archive | undefined;
  /** True if code has been seen that may define custom elements. */
  #components = false;
  #unknownKeys: UnknownKeys | undefined;
  #collecting: ReturnType<typeof setTimeout> | undefined;

  constructor(options: EnvironmentOptions<R>) {
    this.type = options.driver.type;
    this.config = options.config;
    this.#options = options;
  }

  /** Aborts when the environment ends. */
  get signal(): AbortSignal {
    return this.#lifetime.signal;
  }

  /** True if sources can run now. */
  get booted(): boolean {
    return this.#boot.booted !== undefined;
  }

  /** See `PythonEnvironment.failure`. */
  get failure(): unknown {
    return this.#boot.failure;
  }

  /** The interpreter, once {@link boot} has loaded it.
   * @throws Error before that. */
  get interpreter(): Interpreter {
    if (!this.#interpreter) throw new Error("Python is not loaded: await boot() first.");
    return this.#interpreter;
  }

  /**
   * Makes sources able to run: loads the interpreter, then the configuration's files, packages and modules.
   * The first call does it; later ones wait for the same, or try again where it failed.
   *
   * @throws LoadError, ConfigError, or an `AbortError` when the environment has ended
   */
  boot(): Promise<Interpreter> {
    return this.#boot.boot(() => this.#start());
  }

  async #start(): Promise<Interpreter> {
    const { config } = this.#options;
    const signal = this.#lifetime.signal;
    signal.throwIfAborted();
    const onProgress = this.#boot.progressed;
    // It goes on where the configuration fails first: whoever tries again waits for the same.
    const loading = (this.#loading ??= this.#load(onProgress));
    loading.catch(() => (this.#loading = undefined));
    if (config.unknown && !this.#unknownKeys) {
      const { UnknownKeys } = await import("../config/unknown-keys.js");
      this.#owned.add((this.#unknownKeys = new UnknownKeys(config.unknown)));
    }
    if (needsInstalling(config)) {
      const { installConfig } = await import("../config/install.js");
      const { addStylesheet } = this.#options;
      const onPython = (text: string) => {
        this.#unknownKeys?.see(text);
        this.#components ||= definesComponents(text);
      };
      const modules = await installConfig(config, loading, { signal, onProgress, addStylesheet, onPython });
      for (const [name, module] of modules) this.jsModules.set(name, module);
      await loading;
      this.#components ||= config.values.packages !== undefined;
      await this.provide(["base", "more"]); // Installed modules may import any of it.
    }
    return loading;
  }

  /** Loads the interpreter. */
  async #load(onProgress: (progress: LoadProgress) => void): Promise<Interpreter> {
    const { driver, url, config, archive, createHost, streams } = this.#options;
    const signal = this.#lifetime.signal;
    const { lockFileURL, experimental_create_proxy } = config.values;
    const host = createHost(this);
    const interpreter = await driver.boot({
      url,
      archive: archive("base").then((base) => {
        const [boot, later] = splitBase(base);
        this.#baseLater = later;
        return boot;
      }),
      host,
      streams,
      signal,
      onProgress,
      managedProxies: experimental_create_proxy === "auto",
      ...this.#options.boot,
      ...(lockFileURL && { lockFileURL: new URL(lockFileURL, config.base).href }),
    });
    this.#interpreter = interpreter;
    this.#host = host;
    this.#options.onLoaded?.(interpreter);
    this.#owned.add(interpreter);
    return interpreter;
  }

  /** Tells `listener` how loading goes, until `signal` aborts. */
  onProgress(listener: (progress: LoadProgress) => void, signal: AbortSignal): void {
    this.#boot.onProgress(listener, signal);
  }

  /** Calls `callback` once when a boot succeeds after one that failed, unless `signal` aborts before. */
  onRecovered(callback: () => void, signal: AbortSignal): void {
    this.#boot.onRecovered(callback, signal);
  }

  /** Makes `run` known, so that Python can display and listen on its behalf, until its signal aborts. */
  addRun(run: R): void {
    if (run.signal.aborted || this.runs.has(run.id)) return;
    this.runs.set(run.id, run);
    run.signal.addEventListener("abort", () => this.#forget(run), { once: true });
  }

  #forget(run: R): void {
    this.runs.delete(run.id);
    // Before its proxies go: nothing that still runs should come upon them.
    this.#interpreter?.endRun(run.id);
    // Collecting takes milliseconds: once for all that ends within a while.
    this.#collecting ??= setTimeout(() => {
      this.#collecting = undefined;
      this.#interpreter?.collectGarbage();
    }, COLLECTING_MS);
  }

  #partsNeeded(source: string): ArchivePart[] {
    this.#components ||= definesComponents(source);
    return partsNeeded(source, this.#host?.in_worker);
  }

  /** Installs further packages (`py_import`). */
  async installPackages(names: readonly string[]): Promise<void> {
    const { installPackages } = await import("../config/install.js");
    await installPackages(names, this.config, await this.boot(), { signal: this.#lifetime.signal });
    this.#components = true;
    await this.provide(["base", "more"]);
  }

  /**
   * Runs a source, hooks around it.
   *
   * @param signal ends a source that is waiting at an `await`
   * @returns the value of its last expression, by value where it can be
   * @throws PythonError when Python raised, an `AbortError` when `signal` aborted
   */
  async run(request: RunRequest<R>, signal: AbortSignal): Promise<unknown> {
    const interpreter = await this.boot();
    signal.throwIfAborted();
    this.#unknownKeys?.see(request.source);
    try {
      return await this.#run(interpreter, request, signal);
    } finally {
      this.#unknownKeys?.ran();
    }
  }

  async #run(interpreter: Interpreter, request: RunRequest<R>, signal: AbortSignal): Promise<unknown> {
    this.addRun(request.run);
    const { source, prelude, bare, async, element } = request;
    const hooks = await this.#options.hooks;
    const options = { filename: request.run.filename, run: request.run.id };
    const execute = (code: string) =>
      async ? this.#executeAsync(code, options, signal) : interpreter.execute(code, options);
    // Few pages have hooks. A source may add some that are called after it.
    const callHooks = async (when: "before" | "after") => {
      if (bare || !Object.values(hooks).some((set) => set.size > 0)) return;
      await this.provide(["base", "more"]); // Hooks may run sources that import anything.
      const hooked = await import("../runs/run-hooks.js");
      await hooked[when]({ hooks, interpreter, options, async, element, execute });
    };
    if (prelude) {
      await this.provide(this.#partsNeeded(prelude));
      signal.throwIfAborted();
      await interpreter.execute(prelude, options);
    }
    await callHooks("before");
    await this.provide(this.#partsNeeded(source));
    signal.throwIfAborted();
    const result = await execute(source);
    await callHooks("after");
    return this.#byValue(result);
  }

  /** Few sources result in lists or dictionaries: the conversion of those is not among what every page
   * loads. */
  async #byValue(result: unknown): Promise<unknown> {
    if (this.#provided.has("more") || !this.interpreter.isPython(result)) return result;
    await this.provide(["base", "more"]);
    try {
      return this.interpreter.toJs(result);
    } catch {
      return result; // It has no form of plain data.
    }
  }

  /** Puts the parts of the Python package in place, those that are not yet. */
  async provide(parts: readonly ArchivePart[]): Promise<void> {
    const wanted = this.#components && parts.includes("more") ? [...parts, "components" as const] : parts;
    for (const part of wanted) {
      if (this.#provided.has(part)) continue;
      const [archive] = await Promise.all([
        part === "base" ? this.#baseLater : this.#options.archive(part),
        ...(part === "more" ? [this.#host?.load_more(), this.interpreter.loadConversions()] : []),
        ...(part === "components" ? [this.#host?.load_components?.()] : []),
      ]);
      if (this.#provided.has(part)) continue; // Somebody was faster.
      this.#provided.add(part);
      if (archive) this.interpreter.installPackageFiles(archive);
    }
  }

  async #executeAsync(
    source: string,
    options: { filename: string; run: number },
    signal: AbortSignal,
  ): Promise<unknown> {
    const execution = this.interpreter.executeAsync(source, options);
    const cancel = () => execution.cancel();
    signal.addEventListener("abort", cancel, { once: true });
    try {
      return await execution.result;
    } catch (error) {
      if (signal.aborted && !(error instanceof PythonError)) throw abortError("The script was stopped.");
      throw error;
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }

  /** Takes an exception of `run` that nobody caught. */
  report(error: unknown, run: number): void {
    if (isAbort(error) && !this.runs.has(run)) return; // It was stopped, and has not failed.
    this.#options.report(error, this.runs.get(run), this);
  }

  /** Ends the environment and everything in it. @param reason the reason with which its signal aborts */
  dispose(reason: Error = abortError("The Python environment has ended.")): void {
    this.#lifetime.abort(reason);
    clearTimeout(this.#collecting);
    this.#owned.dispose();
    this.runs.clear();
  }
}

/** Returns true if a configuration asks for anything that has to be fetched: most pages' do not, and load no
 * code for it. */
function needsInstalling({ values }: ResolvedConfig): boolean {
  const { files, fetch, packages, js_modules } = values;
  return [files, fetch, packages, js_modules].some(
    (part) => part !== undefined && Object.keys(part).length > 0,
  );
}
