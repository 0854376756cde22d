/**
 * The page's side of one worker: the link's end, and the host that Python in the worker reaches through it.
 * It ends with the worker, and all that Python left in the page with it.
 */
import type { ResolvedConfig } from "../../config/types.js";
import { asError, isAbort } from "../../errors.js";
import type { Host } from "../../host/host.js";
import type { Interpreter, InterpreterType, PythonFunction } from "../../interpreters/interpreter.js";
import type { Messages } from "../../link/shared/own-messages.js";
import { memberCodes } from "../../link/page/member-codes.js";
import { PageLink } from "../../link/page/page-link.js";
import type { SyncMode } from "../../link/shared/protocol.js";
import type { HostedEnvironment } from "../../environment/python-environment.js";
import { remembered } from "../../loading/remembered.js";
import type { Run } from "../../runs/run.js";
import type { PackedByPython } from "../../values/packed.js";
import type { ShownPart } from "../shared/sandbox-protocol.js";
import type { Expressions } from "../shared/expressions.js";
import { argumentsByLink, resultByLink, type OfferedCall } from "./offers.js";
import type { RingReader } from "../../terminal/output-ring.js";

export interface WorkerSessionOptions<R extends Run> {
  readonly type: InterpreterType;
  readonly config: ResolvedConfig;
  readonly createHost: (environment: HostedEnvironment<R>) => Host;
  /** Aborts when the worker ends. */
  readonly signal: AbortSignal;
  /** Answers `sync.<name>(…)` of the worker's Python, at once where it can. */
  readonly callOffered: (name: string, given: PackedByPython) => unknown;
  readonly report: (error: unknown, run: R | undefined) => void;
}

export class WorkerSession<R extends Run> implements HostedEnvironment<R> {
  readonly type: InterpreterType;
  readonly config: ResolvedConfig;
  readonly signal: AbortSignal;
  readonly jsModules = new Map<string, object>();
  readonly runs = new Map<number, R>();
  readonly host: Host;
  /** The worker's output for terminals, in shared memory. */
  output: RingReader | undefined;
  /** Evaluates expressions in the worker, once there was one. */
  expressions: Expressions | undefined;
  readonly #options: WorkerSessionOptions<R>;
  #link: PageLink | undefined;
  #calls: PythonFunction | undefined;
  /** Makes the host ready for modules of the `more` archive. Once: it would forget which reads of terminals
   * wait for what. */
  readonly loadMore = remembered(() => this.host.load_more());
  /** Settles when all that came has been shown. */
  #shown: Promise<unknown> = Promise.resolve();

  constructor(options: WorkerSessionOptions<R>) {
    this.#options = options;
    this.type = options.type;
    this.config = options.config;
    this.signal = options.signal;
    const { callOffered } = options;
    this.host = Object.assign(options.createHost(this), {
      sync_call: (name: string, text: string, ...extras: unknown[]) => callOffered(name, { text, extras }),
      offer_calls: (callback: unknown) => {
        this.#calls?.dispose();
        this.#calls = this.interpreter.retain(callback);
      },
      sleep: (seconds: number) =>
        new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, seconds) * 1000)),
    });
    this.signal.addEventListener("abort", () => this.#link?.dispose(), { once: true });
  }

  /** The page's end of the link, made for that way. */
  connect(mode: SyncMode, answers: ServiceWorkerAnswers | undefined, worker: Messages): PageLink {
    this.signal.throwIfAborted();
    this.#link = new PageLink({
      root: globalThis,
      host: this.host,
      mode,
      pipelining: this.config.values.link ?? "default",
      codes: memberCodes,
      worker,
      ...(answers && { answers }),
    });
    return this.#link;
  }

  /** Calls an exported function with an event. @returns undefined as long as Python exports nothing, and
   * without a link */
  callWithEvent(name: string, event: unknown): Promise<unknown> | undefined {
    return this.#calls && Promise.resolve(this.#calls.call("event", name, event));
  }

  /**
   * Calls a function of a worker that waits for the page's code (`sync`): it hears no message, and answers
   * the link alone.
   *
   * @returns the result; undefined where the worker does not wait so
   */
  callMeanwhile(call: OfferedCall): Promise<unknown> | undefined {
    if (!this.#link?.waited || !this.#calls) return undefined;
    const result = this.#calls.call(call.kind, call.name, ...argumentsByLink(call, this.type));
    return Promise.resolve(result).then((value) => resultByLink(call, value));
  }

  /** Shows what the worker has written to terminals through shared memory. */
  readOutput(): void {
    this.output?.drain((run, text, count) => this.host.terminal_write?.(run, text, count));
  }

  /** Shows what a run in a sandbox displays where that run does; a failure is the run's. */
  show(run: number, append: boolean, parts: readonly ShownPart[]): void {
    if (!this.runs.has(run)) return;
    const loading = parts.some(([kind]) => kind !== "text/plain") ? this.loadMore() : undefined;
    // In the order in which they came; one that fails does not keep the later ones away.
    this.#shown = Promise.all([this.#shown, loading])
      .then(() => {
        const failure = this.host.show_parts(run, null, append, JSON.stringify(parts));
        if (failure) throw new Error(failure);
      })
      .catch((error: unknown) => this.report(asError(error), run));
    this.#shown.catch((error: unknown) => this.report(error, run));
  }

  get link(): PageLink | undefined {
    return this.#link;
  }

  /** Functions of the worker, kept by the page. There is no interpreter here whose files could be asked
   * for. */
  get interpreter(): Pick<Interpreter, "retain" | "folders" | "readFile" | "writeFile" | "toJs"> {
    return {
      retain: (callback) => {
        if (!this.#link) throw new Error("The worker has no link to the page.");
        return this.#link.retain(callback);
      },
      toJs: (value) => value,
      get folders(): never {
        throw elsewhere();
      },
      readFile: () => {
        throw elsewhere();
      },
      writeFile: () => {
        throw elsewhere();
      },
    };
  }

  /** Makes `run` known; what it makes in the page goes with it, or with the worker. */
  addRun(run: R): void {
    const signal = AbortSignal.any([run.signal, this.signal]);
    if (signal.aborted) return;
    this.runs.set(run.id, Object.create(run, { signal: { value: signal } }) as R);
    signal.addEventListener("abort", () => this.runs.delete(run.id), { once: true });
  }

  installPackages(): Promise<void> {
    return Promise.reject(elsewhere());
  }

  report(error: unknown, run: number): void {
    // Calls that were under way when the worker ended, or their run, have not failed.
    if (isAbort(error) && (this.signal.aborted || !this.runs.has(run))) return;
    this.#options.report(error, this.runs.get(run));
  }
}

/** The address at which a service worker answers a worker's requests, and the function that gives it the
 * answers. */
export type ServiceWorkerAnswers = NonNullable<ConstructorParameters<typeof PageLink>[0]["answers"]>;

function elsewhere(): Error {
  return new Error("That is in the worker, not here.");
}
