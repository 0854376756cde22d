/** Starts one worker, from the page: the data that it gets, and the functions that it may call. */
import type { Archive, ArchivePart } from "../../loading/archive.js";
import { stackSwitching } from "../../capabilities.js";
import { LoadError } from "../../errors.js";
import type { ResolvedConfig } from "../../config/types.js";
import type { Hooks } from "../../runs/hooks.js";
import type { Host } from "../../host/host.js";
import type { InterpreterDriver, LoadProgress, OutputStreams } from "../../interpreters/interpreter.js";
import type { ErrorOrigin, HostedEnvironment } from "../../environment/python-environment.js";
import type { PackedByPython } from "../../values/packed.js";
import type { Run } from "../../runs/run.js";
import { OwnWorkerConnection, type WorkerConnection } from "./connection.js";
import { crashError } from "../shared/crashes.js";
import { WorkerSession } from "./worker-session.js";
import type { BootedWorker, PageAPI, WorkerEvent } from "../shared/protocol.js";
import { isUnsuspendable } from "../shared/errors.js";
import type { PythonWorker } from "../shared/python-worker.js";
import { hookAddresses, sendHooks } from "../shared/sent-hooks.js";
import type { Sandbox, SandboxStarts } from "./sandbox-options.js";
import { startable } from "./startable.js";
import type { SyncChoice } from "./sync-mode.js";
import { syncSetup, type SyncSetup } from "./sync-setup.js";

/** The parts that a worker's environment is made from. */
export interface WorkerEnvironmentOptions<R extends Run> {
  readonly driver: InterpreterDriver;
  /** The folder of the interpreter's files. */
  readonly url: URL;
  readonly config: ResolvedConfig;
  readonly hooks: Hooks;
  readonly streams: OutputStreams;
  readonly archive: (part: ArchivePart) => Promise<Archive>;
  readonly createHost: (environment: HostedEnvironment<R>) => Host;
  readonly report: (error: unknown, run: R | undefined, origin: ErrorOrigin) => void;
  readonly addStylesheet?: ((url: URL) => Promise<void>) | undefined;
  /** The worker's module. */
  readonly workerURL: URL;
  /** The page's own service worker, if it has named one. */
  readonly serviceWorker?: URL | undefined;
  /** The sandbox that it is started in, if any. */
  readonly sandbox?: Sandbox | undefined;
  /** Shared by all sandboxes of the page. */
  readonly sandboxStarts: SandboxStarts;
  /** True where workers of other origins start from a `blob:`. */
  readonly startsFromBlob: () => Promise<boolean>;
  /** The folder of the build. */
  readonly dist: () => URL;
  /** The base of relative URLs. */
  readonly pageURL: string;
  /** The name in `workers[name]`; `""` for none. */
  readonly name: string;
  /** The page's JavaScript object for it, if that came first. */
  readonly worker?: PythonWorker | undefined;
}

/** A worker that is running. */
export interface Running<R extends Run> {
  readonly connection: WorkerConnection;
  readonly session: WorkerSession<R>;
  readonly booted: BootedWorker;
  /** How it reaches the page. */
  readonly choice: SyncChoice;
}

/** The worker's other messages, besides the progress of loading and crashes. */
export type OtherEvent = Exclude<WorkerEvent, { event: "progress" | "crashed" }>;

/** Starts a worker. */
export interface Starter<R extends Run> {
  /** Ends the worker. */
  readonly signal: AbortSignal;
  /** Returns true if what runs first imports from the part `more` of the package, as far as it is known. */
  needsMore(): boolean;
  /** There is a worker; it has not begun. */
  created(session: WorkerSession<R>, connection: WorkerConnection): void;
  progress(progress: LoadProgress): void;
  hear(event: OtherEvent, session: WorkerSession<R>): void;
  callOffered(name: string, given: PackedByPython): unknown;
  report(error: unknown, run: R | undefined): void;
}

/** Starts a worker. @throws the reason for which it does not start; it has ended then */
export async function startWorker<R extends Run>(
  options: WorkerEnvironmentOptions<R>,
  starter: Starter<R>,
): Promise<Running<R>> {
  try {
    return await start(options, starter);
  } catch (error) {
    // Nothing has run in it.
    if (isUnsuspendable(error)) return start(options, starter, error.message);
    if (!lacksMemory(error) || starter.signal.aborted) throw error;
    makeRoom();
    return start(options, starter);
  }
}

/** Returns true if there was no memory for an interpreter. */
function lacksMemory(error: unknown): boolean {
  return error instanceof LoadError && /RangeError: .*memory/i.test(error.message);
}

/**
 * Has the page let go of the memory of workers that have ended. Memory that they shared with it is there
 * until its collector runs, which knows nothing of its size, and a process of Chromium (156) has addresses
 * for some 120. Where there is no room for one more the page collects first. See
 * `findings/chromium-memory-of-ended-workers-fills-the-addresses.sh`.
 */
function makeRoom(): void {
  try {
    void new WebAssembly.Memory({ initial: 1 });
  } catch {
    // All that is there is in use.
  }
}

async function start<R extends Run>(
  options: WorkerEnvironmentOptions<R>,
  starter: Starter<R>,
  unsuspendable?: string,
): Promise<Running<R>> {
  const { driver, url, config, hooks, workerURL, serviceWorker, sandbox, pageURL, name, createHost } =
    options;
  const { type } = driver;
  const { signal } = starter;
  const surroundings = { worker: workerURL, serviceWorker, signal };
  const boxed = sandbox && (await import("./sandbox-connection.js"));
  const { choice, answers, sharesMemory } = boxed
    ? apart(boxed.SANDBOXED)
    : await syncSetup(config.values, surroundings, unsuspendable);
  const fromBlob = await options.startsFromBlob();
  signal.throwIfAborted();
  const onProgress = (progress: LoadProgress) => starter.progress(progress);
  const page: PageAPI = {
    // Asked for once; nothing here keeps what is in it.
    handover: async () => driver.handover?.(url, { interruptible: sharesMemory, onProgress }),
    archive: (part) => options.archive(part),
    loadMore: () => session.loadMore(),
    loadComponents: async () => session.host.load_components?.(),
    openFolder: async (run, request) =>
      session.host.open_folder?.(run, request) ?? "OSError: it cannot be opened",
    forgetFolder: async (request) => session.host.forget_folder?.(request),
    claim: async () => answers?.claim(),
    readLine: async (...request) => String(await session.host.terminal_read?.(...request)),
    callSync: async (name, text) => starter.callOffered(name, { text, extras: [] }),
  };
  const title = name || `Python (${type})`;
  // The worker hears later which files another build of the interpreter has.
  const own = config.interpreters?.[type] ? undefined : type;
  const onEvent = (event: WorkerEvent) => {
    if (event.event === "progress") onProgress(event.progress);
    else if (event.event === "crashed") connection.end(crashError(title, event.message));
    else starter.hear(event, session);
  };
  const sent = sendHooks(hooks.worker, pageURL);
  const connection: WorkerConnection = boxed
    ? new boxed.SandboxConnection({
        sandbox,
        starts: options.sandboxStarts,
        dist: options.dist(),
        name: title,
        config,
        folders: [options.dist(), url],
        files: hookAddresses(sent),
        page,
        onEvent,
      })
    : new OwnWorkerConnection(workerURL, startable(workerURL, own, fromBlob), title, page, onEvent);
  const session = new WorkerSession<R>({
    type,
    config,
    createHost,
    signal: connection.signal,
    callOffered: (called, given) => starter.callOffered(called, given),
    report: (error, run) => starter.report(error, run),
  });
  const end = () => connection.end(signal.reason as Error);
  signal.addEventListener("abort", end, { once: true, signal: connection.signal });
  connection.signal.addEventListener("abort", () => answers?.dispose(), { once: true });
  starter.created(session, connection);
  try {
    const link =
      choice.mode === "none" ? undefined : session.connect(choice.mode, answers, connection.messages);
    const needsMore = starter.needsMore();
    // While the worker starts; a failure is told when they are needed.
    if (needsMore) for (const ahead of [session.loadMore(), options.archive("more")]) ahead.catch(() => {});
    const modules = sandbox ? undefined : importPageModules(session, options);
    connection.start(
      {
        type,
        url: url.href,
        config: { ...config, base: config.base.href },
        pageURL,
        hooks: sent,
        syncMode: choice.mode,
        unlinked: choice.reason,
        link: link?.setup,
        needsMore,
        sandboxed: boxed !== undefined,
        suspendable: boxed ? Boolean(stackSwitching()) && !unsuspendable : choice.mode === "stack-switching",
        sharesMemory,
      },
      link?.transfer ?? [],
    );
    const [booted] = await Promise.all([connection.call((api) => api.boot()), modules]);
    connection.signal.throwIfAborted(); // It may have ended while modules were on their way.
    connection.booted?.();
    return { connection, session, booted, choice };
  } catch (error) {
    connection.end(error as Error);
    if (!boxed?.isBlobRefusal(error)) throw error;
    return start(options, starter, unsuspendable);
  }
}

/** The setup of a worker that has no way to the page. @param reason why, in words for the author */
function apart(reason: string): SyncSetup {
  return { choice: { mode: "none", reason }, answers: undefined, sharesMemory: false };
}

/** The modules of `js_modules.main` are the page's own, and workers reach them through it. */
async function importPageModules<R extends Run>(
  session: WorkerSession<R>,
  { config, addStylesheet }: WorkerEnvironmentOptions<R>,
): Promise<void> {
  if (!config.values.js_modules?.main) return;
  const { importPageModules: load } = await import("../../config/install.js");
  const modules = await load(config, { signal: session.signal, addStylesheet });
  for (const [name, module] of modules) session.jsModules.set(name, module);
}
