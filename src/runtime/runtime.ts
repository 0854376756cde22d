/**
 * The runtime: a page's one service. It decides where Python runs, boots that place once, and hands it out:
 * equal requests share one environment. On the main thread there is one environment for each type of
 * interpreter.
 */
import { fetchArchive, type Archive, type ArchivePart } from "./loading/archive.js";
import { rememberedAs } from "./loading/remembered.js";
import { emptyConfig, type RequestedConfig, type ResolvedConfig } from "./config/types.js";
import { Environment } from "./environment/environment.js";
import { abortError } from "./errors.js";
import { createHooks, type Hooks } from "./runs/hooks.js";
import type { InterpreterType } from "./interpreters/interpreter.js";
import { interpreterURL } from "./interpreters/location.js";
import type { Run } from "./runs/run.js";
import type { ConfigOptions, EnvironmentRequest, RuntimeOptions } from "./runtime-options.js";
import {
  PythonWorker,
  type WorkerBackend,
  type WorkerOptions,
  type WorkerServices,
} from "./workers/shared/python-worker.js";
import type { Workers } from "./workers/page/workers.js";

export type { ConfigOptions, EnvironmentRequest, RuntimeOptions };

export class Runtime<R extends Run = Run> implements WorkerServices {
  readonly hooks: Hooks = createHooks();
  readonly #options: RuntimeOptions<R>;
  readonly #main = new Map<InterpreterType, Environment<R>>();
  /** Types, and types with places. */
  readonly #wanted = new Set<InterpreterType | `${InterpreterType} ${"main" | "workers"}`>();
  readonly #lifetime = new AbortController();
  readonly #configs = new Map<string, Promise<ResolvedConfig>>();
  readonly #waiting = new Map<InterpreterType, PromiseWithResolvers<Environment<R>>>();
  readonly #archives = new Map<string, Promise<Archive>>();
  #workers: Promise<Workers<R>> | undefined;
  #runs = 0;

  constructor(options: RuntimeOptions<R>) {
    this.#options = options;
  }

  /** A number for a run, never given twice. */
  nextRunId(): number {
    return ++this.#runs;
  }

  /** Starts fetching what an interpreter will need, before anybody knows its configuration. */
  preload(type: InterpreterType, place: "main" | "workers" = "main"): void {
    const key = `${type} ${place}` as const;
    if (this.#wanted.has(key)) return; // The boot asks again for what did not come.
    this.#wanted.add(type).add(key);
    const { drivers } = this.#options;
    const url = interpreterURL(type, this.#options.dist());
    drivers[type].preload(url, place);
    // Booting waits again, and reports.
    const load = (part: ArchivePart) => void this.#loadArchive(type, part, url).catch(() => {});
    load("base");
    if (place === "workers") load("worker");
  }

  /**
   * Reads a configuration; equal sources are read once. A failure is forgotten, so that it can be tried
   * again.
   *
   * @param text the text of an attribute or an element: a URL, JSON or TOML
   * @param options `base`: what relative URLs are relative to; `parser`: `json` or `toml`, where that is
   *   said; `url`: the text is a URL, whatever it looks like
   * @throws ConfigError, LoadError
   */
  config(text: string, options: ConfigOptions): Promise<ResolvedConfig> {
    return rememberedAs(this.#configs, JSON.stringify([text, options]), () =>
      this.#readConfig(text, options),
    );
  }

  /**
   * Reads what an API takes as its `config`, of which none and empty text stand for an empty one; see
   * `readOption`.
   *
   * @throws ConfigError, LoadError
   */
  async resolve(option: unknown, options: ConfigOptions): Promise<RequestedConfig> {
    const config =
      option === undefined || option === null ? undefined : await this.#readOption(option, options);
    return { config: config ?? emptyConfig(this.#options.pageURL()), ownConfig: config !== undefined };
  }

  async #readOption(option: unknown, options: ConfigOptions): Promise<ResolvedConfig | undefined> {
    const { readOption } = await import("./config/read.js");
    return readOption(option, options, (text, how) => this.config(text, how));
  }

  async #readConfig(text: string, options: ConfigOptions): Promise<ResolvedConfig> {
    const { readText } = await import("./config/read.js");
    return readText(text, options, { signal: this.#lifetime.signal });
  }

  /**
   * The environment that fits a request, made when it is the first one.
   *
   * @throws ConfigError (PY0409) when the main thread's interpreter of that type runs with another
   *   configuration
   */
  async environment(request: EnvironmentRequest): Promise<Environment<R>> {
    const present = this.#main.get(request.type);
    if (!present) return this.#create(request);
    if (request.ownConfig && present.config.key !== request.config.key) {
      const { conflictingConfig } = await import("./config/conflict.js");
      throw conflictingConfig(request.type, request.config, present.config);
    }
    return present;
  }

  /** The main thread's environment of a type, if there is one. */
  mainEnvironment(type: InterpreterType): Environment<R> | undefined {
    return this.#main.get(type);
  }

  /** The main thread's environment of a type, once there is one. */
  whenEnvironment(type: InterpreterType): Promise<Environment<R>> {
    const present = this.#main.get(type);
    if (present) return Promise.resolve(present);
    let waiting = this.#waiting.get(type);
    if (!waiting) this.#waiting.set(type, (waiting = Promise.withResolvers()));
    return waiting.promise;
  }

  /**
   * The interpreter of the page's main thread has crashed: its environment ends.
   *
   * @param error the reason with which everything that waits for it rejects
   * @returns a promise that resolves when what was queued has failed, too
   */
  async endCrashed(type: InterpreterType, error: Error): Promise<void> {
    const environment = this.mainEnvironment(type);
    environment?.dispose(error);
    await environment?.queue.idle();
  }

  /** Returns true if anything on this page has asked for that type. */
  isWanted(type: InterpreterType): boolean {
    return this.#wanted.has(type);
  }

  #create({ type, config, suspendable = false }: EnvironmentRequest): Environment<R> {
    const { dist, drivers, createHost, report, streams, addStylesheet } = this.#options;
    const url = interpreterURL(type, dist(), config);
    const environment = new Environment<R>({
      driver: drivers[type],
      url,
      config,
      boot: { suspendable, crashed: (error) => this.endCrashed(type, error) },
      hooks: this.hooks.main,
      streams,
      archive: (part) => this.#loadArchive(type, part, url),
      createHost: (environment) => createHost(environment, this),
      report,
      ...(addStylesheet && { addStylesheet }),
    });
    this.#main.set(type, environment);
    this.#waiting.get(type)?.resolve(environment);
    this.#waiting.delete(type);
    return environment;
  }

  /** The page's workers, once there is one; a page without pays nothing for them. */
  get presentWorkers(): Promise<Workers<R>> | undefined {
    return this.#workers;
  }

  /** The page's workers. A failure to load what they need is forgotten, so that it can be tried again. */
  workers(): Promise<Workers<R>> {
    if (!this.#workers) {
      this.#workers = import("./workers/page/workers.js").then(({ createWorkers }) =>
        createWorkers({
          ...this.#options,
          hooks: this.hooks,
          createHost: (environment) => this.#options.createHost(environment, this),
          loadArchive: (type, part, interpreter) => this.#loadArchive(type, part, interpreter),
          nextRunId: () => this.nextRunId(),
          resolveConfig: (config) => this.resolve(config, { base: this.#options.pageURL() }),
          signal: this.#lifetime.signal,
        }),
      );
      this.#workers.catch(() => (this.#workers = undefined));
    }
    return this.#workers;
  }

  startWorker(type: InterpreterType, url: string, options: WorkerOptions = {}): PythonWorker {
    if (!options.sandbox) this.preload(type, "workers");
    const worker: PythonWorker = new PythonWorker(
      type,
      options.name ?? "",
      this.workers().then((workers) => workers.start(worker, url, options)),
    );
    return worker;
  }

  async namedWorker(name: string): Promise<WorkerBackend> {
    return (await this.workers()).named(name);
  }

  /** One archive serves all environments with the same interpreter. A failure is forgotten, so that it can be
   * tried again. */
  #loadArchive(type: InterpreterType, part: ArchivePart, interpreter: URL): Promise<Archive> {
    const { archives, dist, embeddedArchive } = this.#options;
    const name = archives[type][part];
    return rememberedAs(this.#archives, `${name} ${interpreter.href}`, async () => {
      const files = await embeddedArchive?.(type, part, name, interpreter);
      return files ?? fetchArchive(new URL(name, dist()));
    });
  }

  /** Ends every environment. */
  dispose(): void {
    this.#lifetime.abort(abortError("The Python runtime has ended."));
    for (const environment of this.#main.values()) environment.dispose();
    this.#main.clear();
  }
}
