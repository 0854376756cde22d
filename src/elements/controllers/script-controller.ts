/**
 * The life of one script, whatever it is in the page: a `<py-script>`, or a `<script type="py">` that was adopted.
 *
 * A **session** begins when the script is connected and ends when it is removed for good: its signal ends fetches, runs,
 * listeners, proxies and display targets. Being moved (removed and inserted again within one task) ends nothing. Each
 * execution in a session is a **run**; the first one is of the script's own source, further ones come from `run()`.
 */
import { abortError, asError, CodedError, unlessAborted } from "../../runtime/errors.js";
import type { Environment } from "../../runtime/environment.js";
import type { InterpreterType, LoadProgress } from "../../runtime/interpreters/interpreter.js";
import { findTarget } from "../../runtime/page/targets.js";
import type { Job } from "../../runtime/run-queue.js";
import { dispatchScriptEvent } from "../events.js";
import type { OutputElement } from "../output-element.js";
import { pageEnvironment } from "../page-config.js";
import type { ElementsRuntime, ScriptRun } from "../runtime.js";
import { SourceController } from "./source-controller.js";

/** How long loading may take before it is shown. */
const LOADING_DELAY_MS = 300;

/** What a script shows itself by. */
export interface ScriptView {
  /** Where the script stands: its attributes are read, its events are sent here. */
  readonly element: HTMLElement;
  /** Shows loading and errors; made on demand. */
  view(): OutputElement;
  /** Called when the script starts, in the order of the document: gives ids. @returns its name in tracebacks */
  identify(): string;
  /** Whether inline code is taken out of the page. */
  readonly takesText: boolean;
  /** Called around the script's own run. */
  readonly around?: (run: () => Promise<unknown>) => Promise<unknown>;
  /** Called when the session has ended. */
  readonly released?: () => void;
}

/** A job that knows where it stands in the document. */
interface ScriptJob extends Job {
  readonly element: HTMLElement;
}

export class ScriptController {
  readonly type: InterpreterType;
  readonly #script: ScriptView;
  readonly #runtime: () => ElementsRuntime;
  readonly #source: SourceController;
  #session: AbortController | undefined;
  /** Whether the script's own source has been started since it came into the page. */
  #started = false;
  /** Ends the runs there are. */
  #stopper = new AbortController();
  /** Ends waiting for a boot that somebody tries again. */
  #recovery = new AbortController();
  /** Whether the element has been removed in this task; it may come back before the task ends. */
  #leaving = false;
  #ready = pending<void>();
  #done = pending<unknown>();

  /** @param runtime a function, since elements may be made before their page's runtime is */
  constructor(type: InterpreterType, script: ScriptView, runtime: () => ElementsRuntime) {
    this.type = type;
    this.#runtime = runtime;
    this.#script = script;
    this.#source = new SourceController(script.element, script);
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

  /** The script is in the page. */
  connect(): void {
    if (this.#started) return; // It was moved.
    this.#started = true;
    const session = this.#openSession();
    const settled = this.#launch(session.signal, undefined);
    this.#runtime().allDone.add(this.type, settled, session.signal);
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
    this.terminate("The script was removed from the page.");
  }

  /** Ends the session: all that the script made in the page's name goes. */
  terminate(reason = "The script was terminated."): void {
    if (!this.#session) return;
    this.#session.abort(abortError(reason));
    this.#session = undefined;
    this.#script.released?.();
  }

  /** Runs `code`, or the script's source again, in the same environment. */
  run(code?: string): Promise<unknown> {
    void this.#launch(this.#openSession().signal, code);
    return this.#done.promise;
  }

  /** Ends every run of the script at the `await` where it is; `done` rejects with an `AbortError`. */
  stop(): void {
    this.#stopper.abort(abortError("The script was stopped."));
    this.#stopper = new AbortController();
  }

  #openSession(): AbortController {
    return (this.#session ??= new AbortController());
  }

  /** One run, from reading the source to the last event. Never rejects: `done` carries the outcome. */
  async #launch(session: AbortSignal, code: string | undefined): Promise<void> {
    if (this.#done.taken) this.#done = pending();
    if (this.#ready.state === "rejected") this.#ready = pending();
    if (code === undefined) this.#recovery.abort();
    const { element } = this.#script;
    const done = this.#done;
    done.taken = true;
    const signal = AbortSignal.any([session, this.#stopper.signal]);
    let environment: Environment<ScriptRun> | undefined;
    let stopLoading = () => {};
    try {
      const runtime = this.#runtime();
      runtime.preload(this.type);
      // A script that has no code yet takes no turn: it would keep the next ones from theirs.
      let arrived: Promise<unknown> | undefined;
      const idle = () => {
        runtime.allDone.forget(session);
        arrived = source;
      };
      const source =
        code === undefined ? this.#source.read(signal, idle) : Promise.resolve({ code, url: undefined });
      source.catch(() => {}); // Awaited when it is the script's turn.
      if (element.hasAttribute("worker")) {
        throw new CodedError(
          "PY0000",
          `The "worker" attribute of <${element.localName}> needs Python in workers, which this version does not ` +
            `have. Take the attribute away to run the script on the main thread.`,
        );
      }
      environment = await unlessAborted(pageEnvironment(runtime, this.type, element, signal), signal);
      stopLoading = this.#showLoading(environment, signal);
      await unlessAborted(environment.boot(), signal);
      stopLoading();
      this.#becomeReady();
      await arrived;
      done.resolve(await unlessAborted(this.#enqueue(environment, source, session, signal), signal));
    } catch (error) {
      stopLoading();
      // What was stopped or removed has not failed.
      if (!signal.aborted) this.#fail(error, { environment, session, signal, code });
      this.#ready.reject(error);
      done.reject(error);
    }
    if (!session.aborted) dispatchScriptEvent(element, this.type, "done", { worker: null });
  }

  /** Runs the source when it is its turn. */
  #enqueue(
    environment: Environment<ScriptRun>,
    source: Promise<{ code: string; url: string | undefined }>,
    session: AbortSignal,
    signal: AbortSignal,
  ): Promise<unknown> {
    const { element, around } = this.#script;
    const asyncAttribute = element.getAttribute("async");
    const start = async () => {
      const name = this.#script.identify();
      const { code, url } = await unlessAborted(source, signal);
      const run = this.#createRun(url ?? name, session);
      return environment.run({ run, source: code, async: asyncAttribute !== "false", element }, signal);
    };
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const job: ScriptJob = {
      element,
      parallel: asyncAttribute !== null && asyncAttribute !== "false",
      compare: (other) => documentOrder(element, (other as ScriptJob).element),
      start: async () => {
        try {
          // It may have been removed in this very task: then this is not a turn it should take.
          if (this.#leaving && !element.isConnected) this.release();
          signal.throwIfAborted();
          resolve(await unlessAborted(around ? around(start) : start(), signal));
        } catch (error) {
          reject(error);
        }
      },
    };
    environment.queue.add(job);
    return promise;
  }

  #createRun(filename: string, signal: AbortSignal): ScriptRun {
    const script = this.#script;
    const { element } = script;
    return {
      id: this.#runtime().nextRunId(),
      filename,
      signal,
      element,
      view: () => script.view(),
      get root() {
        const root = element.getRootNode();
        return root instanceof ShadowRoot ? root : element.ownerDocument;
      },
      get output() {
        const target = element.getAttribute("target");
        return target ? findTarget(this.root, target) : script.view();
      },
    };
  }

  #becomeReady(): void {
    if (this.#ready.state === "resolved") return;
    if (this.#ready.state === "rejected") this.#ready = pending();
    this.#ready.resolve();
    dispatchScriptEvent(this.#script.element, this.type, "ready", { worker: null });
  }

  /** Shows and tells how loading goes. @returns what ends it */
  #showLoading(environment: Environment<ScriptRun>, signal: AbortSignal): () => void {
    if (environment.booted) return () => {};
    const { element } = this.#script;
    let view: OutputElement | undefined;
    let latest: LoadProgress | undefined;
    // Most loading is over before there is anything to show: a view of it would only take time from it.
    const delay = setTimeout(() => {
      if (!element.hasAttribute("target")) view = this.#script.view();
      view?.showLoading(true, latest);
    }, LOADING_DELAY_MS);
    const ended = new AbortController();
    environment.onProgress(
      (progress) => {
        latest = progress;
        view?.showLoading(true, progress);
        dispatchScriptEvent(element, this.type, "progress", progress);
      },
      AbortSignal.any([signal, ended.signal]),
    );
    return () => {
      ended.abort();
      clearTimeout(delay);
      view?.showLoading(false);
    };
  }

  #fail(thrown: unknown, { environment, session, signal, code }: FailedLaunch): void {
    const error = asError(thrown);
    let retry: (() => void) | undefined;
    if (environment && !environment.booted) {
      // All scripts of this environment wait for the same: whoever tries again brings them all back.
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
      view: () => this.#script.view(),
      retry,
    });
  }
}

/** A run that failed, and what it was about. */
interface FailedLaunch {
  readonly environment: Environment<ScriptRun> | undefined;
  readonly session: AbortSignal;
  readonly signal: AbortSignal;
  readonly code: string | undefined;
}

/** A promise that can be settled from outside, knows whether it has been, and does not complain when nobody listens. */
function pending<T>() {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  promise.catch(() => {});
  const state = {
    promise,
    state: "pending" as "pending" | "resolved" | "rejected",
    /** Whether a run is there that will settle it. */
    taken: false,
    resolve: (value: T) => {
      if (state.state === "pending") state.state = "resolved";
      resolve(value);
    },
    reject: (error: unknown) => {
      if (state.state === "pending") state.state = "rejected";
      reject(error as Error);
    },
  };
  return state;
}

/** Negative when `a` comes before `b`; what is in a shadow root stands where its host does. */
function documentOrder(a: Element, b: Element): number {
  const [hostA, hostB] = [outermostHost(a), outermostHost(b)];
  const position = hostA === hostB ? a.compareDocumentPosition(b) : hostA.compareDocumentPosition(hostB);
  if (position & Node.DOCUMENT_POSITION_DISCONNECTED) return 0;
  return position & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

function outermostHost(element: Element): Element {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? outermostHost(root.host) : element;
}
