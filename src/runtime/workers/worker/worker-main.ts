/**
 * Runs in a worker: the same environment as on the main thread, with another host. It waits for the page's
 * first message, and serves the page's requests from then on.
 */
import { expose, wrap, type Remote } from "comlink";
import { distURL } from "../../loading/dist.js";
import { partsNeeded, type Archive } from "../../loading/archive.js";
import type { ServeOptions } from "../../bridge/serve.js";
import type { RemoteOffers } from "../../bridge/protocol.js";
import type { ModuleSource } from "../../bridge/python-modules.js";
import { Environment } from "../../environment/environment.js";
import { asError } from "../../errors.js";
import type { InterpreterDriver, InterpreterType } from "../../interpreters/interpreter.js";
import { interpreterURL } from "../../interpreters/location.js";
import { withdrawInterrupt } from "../../interpreters/interrupts.js";
import { reachServiceWorker } from "../../link/worker/transports/service-worker-wait.js";
import { WorkerLink } from "../../link/worker/worker-link.js";
import type { Run } from "../../runs/run.js";
import { RingWriter } from "../../terminal/output-ring.js";
import { sendConsole } from "./console.js";
import { isCrash, listenForCrashes } from "../shared/crashes.js";
import { describeError, registerErrors, unsuspendable } from "../shared/errors.js";
import { Evaluator } from "./evaluator.js";
import { serveExpressions, type ExpressionRequest } from "../shared/expressions.js";
import { resolveAgainst } from "./page-urls.js";
import type {
  OfferKind,
  PageAPI,
  StartMessage,
  WorkerAPI,
  WorkerEvent,
  WorkerRun,
  WorkerSettings,
} from "../shared/protocol.js";
import { receiveHooks } from "../shared/sent-hooks.js";
import { createWorkerHost } from "./worker-host.js";

/** Makes members of Python's host that only a sandbox has. */
export type CreateSandboxHost = (context: {
  readonly tell: (event: WorkerEvent) => void;
  readonly page: Remote<PageAPI>;
}) => object;

/** Starts when the page's first message has come.
 * @param drivers the drivers that can run here */
export function startWorker(
  drivers: Readonly<Record<InterpreterType, InterpreterDriver>>,
  sandboxHost?: CreateSandboxHost,
): void {
  const type = location.hash.slice(1) as InterpreterType;
  if (Object.hasOwn(drivers, type)) drivers[type].preload(interpreterURL(type, distURL()), "worker");
  addEventListener(
    "message",
    ({ data: { start, port, lock } }: MessageEvent<StartMessage>) => {
      registerErrors();
      // The page waits for an answer to it.
      const unreadable = () => port.postMessage({ event: "unreadable" } satisfies WorkerEvent);
      port.addEventListener("messageerror", unreadable);
      holdLock(lock, port);
      resolveAgainst(start.pageURL);
      const python = new PythonInWorker(start, drivers[start.type], port, sandboxHost);
      expose(python.api, port);
      serveExpressions((request) => python.evaluate(request));
    },
    { once: true },
  );
}

/** Holds a lock as long as the worker lives: the page gets it when the worker has ended by itself, or the
 * browser has ended it, which no event tells. */
function holdLock(lock: string, port: MessagePort): void {
  const hold = () => {
    port.postMessage({ event: "locked" } satisfies WorkerEvent);
    return new Promise<never>(() => {});
  };
  // Pages that are not of a secure origin have no locks.
  (navigator as { readonly locks?: LockManager }).locks?.request(lock, hold).catch(() => {});
}

/** How often it is looked for what a source exports that never ends, in milliseconds. */
const EXPORT_INTERVAL_MS = 50;

/** Asks for the part `more` while Python starts. @returns gives it, once: it is large */
function askForMore(page: Remote<PageAPI>): () => Promise<Archive> | undefined {
  let archive: Promise<Archive> | undefined = page.archive("more");
  // A failure is told when they are needed.
  for (const loading of [archive, import("../../values/unpack.js")]) loading.catch(() => {});
  return () => {
    const given = archive;
    archive = undefined;
    return given;
  };
}

class PythonInWorker {
  readonly api: WorkerAPI = {
    boot: () => this.#boot(),
    run: (request) => this.#run(request),
    interrupt: (run) => this.#interrupt(run),
    end: (run) => this.#runs.get(run)?.abort(),
    openOffers: (kind) => this.#openOffers(kind),
    openBridge: (source) => this.#openBridge(source),
    held: () => this.#environment.interpreter.held,
  };
  readonly #port: MessagePort;
  readonly #link: WorkerLink | undefined;
  readonly #environment: Environment;
  readonly #evaluator: Evaluator;
  /** The controllers that end the runs, by number. */
  readonly #runs = new Map<number, AbortController>();
  /** The runs that calls of what Python offers belong to. */
  readonly #offered = new Map<OfferKind, number>();
  /** Kinds that the page has opened; it gets their names anew when they have changed. */
  readonly #opened = new Set<OfferKind>();
  /** Carries the output of terminals if memory is shared. */
  #ring: RingWriter | undefined;
  readonly #sharesMemory: boolean;

  constructor(
    settings: WorkerSettings,
    driver: InterpreterDriver,
    port: MessagePort,
    sandboxHost?: CreateSandboxHost,
  ) {
    this.#port = port;
    this.#sharesMemory = settings.sharesMemory;
    this.#link = settings.link && new WorkerLink(settings.link, (thrown) => this.#noticeCrash(thrown));
    listenForCrashes((thrown) => this.#noticeCrash(thrown));
    const sendErrors = sendConsole((method, args) => this.#tell({ event: "console", method, args }));
    const page = wrap<PageAPI>(port);
    const more = settings.needsMore ? askForMore(page) : undefined;
    const hooks = receiveHooks(settings.hooks);
    const answers = settings.link?.answers;
    const reached = answers && reachServiceWorker(answers, () => page.claim());
    const handover = Promise.all([page.handover(), reached]).then(([loaded]) => loaded ?? {});
    for (const promise of [hooks, handover]) promise.catch(() => {}); // Awaited when they are needed.
    this.#environment = new Environment({
      driver,
      url: new URL(settings.url),
      config: { ...settings.config, base: new URL(settings.config.base) },
      hooks,
      streams: {
        stdout: (line) => this.#tell({ event: "print", stream: "stdout", line }),
        stderr: (line) => this.#tell({ event: "print", stream: "stderr", line }),
      },
      // Modules for workers only are there from the start.
      archive: async (part) =>
        part === "base"
          ? new Map(
              (await Promise.all([page.archive(part), page.archive("worker")])).flatMap((files) => [
                ...files,
              ]),
            )
          : ((part === "more" ? more?.() : undefined) ?? page.archive(part)),
      createHost: (environment) =>
        createWorkerHost(environment, {
          settings,
          link: this.#link?.module,
          sandboxHost: sandboxHost?.({ tell: (event) => this.#tell(event), page }),
          loadMore: () => page.loadMore(),
          loadComponents: () => page.loadComponents(),
          write: (run, text) => this.#write(run, text),
          openFolder: (run, request) => page.openFolder(run, request),
          forgetFolder: (request) => page.forgetFolder(request),
          offer: (kind, names, run) => {
            this.#offered.set(kind, run);
            this.#tell({ event: "offers", kind, names });
            if (this.#opened.has(kind)) void this.#serveOffers(kind);
          },
        }),
      report: (error, run) => this.#report(error, run),
      boot: {
        handover,
        suspendable: settings.suspendable,
        interruptible: settings.sharesMemory,
      },
      onLoaded: (interpreter) => {
        // Before anything of the author's runs: the page takes another way.
        if (settings.suspendable && !interpreter.capabilities.canSuspend) throw unsuspendable(settings.url);
        sendErrors();
        this.#link?.connect(interpreter);
      },
    });
    this.#evaluator = new Evaluator(this.#environment);
  }

  async #boot(): ReturnType<WorkerAPI["boot"]> {
    const ended = new AbortController();
    this.#environment.onProgress((progress) => this.#tell({ event: "progress", progress }), ended.signal);
    try {
      const { version, interruptHandle } = await this.#environment.boot();
      // Before any source runs: it also replaces `time.sleep` where only the page can wait.
      this.#environment.interpreter.importModule("pyscript._worker_js");
      return { version, interruptHandle };
    } finally {
      ended.abort();
    }
  }

  async #run({ id, filename, ...request }: WorkerRun): Promise<unknown> {
    const lifetime = this.#runs.get(id) ?? new AbortController();
    this.#runs.set(id, lifetime);
    const run: Run = { id, filename, signal: lifetime.signal };
    const exports = /\b__export__\b/.test(request.source);
    const looking = exports && request.async ? this.#lookForExports(run) : undefined;
    try {
      const { quick, source } = request;
      if (quick) {
        await this.#evaluator.prepare();
        this.#environment.addRun(run);
        return crossing(await this.#evaluator.evaluate({ run: id, filename, source, ...quick }));
      }
      const value = await this.#environment.run({ ...request, run, element: globalThis }, lifetime.signal);
      return crossing(value);
    } catch (error) {
      this.#noticeCrash(error);
      throw error;
    } finally {
      clearInterval(looking);
      if (exports) await this.#publish(run);
      await this.#link?.flush();
    }
  }

  /** @returns the value of an expression, or a promise of it */
  evaluate(request: ExpressionRequest): unknown {
    const { run: id, filename, source, mode, afresh } = request;
    if (!this.#evaluator.isReady || !this.#runs.has(id)) {
      const quick = { mode, afresh };
      return this.#run({ id, filename, source, quick, async: false, prelude: undefined, bare: true });
    }
    try {
      const value = this.#evaluator.evaluate(request);
      const flushing = this.#link?.flush();
      if (!flushing && !(value instanceof Promise)) return crossing(value);
      return Promise.resolve(flushing).then(async () => crossing(await value));
    } catch (error) {
      this.#noticeCrash(error);
      throw error;
    }
  }

  #openOffers(kind: OfferKind): Promise<RemoteOffers> {
    this.#opened.add(kind);
    return this.#serveOffers(kind);
  }

  async #serveOffers(kind: OfferKind): Promise<RemoteOffers> {
    const { serveOffers } = await import("../../bridge/serve.js");
    return serveOffers(this.#environment, { kind, run: this.#offered.get(kind) ?? 0 }, this.#serving);
  }

  async #openBridge(source: ModuleSource): Promise<RemoteOffers> {
    const { serveBridge } = await import("../../bridge/serve.js");
    const { run: id, url: filename } = source;
    let lifetime = this.#runs.get(id);
    if (!lifetime) {
      lifetime = new AbortController();
      this.#runs.set(id, lifetime);
      this.#environment.addRun({ id, filename, signal: lifetime.signal });
    }
    const { signal } = lifetime;
    return serveBridge(this.#environment, source, this.#serving, signal);
  }

  readonly #serving: ServeOptions = {
    flush: () => this.#link?.flush(),
    failed: (error) => this.#noticeCrash(error),
  };

  /** A source that awaits for ever exports functions all the same. */
  #lookForExports(run: Run): ReturnType<typeof setInterval> {
    const looking = setInterval(() => {
      if (!this.#environment.booted) return;
      void this.#publish(run).then((published) => published && clearInterval(looking));
    }, EXPORT_INTERVAL_MS);
    return looking;
  }

  /** Has Python offer what `__export__` names. @returns whether it names anything */
  async #publish({ id }: Run): Promise<boolean> {
    await this.#environment.provide(partsNeeded("pyscript.sync"));
    const code = '__import__("pyscript._sync")._sync.publish()';
    const { result } = this.#environment.interpreter.executeAsync(code, { filename: "exports", run: id });
    return (await result.catch((error: unknown) => this.#environment.report(error, id))) === true;
  }

  #interrupt(run: number): void {
    const { interpreter } = this.#environment;
    if (interpreter.interruptHandle) withdrawInterrupt(interpreter.interruptHandle);
    interpreter.interrupt(run);
  }

  /** Tells the page when the interpreter has crashed. @returns whether it has */
  #noticeCrash(thrown: unknown): boolean {
    const crashed = isCrash(thrown);
    if (crashed) this.#tell({ event: "crashed", message: asError(thrown).message });
    return crashed;
  }

  #report(error: unknown, run: Run | undefined): void {
    this.#noticeCrash(error);
    this.#tell({ event: "error", error: describeError(error), run: run?.id ?? 0 });
  }

  #write(run: number, text: string): void {
    if (this.#sharesMemory && !this.#ring) {
      this.#ring = new RingWriter();
      this.#tell({ event: "ring", buffer: this.#ring.buffer });
    }
    const tell = () => this.#tell({ event: "written" });
    if (!this.#ring?.write(run, text, tell)) this.#tell({ event: "write", run, text });
  }

  #tell(event: WorkerEvent): void {
    this.#port.postMessage(event);
  }
}

/** A value as it can be posted; undefined where it can't. */
function crossing(value: unknown): unknown {
  if (typeof value === "function") return undefined;
  if (typeof value !== "object" || value === null) return value;
  try {
    return structuredClone(value);
  } catch {
    return undefined;
  }
}
