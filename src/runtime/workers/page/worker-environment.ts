/**
 * A Python world in a worker, seen from the page. It starts a worker on first use; where that fails, or the
 * worker has been replaced, the next use starts another one.
 */
import { BootMemo } from "../../environment/boot-memo.js";
import type { ModuleSource } from "../../bridge/python-modules.js";
import type { RemoteModule } from "../../bridge/remote-module.js";
import type { ResolvedConfig } from "../../config/types.js";
import { partsNeeded } from "../../loading/archive.js";
import { abortError, unlessAborted } from "../../errors.js";
import type { InterpreterType, LoadProgress, PythonFunction } from "../../interpreters/interpreter.js";
import type { SyncMode } from "../../link/shared/protocol.js";
import { whileDispatched, type Dispatched } from "../../page/event-targets.js";
import type { PythonEnvironment, RunRequest } from "../../environment/python-environment.js";
import { RingReader } from "../../terminal/output-ring.js";
import type { PackedByPython } from "../../values/packed.js";
import { RunQueue } from "../../runs/run-queue.js";
import type { Run } from "../../runs/run.js";
import type { WorkerConnection } from "./connection.js";
import { restoreError } from "../shared/errors.js";
import type { OfferKind } from "../shared/protocol.js";
import { callOffered, Offers } from "./offers.js";
import { MutualWaits } from "./mutual-waits.js";
import type { Sandbox } from "./sandbox-options.js";
import type { WorkerSession } from "./worker-session.js";
import { PythonWorker, type WorkerBackend, type WorkerFunctions } from "../shared/python-worker.js";
import type { SyncChoice } from "./sync-mode.js";
import { startWorker, type OtherEvent, type Running, type WorkerEnvironmentOptions } from "./starting.js";
import { WorkerRuns } from "./worker-runs.js";

export type { WorkerEnvironmentOptions };

export class WorkerEnvironment<R extends Run = Run> implements PythonEnvironment<R>, WorkerBackend {
  readonly type: InterpreterType;
  readonly config: ResolvedConfig;
  readonly sandbox: Sandbox | undefined;
  readonly worker: PythonWorker;
  readonly queue = new RunQueue();
  /** The functions that Python in the worker lets others call. */
  readonly offers: Offers;
  readonly #options: WorkerEnvironmentOptions<R>;
  readonly #lifetime = new AbortController();
  readonly #boot = new BootMemo<Running<R>>();
  readonly #mutual: MutualWaits;
  readonly #started: WorkerRuns<R>;
  /** How the last worker that started reaches the page. */
  #choice: SyncChoice | undefined;
  #session: WorkerSession<R> | undefined;
  /** True if what is going to run imports from the part `more` of the package, as far as it is known. */
  #needsMore = false;

  constructor(options: WorkerEnvironmentOptions<R>) {
    this.#options = options;
    this.type = options.driver.type;
    this.config = options.config;
    this.sandbox = options.sandbox;
    this.#mutual = new MutualWaits(options.name || this.type);
    this.offers = new Offers(this.signal, (call) =>
      this.#mutual.calls(
        call.name,
        this.#call(
          (running) => running.session.callMeanwhile(call) ?? this.#started.callOffered(running, call),
        ),
      ),
    );
    this.#started = new WorkerRuns(this.offers);
    this.worker = options.worker ?? new PythonWorker(this.type, options.name, Promise.resolve(this));
  }

  get signal(): AbortSignal {
    return this.#lifetime.signal;
  }

  get booted(): boolean {
    return this.#boot.booted !== undefined;
  }

  get syncMode(): SyncMode | undefined {
    return this.#choice?.mode;
  }

  get runs(): ReadonlyMap<number, R> {
    return this.#session?.runs ?? new Map<number, R>();
  }

  get failure(): unknown {
    return this.#boot.failure;
  }

  boot(source?: Promise<{ readonly code: string }>): Promise<Running<R>> {
    source?.then(
      ({ code }) => (this.#needsMore ||= partsNeeded(code, true).includes("more")),
      () => {}, // The script gets the failure when it runs.
    );
    return this.#boot.boot(() => this.#start());
  }

  async #start(): Promise<Running<R>> {
    this.signal.throwIfAborted();
    this.offers.reset();
    this.#choice = undefined;
    const running = await startWorker(this.#options, {
      signal: this.signal,
      needsMore: () => this.#needsMore,
      created: (session, connection) => {
        this.#session = session;
        connection.signal.addEventListener("abort", () => this.#ended(connection), { once: true });
      },
      progress: this.#boot.progressed,
      hear: (event, session) => this.#hear(event, session),
      callOffered: (name, given) => {
        const result = callOffered(this.worker, name, given);
        return result instanceof Promise ? this.#mutual.asks(name, result) : result;
      },
      report: (error, run) => this.#options.report(error, run, this),
    });
    this.#choice = running.choice;
    return running;
  }

  #hear(event: OtherEvent, session: WorkerSession<R>): void {
    switch (event.event) {
      case "print":
        this.#options.streams[event.stream](event.line);
        return;
      case "console":
        console[event.method](...event.args);
        return;
      case "write":
        session.readOutput();
        session.host.terminal_write?.(event.run, event.text, 1);
        return;
      case "show":
        session.show(event.run, event.append, event.parts);
        return;
      case "ring":
        session.output = new RingReader(event.buffer);
        return;
      case "written":
        session.readOutput();
        return;
      case "error":
        session.report(restoreError(event.error), event.run);
        return;
      case "offers":
        this.offers.set(event.kind, event.names);
    }
  }

  /** A worker has ended: the next use starts another one. */
  #ended(connection: WorkerConnection): void {
    if (this.#boot.booted?.connection !== connection) return;
    this.#boot.forget();
    const reason = connection.signal.reason as Error;
    this.offers.ended(reason);
    // The callers that waited for it report it first, in a microtask; an error that is reported again is not
    // shown again.
    if (reason.name !== "AbortError") setTimeout(() => this.#options.report(reason, undefined, this), 0);
  }

  onProgress(listener: (progress: LoadProgress) => void, signal: AbortSignal): void {
    this.#boot.onProgress(listener, signal);
  }

  onRecovered(callback: () => void, signal: AbortSignal): void {
    this.#boot.onRecovered(callback, signal);
  }

  async run(request: RunRequest<R>, signal: AbortSignal): Promise<unknown> {
    const running = await this.boot();
    signal.throwIfAborted();
    return this.#started.run(running, request, signal);
  }

  /**
   * Has the worker execute a Python file for a bridge.
   *
   * @param run the run that the file's code belongs to; the bridge ends with it
   * @param transfers whether callers give large typed arrays away
   * @returns the functions, and what aborts when the worker has ended
   * @throws PythonError when the file raises
   */
  openBridge(source: ModuleSource, run: R, transfers = true): Promise<RemoteModule> {
    return this.#started.openBridge(this.boot(), source, run, transfers);
  }

  /** Waits for what a call of a bridge results in; interrupts its run when `signal` aborts. */
  async interruptibly<T>(run: R, result: Promise<T>, signal: AbortSignal): Promise<T> {
    const running = this.#boot.booted;
    return running ? this.#started.interruptibly(running, run.id, result, signal) : result;
  }

  /** Shows what Python has written to terminals so far, as far as memory tells: what it displays may be on
   * another way. */
  readOutput(): void {
    this.#session?.readOutput();
  }

  stopped(): Promise<boolean> {
    return this.#started.stopped;
  }

  report(error: unknown, run: number): void {
    this.#options.report(error, this.runs.get(run), this);
  }

  /** Calls a function of the worker. A worker that waits for the page's own code, which makes this call,
   * does so when that has returned: the action is never run at once. */
  async #call<T>(action: (running: Running<R>) => Promise<T>): Promise<T> {
    const { booted, booting = Promise.reject(new Error("The worker is not running.")) } = this.#boot;
    return action(await (booted ?? unlessAborted(booting, this.signal)));
  }

  callSync(name: string, args: readonly unknown[]): Promise<unknown> {
    return this.offers.call("sync", name, args);
  }

  exportedNames(): Promise<readonly string[]> {
    return this.offers.exportedNames();
  }

  callPacked(kind: OfferKind, name: string, given: PackedByPython): Promise<PackedByPython> {
    return this.offers.callPacked(kind, name, given);
  }

  exports(): Promise<WorkerFunctions> {
    return this.offers.exports();
  }

  /** A function that Python exports, for events: unlike others it is given the event itself. */
  handler(name: string, targets: Dispatched): PythonFunction {
    return {
      call: (event) =>
        this.#call(({ session, choice }) => {
          const result = whileDispatched(event as object, targets, () => session.callWithEvent(name, event));
          if (result) return result;
          throw new Error(`${name} runs in a worker, which cannot be given the event: ${choice.reason}`);
        }),
      dispose() {},
    };
  }

  renew(): void {
    this.#boot.booted?.connection.end();
  }

  /** Ends the environment for all that share it. */
  terminate(): void {
    this.dispose(abortError("The worker was terminated."));
  }

  dispose(reason: Error = abortError("The Python environment has ended.")): void {
    this.#lifetime.abort(reason);
  }
}
