/**
 * The life of one script, whatever it is in the page: a `<py-script>`, or a `<script type="py">` that was
 * adopted.
 *
 * A **session** begins when the script is connected and ends when it is removed for good: its signal ends
 * fetches, runs, listeners, proxies and display targets. Being moved (removed and inserted again within one
 * task) ends nothing. Each execution in a session is a **run**; the first one is of the script's own source,
 * further ones come from `run()`. Where the source changes, or an attribute that says where it runs, the
 * session ends and another one begins.
 */
import { abortError, asError, CodedError, unlessAborted } from "../../runtime/errors.js";
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";
import type { PythonEnvironment } from "../../runtime/environment/python-environment.js";
import type { PythonWorker } from "../../runtime/workers/shared/python-worker.js";
import { dispatchScriptEvent } from "../events.js";
import { pageEnvironment } from "../page-config.js";
import type { OutputElement } from "../output-element.js";
import type { PageServices, ScriptRun } from "../types.js";
import { showLoading } from "./loading.js";
import { pending } from "./pending.js";
import { enqueueSource } from "./script-job.js";
import { pageStart } from "../page-start.js";
import { createRun, type ScriptView } from "./script-view.js";
import { SourceController, type Source, type Waiting } from "./source-controller.js";

/** Attributes that say where the script runs, besides `worker`. */
const settings = ["config", "config-parser", "env", "name", "service-worker", "terminal", "sandbox", "allow"];

/**
 * Why a source runs that nobody asked for by `run()`: it was in the page at load, came later, or has changed.
 */
type Origin = "load" | "insertion" | "change";

export class ScriptController {
  readonly #script: ScriptView;
  readonly #runtime: () => PageServices;
  readonly #source: SourceController;
  #session: AbortController | undefined;
  /** The script's place in this session; it may have ended since. */
  #environment: PythonEnvironment<ScriptRun> | undefined;
  /** The session's worker while it is looked for. */
  #finding: Promise<PythonEnvironment<ScriptRun>> | undefined;
  /** The session's runs. */
  #runs: ScriptRun[] = [];
  /** True once the script's own source has been started since it came into the page. */
  #started = false;
  /** Ends the runs there are. */
  #stopper = new AbortController();
  /** Ends waiting for a boot that somebody tries again. */
  #recovery = new AbortController();
  /** True while the element is out of the page in the current task; it may come back before that ends. */
  #leaving = false;
  /** True once it has been removed for good. */
  #left = false;
  /** How many runs somebody has asked for that have not ended. */
  #asked = 0;
  /** The attributes that said where it runs. */
  #settings: string | undefined;
  /** Stands for the change that is looked at when this task has ended. */
  #change: object | undefined;
  #ready = pending<void>();
  #done = pending<unknown>();

  /** @param runtime a function, since elements may be made before their page's runtime is */
  constructor(script: ScriptView, runtime: () => PageServices) {
    this.#runtime = runtime;
    this.#script = script;
    this.#source = new SourceController(script.element, script, () => this.changed());
  }

  get type(): InterpreterType {
    return this.#script.type;
  }

  /** The inline code, dedented. Setting it before the script has run replaces the text of the page. */
  get code(): string {
    return this.#source.code;
  }

  set code(value: string) {
    this.#source.code = value;
  }

  /** Resolves when the interpreter can run this script. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** The value of the last expression of the latest run; rejects with what it raised. */
  get done(): Promise<unknown> {
    return this.#done.promise;
  }

  /** The worker that the script runs in; null until there is one, and on the main thread. */
  get worker(): PythonWorker | null {
    return this.#environment?.worker ?? null;
  }

  /** The script is in the page. */
  connect(): void {
    if (this.#started) return; // It was moved.
    this.#started = true;
    this.#left = false;
    const session = this.#openSession();
    const runtime = this.#runtime();
    runtime.scripts.set(this.#script.element, this);
    const settled = this.#launch(session.signal, undefined, runtime.allDone.loaded ? "insertion" : "load");
    runtime.allDone.add(this.type, settled, session.signal);
  }

  /**
   * An attribute has changed, or the source: where it matters, the script runs anew when this task has ended.
   */
  changed(): void {
    const change = (this.#change = {});
    queueMicrotask(() => {
      if (change !== this.#change || !this.#started || !this.#session) return;
      if (this.#source.changed || (this.#settings ?? this.#readSettings()) !== this.#readSettings())
        this.#restart();
    });
  }

  #restart(): void {
    this.#end("The script has changed.");
    (this.#script.element as Partial<OutputElement>).clearErrors?.();
    void this.#launch(this.#openSession().signal, undefined, "change");
  }

  #readSettings(): string {
    const { element } = this.#script;
    return JSON.stringify([
      this.type,
      element.hasAttribute("worker"),
      ...settings.map((name) => element.getAttribute(name)),
    ]);
  }

  /** The script has left the page, for good unless it is back when this task has ended. */
  disconnect(): void {
    this.#leaving = true;
    setTimeout(() => {
      this.#leaving = false;
      if (!this.#script.element.isConnected) this.release();
    }, 0);
  }

  /** The script has left the page for good. */
  release(): void {
    this.#started = false;
    this.#left = true;
    this.#end("The script was removed from the page.");
  }

  /** Ends the session: all that the script made in the page's name goes, and the worker it runs in. */
  terminate(): void {
    const { worker } = this;
    this.#end("The script was terminated.");
    worker?.terminate();
  }

  #end(reason: string): void {
    if (!this.#session) return;
    this.#session.abort(abortError(reason));
    this.#session = this.#environment = this.#finding = this.#settings = undefined;
    this.#runs = [];
    this.#script.released?.();
  }

  /** Runs `code`, or the script's source again, in the same environment. */
  run(code?: string): Promise<unknown> {
    if (code === undefined) this.#change = undefined;
    this.#asked++;
    const launched = this.#launch(this.#openSession().signal, code);
    const settled = () => {
      // No removal will end the worker again. Who awaits one run and begins another has done so by now.
      if (--this.#asked === 0 && this.#left && this.worker) this.release();
    };
    void launched.then(() => setTimeout(settled, 0));
    return this.#done.promise;
  }

  /**
   * Ends every run of the script, at the `await` where it is; in a worker, wherever it is. `done` rejects
   * with an `AbortError`.
   */
  stop(): void {
    this.#stopper.abort(abortError("The script was stopped."));
    this.#stopper = new AbortController();
  }

  #openSession(): AbortController {
    return (this.#session ??= new AbortController());
  }

  /** One run, from reading the source to the last event. Never rejects: `done` carries the outcome.
   * @param origin undefined where somebody asked for it */
  async #launch(session: AbortSignal, code: string | undefined, origin?: Origin): Promise<void> {
    if (this.#done.taken) this.#done = pending();
    const { succeeded } = this.#ready;
    if (succeeded === false || (succeeded && origin)) this.#ready = pending();
    if (code === undefined) this.#recovery.abort();
    const { element } = this.#script;
    const done = this.#done;
    done.taken = true;
    const signal = AbortSignal.any([session, this.#stopper.signal]);
    let environment: PythonEnvironment<ScriptRun> | undefined;
    let stopLoading = () => {};
    let replaced = false;
    let value: unknown;
    try {
      // Frameworks set attributes after they have inserted an element, in the same task.
      const start = pageStart() ?? (origin === "insertion" ? Promise.resolve() : undefined);
      if (start) await unlessAborted(start, signal);
      if (origin === "change")
        await unlessAborted(
          this.#source.clear().catch(() => {}),
          signal,
        );
      const runtime = this.#runtime();
      // A sandbox loads its own, in its frame.
      if (!element.hasAttribute("sandbox"))
        runtime.preload(this.type, element.hasAttribute("worker") ? "workers" : "main");
      if (origin === "insertion") this.#source.templated = true;
      const taken = origin === "load" ? runtime.pageStart.of(element, signal) : undefined;
      if (taken) await this.#waitForFramework(taken, signal);
      this.#script.prepare?.();
      // A sandbox holds a worker, and is never the main thread's.
      if (element.hasAttribute("sandbox")) element.toggleAttribute("worker", true);
      // A script that has no code yet takes no turn: it would keep the next ones from theirs.
      let arrived: Promise<unknown> | undefined;
      const waiting: Waiting = {
        idle: () => {
          runtime.allDone.forget(session);
          arrived = source;
        },
        // Of those that come later many are given their code when they are in the page.
        late:
          this.#script.mayBeEmpty?.() || origin === "load" || !runtime.allDone.loaded
            ? () => void this.#launch(session, undefined)
            : undefined,
      };
      const source = code === undefined ? this.#source.read(signal, waiting) : this.#source.other(code);
      // Awaited when it is the script's turn. Browsers report chunks that do not load.
      source.then(() => this.#source.watch(session)).catch(() => {});
      environment = await unlessAborted(this.#findEnvironment(session, signal), signal);
      stopLoading = showLoading(environment, this.#script, signal);
      if (origin && environment.failure) throw environment.failure;
      await unlessAborted(environment.boot(source), signal);
      stopLoading();
      this.#becomeReady();
      await arrived;
      value = await unlessAborted(this.#enqueue(environment, source, session, signal), signal);
      done.resolve(value);
    } catch (thrown) {
      stopLoading();
      const explain = code === undefined && this.#source.templated;
      const error = explain ? await this.#source.explain(thrown) : thrown;
      // A script that was stopped or removed has not failed.
      if (!signal.aborted) this.#fail(error, { environment, session, signal, code });
      else if (!session.aborted) replaced = (await environment?.stopped?.()) ?? false;
      // It is the next session's by now where the script starts anew.
      if (!session.aborted || !this.#session) this.#ready.reject(error);
      done.reject(error);
    }
    if (session.aborted) return;
    const detail = { worker: environment?.worker ?? null, value, ...(replaced && { replaced }) };
    dispatchScriptEvent(element, this.type, "done", detail);
  }

  /**
   * Changes nothing in the page meanwhile, and does not show the source.
   *
   * @param taken resolves with true if there is a framework
   */
  async #waitForFramework(taken: Promise<boolean>, signal: AbortSignal): Promise<void> {
    this.#script.hold?.(true);
    try {
      this.#source.templated = await unlessAborted(taken, signal);
    } finally {
      this.#script.hold?.(false);
    }
  }

  /** Returns the script's place: the same for the whole session, unless it has ended. */
  async #findEnvironment(session: AbortSignal, signal: AbortSignal): Promise<PythonEnvironment<ScriptRun>> {
    const { element } = this.#script;
    if (this.#environment && !this.#environment.signal.aborted) return this.#environment;
    this.#settings = this.#readSettings();
    try {
      const environment = element.hasAttribute("worker")
        ? await (this.#finding ??= this.#findWorker(session))
        : await pageEnvironment(this.#runtime(), this.type, element, signal);
      if (!session.aborted) this.#environment = environment;
      return environment;
    } finally {
      if (!session.aborted) this.#finding = undefined;
    }
  }

  async #findWorker(session: AbortSignal): Promise<PythonEnvironment<ScriptRun>> {
    const runtime = this.#runtime();
    runtime.workers().catch(() => {}); // Loads beside this; it is asked for again.
    const { workerEnvironment } = await import("../configured.js");
    return workerEnvironment(runtime, this.type, this.#script, session);
  }

  /** Runs the source when it is its turn. */
  #enqueue(
    environment: PythonEnvironment<ScriptRun>,
    source: Promise<Source>,
    session: AbortSignal,
    signal: AbortSignal,
  ): Promise<unknown> {
    const { element } = this.#script;
    return enqueueSource(this.#script, environment, {
      source,
      session,
      signal,
      runOf: (part) => this.#runOf(part, session),
      // It may have been removed in this very task: then this is not a turn it should take.
      begins: () => void (this.#leaving && !element.isConnected && this.release()),
    });
  }

  /** Sources that print to the same place, and end together, are one run: a page may run thousands. */
  #runOf({ filename, terminal }: Pick<ScriptRun, "filename" | "terminal">, signal: AbortSignal): ScriptRun {
    let run = this.#runs.find(
      (other) => other.signal === signal && other.filename === filename && other.terminal === terminal,
    );
    if (!run) {
      const id = this.#runtime().nextRunId();
      this.#runs.push((run = createRun(this.#script, { id, filename, signal, terminal })));
    }
    return run;
  }

  #becomeReady(): void {
    const { succeeded } = this.#ready;
    if (succeeded) return;
    if (succeeded === false) this.#ready = pending();
    this.#ready.resolve();
    dispatchScriptEvent(this.#script.element, this.type, "ready", { worker: this.worker });
  }

  #fail(thrown: unknown, { environment, session, signal, code }: FailedLaunch): void {
    const error = asError(thrown);
    let retry: (() => void) | undefined;
    if (environment && !environment.booted && !environment.signal.aborted) {
      // All scripts of this place wait for the same: whoever tries again brings them all back.
      this.#recovery = new AbortController();
      environment.onRecovered(
        () => void this.#launch(session, code),
        AbortSignal.any([signal, this.#recovery.signal]),
      );
      retry = () =>
        void environment.boot().catch((again: unknown) => {
          if (!signal.aborted) this.#report(asError(again), retry);
        });
    } else if (error instanceof CodedError) {
      retry = () => {
        if (!signal.aborted) void this.#launch(session, code);
      };
    }
    this.#report(error, retry);
  }

  #report(error: Error, retry: (() => void) | undefined): void {
    this.#runtime().reportError(error, {
      element: this.#script.element,
      type: this.type,
      origin: this.#environment,
      view: () => this.#script.view(),
      retry,
    });
  }
}

/** A run that failed, and what it was about. */
interface FailedLaunch {
  readonly environment: PythonEnvironment<ScriptRun> | undefined;
  readonly session: AbortSignal;
  readonly signal: AbortSignal;
  readonly code: string | undefined;
}
