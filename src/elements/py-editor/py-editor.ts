/**
 * `<py-editor>`: Python that visitors read, change and run. Code above, output below, as a notebook has it.
 *
 * @example
 * ```html
 * <py-editor type="mpy" env="lesson">print(6 * 7)</py-editor>
 * ```
 */
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";
import { SourceController } from "../controllers/source-controller.js";
import { OutputElement } from "../output-element.js";
import { remembered } from "../../runtime/loading/remembered.js";
import { upgradeProperty } from "../upgrade-property.js";
import type { EditorController } from "./editor-controller.js";
import type { EditorRunEvent } from "./editor-events.js";

/**
 * @summary An editor for Python: code that visitors change and run, and its output.
 * @element py-editor
 * @attr {"py" | "mpy"} [type=py] - the interpreter
 * @attr src - URL of the Python source, instead of inline code
 * @attr code - the Python source: as the property, for templates that are rendered on a server
 * @attr config - URL of a JSON or TOML file, or inline JSON or TOML
 * @attr env - editors of one type that name the same one share a worker, and what Python has in it
 * @attr {boolean} env-override - its configuration replaces the one that its `env` has already
 * @attr {"" | "files"} preload - Python starts when the editor is shown, instead of when code first runs;
 *   `files`: its files are only fetched
 * @attr {boolean} sandbox - the code has neither the page nor its cookies, its storage or a network
 * @attr allow - addresses that code in a sandbox may connect to, with spaces between
 * @attr {boolean} setup - is not seen; runs before the first editor of its `env` does
 * @attr target - id or selector of the element that the editor is shown in, instead of this one
 * @attr output - id or selector of the element that its output is shown in, instead of below the code
 * @attr {number | string} rows - how many lines are seen before it scrolls
 * @attr {boolean | string} readonly - cannot be changed; with numbers (`1-3 8`) these lines
 * @attr hidden-lines - lines that run and are not seen: `1-3 8`
 * @attr {boolean | string} persist - keeps what a visitor writes; a value is the name that it is kept by
 * @attr label - what assistive technology calls it
 * @attr onbeforerun - Python that runs before each run of the code
 * @attr data-run - text, or markup, of the button that runs
 * @attr data-stop - text, or markup, of the button that stops
 * @csspart editor - the box around the code
 * @csspart bar - the line above the code
 * @csspart name - the interpreter and the `env` in it
 * @csspart run - the button that runs
 * @csspart stop - the button that stops
 * @csspart debug - the button that runs step by step
 * @csspart debugger - what is seen while Python has stopped
 * @csspart code - the code
 * @cssproperty --py-editor-background - the background of the code
 * @cssproperty --py-editor-color - the colour of the code
 * @cssproperty --py-editor-border - the border
 * @cssproperty --py-editor-radius - the radius of its corners
 * @cssproperty --py-editor-font - the font of code and output; a monospaced one
 * @cssproperty --py-editor-font-size - its size
 * @cssproperty --py-editor-keyword - the colour of keywords; as well `string`, `number`, `comment`,
 *   `definition`, `type`
 * @fires {EditorRunEvent} py-editor:run - a visitor wants the code to run; `preventDefault()`
 *   keeps it from that
 * @fires {EditorDoneEvent} py-editor:done - code has run, to its end or to an exception
 * @fires {ScriptProgressEvent} py:progress - what is loading, and how far it is
 * @fires {ScriptReadyEvent} py:ready - the interpreter can run
 * @fires {ScriptDoneEvent} py:done - code has run, to its end or to an exception
 * @fires {ScriptErrorEvent} py:error - something failed
 */
export class PyEditorElement extends OutputElement {
  /**
   * Called before each run that a visitor starts; what returns `false` keeps the code from running.
   *
   * @example
   * ```js
   * editor.handleEvent = ({ code }) => (console.log(code), false);
   * ```
   */
  declare handleEvent?: ((event: EditorRunEvent) => unknown) | null;

  readonly #source = new SourceController(this, { takesText: true }, () => this.#controller?.changed());
  #controller: EditorController | undefined;
  readonly #load = remembered(async () => {
    const { EditorController } = await import("./editor-controller.js");
    return (this.#controller ??= new EditorController(this, this.#source));
  });

  /** The interpreter: Pyodide unless `type` says `mpy`. */
  get type(): InterpreterType {
    return this.getAttribute("type") === "mpy" ? "mpy" : "py";
  }

  /** The Python in the editor, as it is now. */
  get code(): string {
    return (this.#controller ?? this.#source).code;
  }

  set code(value: string) {
    (this.#controller ?? this.#source).code = value;
  }

  /** The value of the last expression of the latest run, by value; rejects with what it raised. */
  get done(): Promise<unknown> {
    return this.#call((controller) => controller.done);
  }

  /** Runs the code, or other code in its place, and shows its output.
   * @returns the new value of {@link done} */
  run(code?: string): Promise<unknown> {
    return this.#call((controller) => controller.run(code));
  }

  /**
   * Runs code where the editor's code runs, without showing its output: that goes to the console.
   *
   * @param asRunButton puts it into the editor and runs it as its button does
   * @returns the value of its last expression
   * @throws PythonError when it raises
   */
  process(code: string, asRunButton?: boolean): Promise<unknown> {
    return this.#call((controller) => controller.process(code, asRunButton));
  }

  /** Stops what runs. What Python has in memory stays where it can be interrupted. */
  stop(): Promise<void> {
    return this.#call((controller) => controller.stop());
  }

  /** Takes away what is shown below the code. */
  clear(): Promise<void> {
    return this.#call((controller) => controller.clear());
  }

  /** Brings the author's code back; undo brings the visitor's back. */
  reset(): Promise<void> {
    return this.#call((controller) => controller.reset());
  }

  override focus(): void {
    void this.#call((controller) => controller.focus());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    upgradeProperty(this, "code");
    // The first one is mostly seen, as are those after a setup: code need not wait for what controls it.
    const isFirst = document.querySelector("py-editor") === this;
    if (isFirst && this.getBoundingClientRect().top < innerHeight) import("./code-mirror.js").catch(() => {});
    void this.#call(() => {});
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#controller?.disconnect();
  }

  /** @internal */
  override showError(error: Error, retry?: () => void): void {
    if (!this.#controller?.showError(error)) super.showError(error, retry);
  }

  /**
   * Shows what another one controls.
   *
   * @internal
   */
  show(controller: EditorController): void {
    this.#controller = controller;
  }

  /** Calls the part that does something, which is loaded with the first editor. */
  #call<T>(action: (controller: EditorController) => T | Promise<T>): Promise<T> {
    return this.#load().then((controller) => {
      // It may have been removed meanwhile, or have been inserted when this did not load.
      if (this.isConnected) controller.connect();
      return action(controller);
    });
  }
}
