/**
 * The life of one editor, whatever it is in the page: a `<py-editor>`, or a `<script type="py-editor">` that
 * was adopted. Nothing of Python is loaded before somebody runs code.
 *
 * A **session** begins when its element is connected and ends when that is removed for good, with all that
 * Python has left behind. What a run has left behind (tasks, listeners) ends with the next run of the same
 * editor.
 */
import { abortError, asError, PythonError, unlessAborted } from "../../runtime/errors.js";
import { sharesMemory } from "../../runtime/capabilities.js";
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";
import { findTarget } from "../../runtime/page/targets.js";
import type { SourceController } from "../controllers/source-controller.js";
import { documentParsed } from "../document-parsed.js";
import type { OutputElement } from "../output-element.js";
import { isCopy, manage } from "../managed.js";
import { pageStart } from "../page-start.js";
import { elementsRuntime, pageErrors } from "../runtime.js";
import { whenAdopted } from "../root-styles.js";
import { rootOf, targetOf } from "../target-attribute.js";
import { EditorCode } from "./editor-code.js";
import { EditorDebugger } from "./editor-debugger.js";
import { EditorRunEvent } from "./editor-events.js";
import { lookOf } from "./editor-look.js";
import { EditorOutput } from "./editor-output.js";
import { placesOf, typeOf, type EditorEnvironment, type EditorPlaces } from "./editor-places.js";
import { EditorRunner } from "./editor-runner.js";
import { addSetup } from "./editor-setup.js";
import { EditorStage } from "./editor-stage.js";
import { pythonTools } from "./python-tools.js";
import { tracebackElement } from "./traceback.js";

/** The `<py-editor>` that an editor is seen in. */
interface EditorView extends OutputElement {
  show(controller: EditorController): void;
}

/** The element whose attributes say how an editor is: a `<py-editor>`, or a script tag. */
type EditorOwner = HTMLElement & { handleEvent?: ((event: EditorRunEvent) => unknown) | null };

export class EditorController {
  readonly #owner: EditorOwner;
  readonly #source: SourceController;
  readonly #places: EditorPlaces = placesOf(elementsRuntime());
  readonly #runner: EditorRunner;
  readonly #code: EditorCode;
  #session: AbortController | undefined;
  /** Settles when the view of this session is there. */
  #opening: Promise<EditorView | undefined> = Promise.resolve(undefined);
  #view: EditorView | undefined;
  #stage: EditorStage | undefined;
  #output: EditorOutput | undefined;
  #name = "";

  /** @param source reads the owner's code */
  constructor(owner: EditorOwner, source: SourceController) {
    this.#owner = owner;
    this.#source = source;
    this.#runner = new EditorRunner({
      owner,
      get type() {
        return typeOf(owner);
      },
      places: this.#places,
      session: () => this.#session?.signal,
      opened: () => this.#opening,
      identify: () => this.#identify(),
      openOutput: () => this.#openOutput(),
      openDebugger: (environment) => this.#openDebugger(environment),
      showRunning: (running) => {
        if (this.#stage) this.#stage.running = running;
      },
      say: (text) => this.#stage?.say(text),
    });
    this.#code = new EditorCode({
      owner,
      source,
      stage: () => this.#stage,
      identify: () => this.#identify(),
      read: () => {
        this.#view?.hold(false);
        // All that is in it from now on is output, in copies of it as well; see `source-controller.ts`.
        this.#view?.setAttribute("data-ran", "");
      },
      report: (error, retry) => this.#runner.report(error, retry),
    });
  }

  get type(): InterpreterType {
    return typeOf(this.#owner);
  }

  /** The code, as it is now. */
  get code(): string {
    return this.#code.text;
  }

  set code(value: string) {
    this.#code.text = value;
  }

  get done(): Promise<unknown> {
    return this.#runner.done;
  }

  /** The element that shows it; undefined for a setup, and outside the page. */
  get view(): OutputElement | undefined {
    return this.#view;
  }

  /** The owner is in the page. */
  connect(): void {
    if (this.#session) return; // It was moved.
    if (isCopy(this.#owner)) {
      this.#owner.remove();
      return;
    }
    const { signal } = (this.#session = new AbortController());
    const { roots, scripts } = elementsRuntime();
    roots.observeLater(this.#owner);
    scripts.set(this.#owner, this);
    const opening = this.#open(signal);
    this.#opening = opening.catch(() => undefined);
    opening.then(
      () => {
        const preload = this.#owner.getAttribute("preload");
        if (preload !== null) void this.#runner.preload(signal, preload === "files");
        return this.#code.fill(signal);
      },
      (error: unknown) => {
        if (signal.aborted) return;
        this.#code.cannotOpen(asError(error));
        this.#runner.report(asError(error));
      },
    );
  }

  /** The owner has left the page, or its view has with the frame that both were in: for good unless it is
   * back when this task has ended. */
  disconnect(): void {
    const owner = this.#owner;
    setTimeout(() => {
      if (!owner.isConnected || !owner.ownerDocument.defaultView) this.#end();
    }, 0);
  }

  #end(): void {
    const session = this.#session;
    if (!session) return;
    this.#session = undefined;
    this.#code.leaveStage();
    session.abort(abortError("The editor was removed from the page."));
    this.#runner.end();
    this.#stage?.dispose();
    this.#output?.dispose();
    if (this.#view !== this.#owner) this.#view?.remove();
    this.#stage = this.#output = this.#view = undefined;
    this.#opening = Promise.resolve(undefined);
  }

  /** Shows the editor, as soon as its element may be changed. */
  async #open(session: AbortSignal): Promise<EditorView | undefined> {
    const owner = this.#owner;
    const { allDone, pageStart: start } = elementsRuntime();
    await unlessAborted(Promise.resolve(pageStart()), session);
    const taken = allDone.loaded ? undefined : start.of(owner, session);
    if (taken) this.#source.templated = await unlessAborted(taken, session);
    if (owner.hasAttribute("setup")) {
      owner.hidden = true;
      const source = this.#source;
      addSetup({ owner, source, places: this.#places, identify: () => this.#identify() }, session);
      return undefined;
    }
    // It may name an element that comes after it.
    if (owner.hasAttribute("target")) await unlessAborted(documentParsed(), session);
    const view = (this.#view = this.#makeView());
    view.hold(true);
    this.#showStage(view);
    const observer = new MutationObserver(() => this.#stage?.update());
    observer.observe(owner, { attributes: true });
    session.addEventListener("abort", () => observer.disconnect(), { once: true });
    const adopted = () => this.#output?.adopted();
    session.addEventListener("abort", whenAdopted(view.renderRoot as ShadowRoot, adopted), { once: true });
    return view;
  }

  /** The author's code may be another one. */
  changed(): void {
    if (this.#session) this.#code.changed(this.#session.signal);
  }

  /** The element that it is seen in: its own, or one in the target or after the script. */
  #makeView(): EditorView {
    const owner = this.#owner;
    const target = targetOf(owner);
    if (!target && owner.localName === "py-editor") return owner as HTMLElement as EditorView;
    // By the page's document: a frame's knows no such elements.
    const view: EditorView = document.createElement("py-editor");
    manage(view);
    view.show(this);
    if (target) target.append(view);
    else if (owner.closest("head")) owner.ownerDocument.body.append(view);
    else owner.after(view);
    return view;
  }

  #showStage(view: EditorView): void {
    const runner = this.#runner;
    this.#stage = new EditorStage(
      {
        element: view,
        look: () => lookOf(this.#owner, this.type),
        tools: pythonTools(() => runner.idle(view)),
        pressed: () => (runner.running ? void this.stop() : void this.#ask()),
        run: () => void (runner.running || this.#ask()),
        debug: this.#debuggable ? () => void (runner.running || this.#ask(this.#debuggable)) : undefined,
        authored: () => this.#code.authored,
        changed: () => this.#code.edited(),
      },
      this.#code.forStage,
    );
  }

  #identify(): string {
    return this.#code.url ?? (this.#name ||= this.#owner.id || this.#places.nextName(this.type));
  }

  /** A visitor wants the code to run.
   * @returns the value of its last expression, undefined where it may not run */
  async #ask(debug = false): Promise<unknown> {
    const owner = this.#owner;
    const event = new EditorRunEvent(this.type, this.code);
    const allowed = owner.dispatchEvent(event);
    if (!owner.dispatchEvent(new EditorRunEvent(this.type, this.code, "-")) || !allowed) return undefined;
    try {
      // Python in a worker answers later.
      if ((await owner.handleEvent?.(event)) === false) return undefined;
    } catch (error) {
      this.#runner.report(asError(error));
      return undefined;
    }
    const result = this.#runner.run(this.code, debug);
    result.catch(() => {}); // It has been reported.
    return result;
  }

  /** Runs the code, or other code in its place, and shows its output. */
  async run(code?: string): Promise<unknown> {
    // The author's code is taken out of the element, and output that is there already would go with it.
    const session = this.#session?.signal;
    if (session) await unlessAborted(this.#code.authored, session);
    const { failure } = this.#code;
    if (failure && (!this.#view || (code === undefined && this.code === ""))) throw failure;
    return this.#runner.run(code ?? this.code);
  }

  /** See `process` of the element. */
  process(code: string, asRunButton = false): Promise<unknown> {
    if (!asRunButton) return this.#runner.process(code);
    this.code = code;
    return this.#ask();
  }

  stop(): Promise<void> {
    return this.#runner.stop();
  }

  /** Takes away what is shown. */
  clear(): void {
    this.#output?.clear();
    this.#view?.clearErrors();
    this.#stage?.say("");
  }

  /** Brings the author's code back. */
  reset(): void {
    this.#code.reset();
  }

  async focus(): Promise<void> {
    await this.#opening;
    await this.#stage?.focus();
  }

  /** Shows an exception of the code below it. @returns whether it does */
  showError(error: Error): boolean {
    if (!(error instanceof PythonError) || !this.#view) return false;
    const output = this.#output ?? this.#openOutput();
    const goTo = (line: number) => void this.#stage?.goTo(line);
    output.append(tracebackElement(this.#view, error, { filename: this.#identify(), goTo }));
    return true;
  }

  /** True where Python can wait for the page at any line: CPython, and shared memory, which a sandbox has
   * not. */
  get #debuggable(): boolean {
    return this.type === "py" && sharesMemory() && !this.#owner.hasAttribute("sandbox");
  }

  #openDebugger(environment: EditorEnvironment): EditorDebugger | undefined {
    const stage = this.#stage;
    if (!stage || !this.#debuggable || environment.syncMode !== "shared-memory") return undefined;
    const name = this.#identify();
    return new EditorDebugger(stage.box, {
      showStop: (file, line) => stage.showStopped(file === name ? line : undefined),
      lines: () => ({ [name]: stage.breakpoints }),
      say: (text) => stage.say(text),
      hasFocus: () => stage.hasFocus,
      focus: () => void stage.focus(),
      flush: () => {
        environment.readOutput();
        this.#output?.flush();
      },
    });
  }

  /** An empty place for output. */
  #openOutput(): EditorOutput {
    const owner = this.#owner;
    const view = this.#view ?? pageErrors();
    view.clearErrors();
    const output = (this.#output ??= new EditorOutput(view, () => this.#stage?.hasFocus ?? false));
    output.clear();
    const place = owner.getAttribute("output")?.trim();
    output.showIn(place ? findTarget(rootOf(owner), place) : view);
    return output;
  }
}
