/** The workers of a page: shared by `env`, found by name, ended when nobody uses them. */
import type { Archive, ArchivePart } from "../../loading/archive.js";
import type { RequestedConfig, ResolvedConfig } from "../../config/types.js";
import { abortError, ConfigError, unlessAborted } from "../../errors.js";
import type { Hooks } from "../../runs/hooks.js";
import type { Host } from "../../host/host.js";
import type {
  InterpreterDriver,
  InterpreterType,
  OutputStreams,
  PythonFunction,
} from "../../interpreters/interpreter.js";
import { remembered } from "../../loading/remembered.js";
import { interpreterURL } from "../../interpreters/location.js";
import type { Dispatched } from "../../page/event-targets.js";
import type { ErrorOrigin, HostedEnvironment } from "../../environment/python-environment.js";
import type { Run } from "../../runs/run.js";
import type { PythonWorker, WorkerOptions } from "../shared/python-worker.js";
import { readSandbox, type Sandbox, type SandboxStarts } from "./sandbox-options.js";
import { startsFromBlob } from "./startable.js";
import { startSource } from "./start-source.js";
import { WorkerEnvironment } from "./worker-environment.js";

/** Which worker is wanted. */
export interface WorkerRequest {
  readonly type: InterpreterType;
  readonly config: ResolvedConfig;
  /** True if the configuration is the requester's own, and not just none. */
  readonly ownConfig: boolean;
  /** Scripts that name the same one share it. */
  readonly env?: string | undefined;
  /** The configuration that those who share it have, where the page says. */
  readonly shared?: ResolvedConfig | undefined;
  readonly name?: string | undefined;
  /** The page's own service worker, which imports this library's. */
  readonly serviceWorker?: URL | undefined;
  /** The sandbox that its code runs in, if any. */
  readonly sandbox?: Sandbox | undefined;
  /** The page's JavaScript object for it, if there is one already. */
  readonly worker?: PythonWorker | undefined;
}

/** The parts that workers are made from; a runtime gives them. */
export interface WorkersOptions<R extends Run> {
  readonly dist: () => URL;
  readonly drivers: Readonly<Record<InterpreterType, InterpreterDriver>>;
  readonly hooks: Hooks;
  readonly streams: OutputStreams;
  readonly createHost: (environment: HostedEnvironment<R>) => Host;
  readonly report: (error: unknown, run: R | undefined, origin: ErrorOrigin) => void;
  readonly addStylesheet?: ((url: URL) => Promise<void>) | undefined;
  readonly workerURL: () => URL;
  readonly pageURL: () => string;
  readonly createWorkerRun: (run: Run) => R;
  readonly loadArchive: (type: InterpreterType, part: ArchivePart, interpreter: URL) => Promise<Archive>;
  readonly nextRunId: () => number;
  /** Reads what an API takes as its `config`. */
  readonly resolveConfig: (config: unknown) => Promise<RequestedConfig>;
  /** Aborts when the page's runtime ends. */
  readonly signal: AbortSignal;
}

/** Makes them; a function, since they are loaded when they are first wanted. */
export function createWorkers<R extends Run>(options: WorkersOptions<R>): Workers<R> {
  return new Workers(options);
}

interface Entry<R extends Run> {
  readonly environment: WorkerEnvironment<R>;
  users: number;
}

export class Workers<R extends Run = Run> {
  readonly #options: WorkersOptions<R>;
  /** By environment's key, for those that share. */
  readonly #shared = new Map<string, Entry<R>>();
  readonly #all = new Set<WorkerEnvironment<R>>();
  readonly #named = new Map<string, WorkerEnvironment<R>>();
  readonly #awaited = new Map<string, PromiseWithResolvers<WorkerEnvironment<R>>>();
  readonly #sandboxStarts: SandboxStarts = { fromBlobs: true };
  readonly #startsFromBlob = remembered(startsFromBlob);

  constructor(options: WorkersOptions<R>) {
    this.#options = options;
    options.signal.addEventListener("abort", () => this.#dispose(), { once: true });
  }

  /** The environments that there are. */
  get all(): ReadonlySet<WorkerEnvironment<R>> {
    return this.#all;
  }

  /**
   * The environment that fits a request, made where there is none.
   *
   * @param user aborts when it is no longer used for this; with its last user it ends
   * @param element the element that hooks get as the one that asks for it
   * @throws ConfigError (PY0409) when those who share it ask for different configurations
   */
  environment(request: WorkerRequest, user: AbortSignal, element: unknown = null): WorkerEnvironment<R> {
    user.throwIfAborted();
    const key = request.env && `${request.type}:${request.env}`;
    let entry = key ? this.#shared.get(key) : undefined;
    const expected = entry?.environment.config ?? request.shared;
    if (expected && request.ownConfig && expected.key !== request.config.key) {
      throw new ConfigError(
        "PY0409",
        `env="${request.env}" has another configuration already: found ${describe(request.config)}, expected ` +
          `${describe(expected)}. Give all scripts of one env the same configuration, or another env.`,
      );
    }
    if (entry && !sameSandbox(entry.environment.sandbox, request.sandbox)) {
      throw new ConfigError(
        "PY0409",
        `env="${request.env}" has another sandbox already, or none. Give all that share one env the same sandbox, or ` +
          "another env.",
      );
    }
    if (!entry) {
      entry = { environment: this.#create(request), users: 0 };
      const { worker } = entry.environment;
      for (const hook of this.#options.hooks.main.onWorker) hook(element, worker);
      if (key) {
        this.#shared.set(key, entry);
        entry.environment.signal.addEventListener("abort", () => this.#shared.delete(key), { once: true });
      }
    }
    const { environment } = entry;
    const used = entry;
    used.users++;
    const leave = () => {
      if (--used.users === 0) environment.dispose(whyEnded(user.reason as Error, element, request.name));
    };
    user.addEventListener("abort", leave, { once: true, signal: environment.signal });
    if (request.name) this.#name(request.name, environment);
    return environment;
  }

  /** The environment that those of a type share who name that `env`, if there is one. */
  sharing(type: InterpreterType, env: string): WorkerEnvironment<R> | undefined {
    return this.#shared.get(`${type}:${env}`)?.environment;
  }

  #create({ type, config, name = "", worker, serviceWorker, sandbox }: WorkerRequest): WorkerEnvironment<R> {
    const { dist, drivers, pageURL, loadArchive, workerURL } = this.#options;
    const url = interpreterURL(type, dist(), config);
    const environment = new WorkerEnvironment<R>({
      ...this.#options,
      driver: drivers[type],
      url,
      archive: (part) => loadArchive(type, part, url),
      pageURL: pageURL(),
      workerURL: workerURL(),
      config,
      serviceWorker,
      sandbox,
      sandboxStarts: this.#sandboxStarts,
      startsFromBlob: this.#startsFromBlob,
      name,
      worker,
    });
    this.#all.add(environment);
    environment.signal.addEventListener("abort", () => this.#all.delete(environment), { once: true });
    return environment;
  }

  #name(name: string, environment: WorkerEnvironment<R>): void {
    this.#named.set(name, environment);
    this.#awaited.get(name)?.resolve(environment);
    this.#awaited.delete(name);
    const forget = () => {
      if (this.#named.get(name) === environment) this.#named.delete(name);
    };
    environment.signal.addEventListener("abort", forget, { once: true });
  }

  /** The environment of that name, once there is one. */
  named(name: string): Promise<WorkerEnvironment<R>> {
    const present = this.#named.get(name);
    if (present) return Promise.resolve(present);
    let awaited = this.#awaited.get(name);
    if (!awaited) this.#awaited.set(name, (awaited = Promise.withResolvers()));
    return unlessAborted(awaited.promise, this.#options.signal);
  }

  /**
   * The function of that name that a worker exports, for events of the page, once the sources of the workers
   * have run.
   *
   * @param name a function's, or a worker's and a function's with a dot between
   * @param targets the targets of the event that it is called with
   */
  async handler(
    type: InterpreterType,
    name: string,
    targets: Dispatched,
  ): Promise<PythonFunction | undefined> {
    const dot = name.indexOf(".");
    const named = this.#named.get(name.slice(0, dot));
    const [candidates, wanted] = named
      ? [[named], name.slice(dot + 1)]
      : [[...this.#all].filter((place) => place.type === type && !place.sandbox), name];
    // A source need not end, and a worker that has ended may never start again: nobody waits for one alone.
    const asked = candidates.map(async (environment) => {
      const names = await environment.offers.exportedNames();
      if (!names.includes(wanted)) throw new Error(`no ${wanted}`);
      return environment.handler(wanted, targets);
    });
    return Promise.any(asked).catch(() => undefined);
  }

  /** Starts `worker`: its source runs as soon as it can. A failure is reported, and rejects. */
  start(worker: PythonWorker, url: string, options: WorkerOptions): Promise<WorkerEnvironment<R>> {
    const { type, name } = worker;
    const { signal, pageURL } = this.#options;
    const environment = (config: ResolvedConfig) => {
      const sandbox = readSandbox(options.sandbox, pageURL());
      return this.environment({ type, config, ownConfig: true, name, worker, sandbox }, signal);
    };
    return startSource({ ...this.#options, createEnvironment: environment }, { worker, url, options });
  }

  /** Makes a run of code that no element of the page holds. @param signal ends it */
  newRun(filename: string, signal: AbortSignal): R {
    const { createWorkerRun, nextRunId } = this.#options;
    return createWorkerRun({ id: nextRunId(), filename, signal });
  }

  #dispose(): void {
    for (const environment of this.#all) environment.dispose();
  }
}

/** Why a worker has ended, for those who wait for its functions. @param element the element that used it
 * last */
function whyEnded(reason: Error, element: unknown, name: string | undefined): Error {
  if ((element as { readonly isConnected?: boolean } | null)?.isConnected !== false) return reason;
  return abortError(
    `The worker${name ? ` "${name}"` : ""} has ended, since its script was removed from the page. Keep the script in ` +
      `the page for as long as its functions are used, or start the worker by PyWorker("file.py"): that one lives until ` +
      `terminate() is called.`,
  );
}

function sameSandbox(one: Sandbox | undefined, other: Sandbox | undefined): boolean {
  return one?.allow.join(" ") === other?.allow.join(" ");
}

function describe({ values }: ResolvedConfig): string {
  const text = JSON.stringify(values);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
