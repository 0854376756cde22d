/**
 * A Python world in a worker, seen from the page. It starts a worker on first use; where that fails, or the worker has
 * been replaced, the next use starts another one.
 */
import type { Archive, ArchivePart } from "../archive.js";
import type { ModuleSource } from "../bridge/python-modules.js";
import type { RemoteModule } from "../bridge/remote-module.js";
import type { ResolvedConfig } from "../config/types.js";
import { abortError, unlessAborted } from "../errors.js";
import type { Hooks } from "../hooks.js";
import type { Host } from "../host.js";
import type {
  InterpreterDriver,
  InterpreterType,
  LoadProgress,
  OutputStreams,
  PythonFunction,
} from "../interpreters/interpreter.js";
import type { SyncMode } from "../link/protocol.js";
import type { ErrorOrigin, HostedPlace, Place, RunRequest } from "../place.js";
import { RingReader } from "../terminal/output-ring.js";
import { RunQueue } from "../run-queue.js";
import type { Run } from "../run.js";
import { WorkerConnection } from "./connection.js";
import { restoreError } from "./errors.js";
import { interruptRun } from "./interrupting.js";
import { callOffered, Offers, type OfferKind } from "./offers.js";
import { PageHalf } from "./page-half.js";
import type { BootedWorker, PageAPI, WorkerEvent } from "./protocol.js";
import { PythonWorker, type WorkerBackend, type WorkerFunctions } from "./python-worker.js";
import { sendHooks } from "./sent-hooks.js";
import { syncSetup } from "./sync-setup.js";

/** What a worker's environment is made from. */
export interface WorkerEnvironmentOptions<R extends Run> {
  readonly driver: InterpreterDriver;
  /** The folder of the interpreter's files. */
  readonly url: URL;
  readonly config: ResolvedConfig;
  readonly hooks: Hooks;
  readonly streams: OutputStreams;
  readonly archive: (part: ArchivePart) => Promise<Archive>;
  readonly createHost: (place: HostedPlace<R>) => Host;
  readonly report: (error: unknown, run: R | undefined, origin: ErrorOrigin) => void;
  readonly addStylesheet?: ((url: URL) => Promise<void>) | undefined;
  /** The worker's module. */
  readonly workerURL: URL;
  /** The page's own service worker, if it has named one. */
  readonly serviceWorker?: URL | undefined;
  /** What relative URLs are relative to. */
  readonly pageURL: string;
  /** What `workers[name]` finds it by; `""` for none. */
  readonly name: string;
  /** What the page's JavaScript has of it already, where that came first. */
  readonly worker?: PythonWorker | undefined;
}

/** A worker that is running. */
interface Running<R extends Run> {
  readonly connection: WorkerConnection;
  readonly half: PageHalf<R>;
  readonly booted: BootedWorker;
}

export class WorkerEnvironment<R extends Run = Run> implements Place<R>, WorkerBackend {
  readonly type: InterpreterType;
  readonly config: ResolvedConfig;
  readonly worker: PythonWorker;
  readonly queue = new RunQueue();
  /** What Python in the worker lets others call. */
  readonly offers: Offers;
  readonly #options: WorkerEnvironmentOptions<R>;
  readonly #lifetime = new AbortController();
  readonly #progress = new Set<(progress: LoadProgress) => void>();
  readonly #recovered = new Set<() => void>();
  #syncMode: SyncMode | undefined;
  /** Why there is no link, where there is none. */
  #unlinked = "";
  #half: PageHalf<R> | undefined;
  #running: Running<R> | undefined;
  #booting: Promise<Running<R>> | undefined;
  #stopping: Promise<boolean> = Promise.resolve(false);

  constructor(options: WorkerEnvironmentOptions<R>) {
    this.#options = options;
    this.type = options.driver.type;
    this.config = options.config;
    this.offers = new Offers(this.signal, (kind, name, args) =>
      this.#call(({ connection }) => connection.call((api) => api.call(kind, name, args))),
    );
    this.worker = options.worker ?? new PythonWorker(this.type, options.name, Promise.resolve(this));
  }

  get signal(): AbortSignal {
    return this.#lifetime.signal;
  }

  get booted(): boolean {
    return this.#running !== undefined;
  }

  get syncMode(): SyncMode | undefined {
    return this.#syncMode;
  }

  get runs(): ReadonlyMap<number, R> {
    return this.#half?.runs ?? new Map<number, R>();
  }

  boot(): Promise<Running<R>> {
    this.#booting ??= this.#start().then(
      (running) => {
        this.#running = running;
        const waiting = [...this.#recovered];
        this.#recovered.clear();
        for (const callback of waiting) callback();
        return running;
      },
      (error: unknown) => {
        this.#booting = undefined;
        throw error;
      },
    );
    return this.#booting;
  }

  async #start(): Promise<Running<R>> {
    const { driver, url, config, hooks, workerURL, serviceWorker, pageURL, name, createHost, report } =
      this.#options;
    this.signal.throwIfAborted();
    const { choice, answers, interruptible } = await syncSetup(config.values, {
      worker: workerURL,
      serviceWorker,
      signal: this.signal,
    });
    this.signal.throwIfAborted();
    this.#syncMode = choice.mode;
    this.#unlinked = choice.reason;
    const suspendable = choice.mode === "stack-switching";
    let handover: ReturnType<NonNullable<typeof driver.handover>> | undefined;
    const onProgress = (progress: LoadProgress) => {
      for (const listener of this.#progress) listener(progress);
    };
    const page: PageAPI = {
      handover: () =>
        (handover ??= driver.handover?.(url, { interruptible, onProgress })) ?? Promise.resolve(undefined),
      archive: (part) => this.#options.archive(part),
      loadMore: () => half.host.load_more(),
      openFolder: (run, request) => half.host.open_folder(run, request),
      forgetFolder: (request) => half.host.forget_folder(request),
    };
    const connection = new WorkerConnection(workerURL, name || `Python (${this.type})`, page, (event) =>
      event.event === "progress" ? onProgress(event.progress) : this.#hear(event, half),
    );
    const half = new PageHalf<R>({
      type: this.type,
      config,
      createHost,
      signal: connection.signal,
      callOffered: (called, args) => callOffered(this.worker, called, args),
      report: (error, run) => report(error, run, this),
    });
    this.#half = half;
    this.offers.reset();
    const ended = () => connection.end(this.signal.reason as Error);
    this.signal.addEventListener("abort", ended, { once: true });
    connection.signal.addEventListener("abort", () => {
      this.signal.removeEventListener("abort", ended);
      this.#ended(connection);
    });
    try {
      const link = choice.mode === "none" ? undefined : await half.connect(choice.mode, answers);
      const modules = this.#importPageModules(half);
      connection.start(
        {
          type: this.type,
          url: url.href,
          config: { values: config.values, base: config.base.href, key: config.key },
          pageURL,
          hooks: sendHooks(hooks.worker, pageURL),
          syncMode: choice.mode,
          unlinked: choice.reason,
          link: link?.setup,
          suspendable,
          interruptible,
        },
        link?.transfer ?? [],
      );
      const [booted] = await Promise.all([connection.call((api) => api.boot()), modules]);
      return { connection, half, booted };
    } catch (error) {
      connection.end(error as Error);
      throw error;
    }
  }

  /** The modules of `js_modules.main` are the page's own, and workers reach them through it. */
  async #importPageModules(half: PageHalf<R>): Promise<void> {
    const { config, addStylesheet } = this.#options;
    if (!config.values.js_modules?.main) return;
    const { importPageModules } = await import("../config/install.js");
    const modules = await importPageModules(config, { signal: half.signal, addStylesheet });
    for (const [name, module] of modules) half.jsModules.set(name, module);
  }

  #hear(event: Exclude<WorkerEvent, { event: "progress" }>, half: PageHalf<R>): void {
    switch (event.event) {
      case "print":
        this.#options.streams[event.stream](event.line);
        return;
      case "write":
        half.readOutput();
        half.host.terminal_write?.(event.run, event.text, 1);
        return;
      case "ring":
        half.output = new RingReader(event.buffer);
        return;
      case "written":
        half.readOutput();
        return;
      case "error":
        half.report(restoreError(event.error), event.run);
        return;
      case "offers":
        this.offers.set(event.kind, event.names);
    }
  }

  /** A worker has ended: the next use starts another one. */
  #ended(connection: WorkerConnection): void {
    if (this.#running?.connection !== connection) return;
    this.#running = undefined;
    this.#booting = undefined;
    const reason = connection.signal.reason as Error;
    this.offers.ended(reason);
    // Whoever waited for it reports it first, in a microtask; what is reported again is not shown again.
    if (reason.name !== "AbortError") setTimeout(() => this.#options.report(reason, undefined, this), 0);
  }

  onProgress(listener: (progress: LoadProgress) => void, signal: AbortSignal): void {
    subscribe(this.#progress, listener, signal);
  }

  onRecovered(callback: () => void, signal: AbortSignal): void {
    subscribe(this.#recovered, callback, signal);
  }

  async run(request: RunRequest<R>, signal: AbortSignal): Promise<unknown> {
    const { connection, half, booted } = await this.boot();
    signal.throwIfAborted();
    const { run, source, async, prelude, bare = false } = request;
    const { id, filename } = run;
    addRun(run, half, connection);
    const result = connection.call((api) => api.run({ id, filename, source, async, prelude, bare }));
    const stop = () => {
      this.#stopping = interruptRun(id, result, { connection, link: half.link, booted });
    };
    signal.addEventListener("abort", stop, { once: true });
    try {
      const value = await result;
      this.offers.ran();
      return value;
    } catch (error) {
      this.offers.ran(error);
      throw signal.aborted ? abortError("The script was stopped.") : error;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /**
   * Has the worker execute a Python file for a bridge.
   *
   * @param run what the file's code belongs to; the bridge ends with it
   * @returns the functions, and what aborts when the worker has ended
   * @throws PythonError when the file raises
   */
  async openBridge(source: ModuleSource, run: R): Promise<RemoteModule> {
    const [{ RemoteModule }, { connection, half }] = await Promise.all([
      import("../bridge/remote-module.js"),
      this.boot(),
    ]);
    run.signal.throwIfAborted();
    addRun(run, half, connection);
    const offers = await connection.call((api) => api.openBridge(source));
    return new RemoteModule(run.id, offers, connection.messages, connection.signal);
  }

  stopped(): Promise<boolean> {
    return this.#stopping;
  }

  report(error: unknown, run: number): void {
    this.#options.report(error, this.runs.get(run), this);
  }

  async #call<T>(action: (running: Running<R>) => Promise<T>): Promise<T> {
    const booting = this.#booting ?? Promise.reject(new Error("The worker is not running."));
    return action(await unlessAborted(booting, this.signal));
  }

  callSync(name: string, args: readonly unknown[]): Promise<unknown> {
    return this.offers.call("sync", name, args);
  }

  exportedNames(): Promise<readonly string[]> {
    return this.offers.exportedNames();
  }

  callByText(kind: OfferKind, name: string, args: string): Promise<string> {
    return this.offers.callByText(kind, name, args);
  }

  exports(): Promise<WorkerFunctions> {
    return this.offers.exports();
  }

  /** A function that Python exports, for events: unlike others it is given the event itself. */
  handler(name: string): PythonFunction {
    return {
      call: (event) =>
        this.#call(({ half }) => {
          if (!half.handle) {
            throw new Error(`${name} runs in a worker, which cannot be given the event: ${this.#unlinked}`);
          }
          return Promise.resolve(half.handle.call(name, event));
        }),
      dispose() {},
    };
  }

  /** Ends the environment for all that share it. */
  terminate(): void {
    this.dispose(abortError("The worker was terminated."));
  }

  dispose(reason: Error = abortError("The Python environment has ended.")): void {
    this.#lifetime.abort(reason);
  }
}

/** Makes a run known on both sides, once. */
function addRun<R extends Run>(run: R, half: PageHalf<R>, connection: WorkerConnection): void {
  if (half.runs.has(run.id)) return;
  half.addRun(run);
  const ended = () => void connection.call((api) => Promise.resolve(api.end(run.id))).catch(() => {});
  run.signal.addEventListener("abort", ended, { once: true });
}

function subscribe<T>(set: Set<T>, item: T, signal: AbortSignal): void {
  if (signal.aborted) return;
  set.add(item);
  signal.addEventListener("abort", () => set.delete(item), { once: true });
}
