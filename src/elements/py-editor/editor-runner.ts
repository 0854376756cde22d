/** Runs the code of one editor, in the environment that its attributes name. */
import { abortError, asError, CodedError, PythonError, unlessAborted } from "../../runtime/errors.js";
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";
import { dedent } from "../../runtime/runs/dedent.js";
import { pending } from "../controllers/pending.js";
import { dispatchScriptEvent } from "../events.js";
import type { OutputElement } from "../output-element.js";
import { elementsRuntime, pageErrors } from "../runtime.js";
import { rootOf } from "../target-attribute.js";
import type { ScriptRun } from "../types.js";
import type { EditorDebugger } from "./editor-debugger.js";
import { EditorDoneEvent } from "./editor-events.js";
import type { EditorOutput } from "./editor-output.js";
import { envOf, type EditorEnvironment, type EditorPlaces } from "./editor-places.js";
import { showProgress } from "./editor-progress.js";
import { execute, inTurn, type EditorJob } from "./editor-run.js";
import type { Asked } from "./python-tools.js";

/** Attributes that say where the code runs. */
const SETTINGS = ["type", "config", "config-parser", "env", "sandbox", "allow"];
/** How much of a result is announced, in characters: nobody wants to hear it all. */
const ANNOUNCED = 500;

/** The part of an editor that its runner needs. */
export interface Runnable {
  readonly owner: HTMLElement;
  readonly type: InterpreterType;
  readonly places: EditorPlaces;
  /** Aborts when the editor has left the page; undefined while it is not there. */
  session(): AbortSignal | undefined;
  /** Resolves with the element that shows it, once that is there; undefined where there is none. */
  opened(): Promise<OutputElement | undefined>;
  /** The name in tracebacks. */
  identify(): string;
  /** An empty place for output. @throws Error where the page has no such place */
  openOutput(view: OutputElement): EditorOutput;
  /** Opens the panel that shows where Python stops; undefined where there can be none. */
  openDebugger(environment: EditorEnvironment): EditorDebugger | undefined;
  /** It begins to run, or has ended. */
  showRunning(running: boolean): void;
  /** Says something to those who cannot see it. */
  say(text: string): void;
}

type Done = ReturnType<typeof pending<unknown>>;

export class EditorRunner {
  readonly #editor: Runnable;
  #environment: EditorEnvironment | undefined;
  /** The environment while it is looked for. */
  #finding: Promise<EditorEnvironment> | undefined;
  /** The worker that `ready` was sent for. */
  #ready: object | undefined;
  /** Ends the use of the environment. */
  #using: AbortController | undefined;
  /** The settings that the environment was found by. */
  #settings = "";
  /** Stops what runs. */
  #running: AbortController | undefined;
  /** Ends what the latest run has left behind. */
  #latest: AbortController | undefined;
  /** The run that questions about the code belong to. */
  #asking: ScriptRun | undefined;
  #done = pending<unknown>();

  constructor(editor: Runnable) {
    this.#editor = editor;
  }

  get done(): Promise<unknown> {
    return this.#done.promise;
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  /** The editor has left the page. */
  end(): void {
    this.#latest?.abort();
    this.#using?.abort(abortError("The editor was removed from the page."));
    this.#environment = this.#finding = this.#ready = undefined;
    this.#asking = this.#running = this.#using = undefined;
  }

  /** Returns the environment that can be asked about the code: one that is there, and runs none of this
   * editor's. */
  idle(view: OutputElement): Asked | undefined {
    const { owner } = this.#editor;
    const [environment, signal] = [this.#environment, this.#using?.signal];
    if (!environment?.booted || this.#running || !signal) return undefined;
    this.#asking ??= {
      id: elementsRuntime().nextRunId(),
      filename: "<editor>",
      signal,
      element: owner,
      root: rootOf(owner),
      view: () => view,
      output: view,
    };
    return { environment, run: this.#asking };
  }

  /** Runs code, and shows its output. @param debug step by step */
  async run(code: string, debug = false): Promise<unknown> {
    while (this.#running) await this.#done.promise.catch(() => {}); // Others may have waited, too.
    if (this.#done.taken) this.#done = pending();
    const done = this.#done;
    done.taken = true;
    void this.#run({ source: dedent(code), debug }, done);
    return done.promise;
  }

  async #run({ source, debug }: { source: string; debug: boolean }, done: Done): Promise<void> {
    const { owner, type } = this.#editor;
    const running = (this.#running = new AbortController());
    const session = this.#editor.session();
    const view = await this.#editor.opened();
    if (!session || session.aborted || !view) {
      if (this.#running === running) this.#running = undefined;
      done.reject(abortError("The editor is not in the page."));
      return;
    }
    const signal = AbortSignal.any([session, running.signal]);
    this.#latest?.abort();
    const latest = (this.#latest = new AbortController());
    this.#editor.say("");
    this.#editor.showRunning(true);
    let environment: EditorEnvironment | undefined;
    let output: EditorOutput | undefined;
    let shown: EditorDebugger | undefined;
    let value: unknown;
    let replaced = false;
    let said = "";
    try {
      output = this.#editor.openOutput(view);
      environment = await this.#start(view, session, signal);
      shown = this.#editor.openDebugger(environment);
      const job = {
        debug,
        debugger: shown,
        owner,
        filename: this.#editor.identify(),
        source,
        before: owner.getAttribute("onbeforerun")?.trim() || undefined,
        output,
        view: () => view,
        lifetime: AbortSignal.any([latest.signal, session]),
      };
      value = await this.#execute(environment, job, signal);
      done.resolve(value);
      said = output.text.trim() || "Done.";
    } catch (thrown) {
      const error = asError(thrown);
      if (!session.aborted && running.signal.aborted) {
        output?.stopReading();
        replaced = (await environment?.stopped()) ?? false;
        said = replaced
          ? "Stopped. The worker had to be replaced for that: names and modules are gone."
          : "Stopped.";
        output?.write(`\x1b[2m${said}\x1b[0m\n`);
      } else if (!session.aborted) {
        this.report(error, () => void this.run(source, debug).catch(() => {}));
        said = error instanceof PythonError ? `${error.name}: ${error.message}` : error.message;
      }
      done.reject(error);
    }
    shown?.close();
    if (session.aborted) return;
    output?.flush();
    this.#running = undefined;
    this.#editor.showRunning(false);
    this.#editor.say(said.length > ANNOUNCED ? `${said.slice(0, ANNOUNCED)} …` : said);
    const detail = { worker: environment?.worker ?? null, value, ...(replaced && { replaced }) };
    dispatchScriptEvent(owner, type, "done", detail);
    for (const mark of [":", "-"] as const) owner.dispatchEvent(new EditorDoneEvent(type, mark));
  }

  #execute(
    environment: EditorEnvironment,
    job: Omit<EditorJob, "id">,
    signal: AbortSignal,
  ): Promise<unknown> {
    const { owner, places } = this.#editor;
    return inTurn(environment, owner, signal, async () => {
      await places.prepare(environment, envOf(owner), signal);
      return execute(environment, { ...job, id: elementsRuntime().nextRunId() }, signal);
    });
  }

  /** Finds the environment, and has Python start in it. */
  async #start(view: OutputElement, session: AbortSignal, signal: AbortSignal): Promise<EditorEnvironment> {
    const { owner, type } = this.#editor;
    this.#fetch();
    const finding = this.#present() ?? this.#find(session);
    const used = this.#using?.signal;
    let environment: EditorEnvironment;
    let worker: object;
    let loaded = () => {};
    try {
      environment = await unlessAborted(Promise.resolve(finding), signal);
      loaded = showProgress(environment, owner, view, signal);
      worker = await unlessAborted(environment.boot(), signal);
      used?.throwIfAborted();
    } catch (error) {
      if (signal.aborted || !used?.aborted) throw error;
      // Somebody has asked since its attributes have changed: it is wanted elsewhere now.
      return this.#start(view, session, signal);
    } finally {
      loaded();
    }
    if (worker !== this.#ready) {
      this.#ready = worker;
      dispatchScriptEvent(owner, type, "ready", { worker: environment.worker });
    }
    return environment;
  }

  /** Asks for the interpreter's files, which the page reads and compiles: of no use to a sandbox. */
  #fetch(): void {
    const { owner, type } = this.#editor;
    if (!owner.hasAttribute("sandbox")) elementsRuntime().preload(type, "workers");
  }

  /** The environment that was found before, where it is there still, and the one that is wanted. */
  #present(): EditorEnvironment | undefined {
    const settings = JSON.stringify(SETTINGS.map((name) => this.#editor.owner.getAttribute(name)));
    if (settings !== this.#settings || this.#environment?.signal.aborted) {
      this.#using?.abort(abortError("The editor runs elsewhere now."));
      this.#environment = this.#finding = this.#ready = this.#asking = undefined;
    }
    this.#settings = settings;
    return this.#environment;
  }

  /** Finds the environment, once for all that ask meanwhile. */
  #find(session: AbortSignal): Promise<EditorEnvironment> {
    if (this.#finding) return this.#finding;
    const finding = (this.#finding = this.#look(session));
    const found = () => {
      if (this.#finding === finding) this.#finding = undefined;
    };
    finding.then(found, found);
    return finding;
  }

  async #look(session: AbortSignal): Promise<EditorEnvironment> {
    const { owner, type, places } = this.#editor;
    const using = (this.#using = new AbortController());
    const environment = await places.environment(owner, type, AbortSignal.any([using.signal, session]));
    if (!using.signal.aborted) this.#environment = environment;
    return environment;
  }

  /**
   * Gets Python ready before anybody runs something. Who runs something hears of a failure, since it is tried
   * again then.
   *
   * @param files only fetches the interpreter's files, and starts nothing
   */
  async preload(session: AbortSignal, files: boolean): Promise<void> {
    this.#fetch();
    if (files) return;
    const view = (await this.#editor.opened()) ?? pageErrors();
    await this.#start(view, session, session).catch(() => {});
  }

  /** Runs code without showing what it prints; see `process` of the element. */
  async process(code: string): Promise<unknown> {
    const { owner } = this.#editor;
    const session = this.#editor.session();
    if (!session) throw abortError("The editor is not in the page.");
    const view = (await this.#editor.opened()) ?? pageErrors();
    const environment = await this.#start(view, session, session);
    const job = { owner, filename: "<process>", output: undefined, lifetime: session, view: () => view };
    return this.#execute(environment, { ...job, source: dedent(code) }, session);
  }

  /** Stops what runs. */
  async stop(): Promise<void> {
    const { done } = this;
    if (!this.#running) return;
    this.#running.abort(abortError("The code was stopped."));
    await done.catch(() => {});
  }

  /** @param retry tries again what a person may have mended */
  report(error: Error, retry?: () => void): void {
    const { owner, type } = this.#editor;
    void this.#editor.opened().then((view) =>
      elementsRuntime().reportError(error, {
        element: owner,
        type,
        origin: this.#environment,
        view: () => view ?? pageErrors(),
        retry: error instanceof CodedError ? retry : undefined,
      }),
    );
  }
}
