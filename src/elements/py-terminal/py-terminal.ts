/**
 * `<py-terminal>`: a terminal for Python. Alone it runs code, its own or what is entered at its prompt; for a script with
 * the `terminal` attribute it is made beside the script and shows what that prints.
 *
 * @example
 * ```html
 * <py-terminal type="py" repl></py-terminal>
 * <py-terminal type="mpy" worker>name = input("Your name? "); print("Hello", name)</py-terminal>
 * ```
 */
import { css, html, render, type PropertyValues } from "lit";
import { PythonError } from "../../runtime/errors.js";
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";
import { ScriptController } from "../controllers/script-controller.js";
import { createElement } from "../create-element.js";
import { documentParsed } from "../document-parsed.js";
import { OutputElement } from "../output-element.js";
import type { ScriptPlace, ScriptRun } from "../runtime.js";
import { elementsRuntime } from "../runtime.js";
import { inRed, TerminalSession } from "./session.js";
import { terminalStyles } from "./styles.js";
import { TerminalView, type TerminalOptions } from "./terminal-view.js";

/** What stands for the code of a terminal that has none. */
const NO_CODE = "# what is entered follows";

/**
 * @summary A terminal: what Python prints, a prompt, and `input()`.
 * @element py-terminal
 * @attr {"py" | "mpy"} type - the interpreter; `py` unless told
 * @attr {boolean} worker - runs in a worker, which is the default
 * @attr {boolean} main - runs on the page's main thread
 * @attr src - URL of the Python source, instead of inline code
 * @attr {boolean} repl - shows a prompt, after the source where there is one
 * @attr config - URL of a JSON or TOML file, or inline JSON or TOML
 * @attr {boolean} readonly - takes no input
 * @attr {number | string} cols - a fixed number of columns
 * @attr {number | string} rows - a fixed number of rows
 * @attr label - what assistive technology calls it
 * @csspart terminal - the box around the terminal
 * @cssproperty --py-terminal-background - the background
 * @cssproperty --py-terminal-color - the colour of text
 * @cssproperty --py-terminal-cursor - the colour of the cursor
 * @cssproperty --py-terminal-selection - the background of selected text
 * @cssproperty --py-terminal-font - the font; a monospaced one
 * @cssproperty --py-terminal-font-size - the size of the font
 * @cssproperty --py-terminal-line-height - the height of a line, as a number
 * @cssproperty --py-terminal-padding - the space around the text
 * @cssproperty --py-terminal-border - the border
 * @cssproperty --py-terminal-radius - the radius of its corners
 * @cssproperty --py-terminal-red - one of the eight colours of terminals; as well `black`, `green`, `yellow`, `blue`,
 *   `magenta`, `cyan`, `white`, and each with `bright-` before it
 * @fires {ScriptReadyEvent} py:ready - the interpreter can run
 * @fires {ScriptDoneEvent} py:done - the source has run
 * @fires {ScriptErrorEvent} py:error - something failed
 */
export class PyTerminalElement extends OutputElement {
  static override styles = css`
    ${OutputElement.styles}
    ${terminalStyles}
  `;

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, "readonly", "cols", "rows", "label"];
  }

  #stage: HTMLElement | undefined;
  /** Whether it belongs to a script, and runs nothing by itself. */
  managed = false;
  /** Called when Ctrl-C is pressed while nothing is read; by default what runs is stopped. */
  onInterrupt: (() => void) | undefined;

  #script: ScriptController | undefined;
  #view: TerminalView | undefined;
  #opened = Promise.withResolvers<TerminalView>();
  readonly #session = new TerminalSession();

  /** The interpreter: Pyodide unless `type` says `mpy`. */
  get type(): InterpreterType {
    return this.getAttribute("type") === "mpy" ? "mpy" : "py";
  }

  /** The terminal of xterm.js; undefined until the element is in the page. */
  get terminal(): TerminalView["xterm"] | undefined {
    return this.#view?.xterm;
  }

  /** The Python that it runs, dedented. */
  get code(): string {
    const { code } = this.#controller;
    return code === NO_CODE ? "" : code;
  }

  set code(value: string) {
    this.#controller.code = value;
  }

  /** Resolves when Python can run here. */
  get ready(): Promise<void> {
    return this.#controller.ready;
  }

  /** The value of the source's last expression. */
  get done(): Promise<unknown> {
    return this.#controller.done;
  }

  /** Runs `code`, or the source again. */
  run(code?: string): Promise<unknown> {
    return this.#controller.run(code);
  }

  /** Stops what runs. */
  stop(): void {
    if (!this.interrupt()) this.#controller.stop();
  }

  /** Interrupts what was entered or processed. @returns whether anything was running */
  interrupt(): boolean {
    return this.#session.interrupt();
  }

  /** Ends what runs here, and the worker. */
  terminate(): void {
    this.#controller.terminate();
  }

  /**
   * Shows code and its output as the prompt would, and resolves when it has run. Calls run one after the other.
   *
   * @example
   * ```js
   * await terminal.process("1 + 1"); // shows ">>> 1 + 1" and "2"
   * ```
   */
  process(code: string): Promise<void> {
    return this.#session.process(code, async () => {
      if (!this.managed) await this.run(NO_CODE);
    });
  }

  /** Shows text, as terminals do. */
  write(text: string): void {
    void this.#opened.promise.then((view) => view.write(text));
  }

  /** Takes away what is shown. */
  async clear(): Promise<void> {
    await (await this.#opened.promise).clear();
  }

  /** Makes the terminal as it was at the beginning, colours included. */
  async reset(): Promise<void> {
    await (await this.#opened.promise).reset();
  }

  /** Resolves when all that was written is on the screen. */
  async written(): Promise<void> {
    await (await this.#opened.promise).written();
  }

  /** Takes as many columns and rows as there is room for; it does so by itself when its box changes. */
  fit(): void {
    this.#view?.fit();
  }

  override focus(): void {
    this.#view?.xterm.focus();
  }

  /** The terminal, once it is there. */
  open(): Promise<TerminalView> {
    return this.#opened.promise;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate(); // It opens the terminal, again where the element was away.
    if (this.managed) return;
    if (!this.hasAttribute("main") && !this.hasAttribute("worker")) this.setAttribute("worker", "");
    this.#controller.connect();
    if (this.hasAttribute("repl") && !this.hasAttribute("src")) void this.#needNoCode();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (!this.managed) this.#controller.disconnect();
    setTimeout(() => {
      if (!this.isConnected) this.#close();
    }, 0);
  }

  /** With `moveBefore`, a move is neither a removal nor an insertion. */
  connectedMoveCallback(): void {}

  override attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    super.attributeChangedCallback(name, before, value);
    this.#view?.setOptions(this.#options);
  }

  override adoptedCallback(): void {}

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    if (!this.#stage) this.renderRoot.prepend((this.#stage = createElement(this, "div", { class: "stage" })));
    const { label } = this.#options;
    render(
      html`<div part="terminal" role="group" aria-label=${label}><div class="box"></div></div>`,
      this.#stage,
    );
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.#view || !this.isConnected) return;
    const box = this.renderRoot.querySelector<HTMLElement>(".box");
    if (!box) return;
    this.#view = new TerminalView(box, this.#options);
    this.#opened.resolve(this.#view);
  }

  /** Python's tracebacks are shown where it prints; what else fails is shown in a panel. */
  override showError(error: Error, retry?: () => void): void {
    if (error instanceof PythonError) this.write(inRed(error));
    else super.showError(error, retry);
  }

  get #options(): TerminalOptions {
    const count = (name: string) => {
      const value = Number(this.getAttribute(name));
      return Number.isInteger(value) && value > 0 ? value : undefined;
    };
    return {
      label: this.getAttribute("label") ?? `${this.type === "mpy" ? "MicroPython" : "Python"} terminal`,
      readonly: this.hasAttribute("readonly"),
      cols: count("cols"),
      rows: count("rows"),
      interrupt: () => {
        this.write("^C\n");
        if (this.onInterrupt) this.onInterrupt();
        else this.stop();
      },
    };
  }

  get #controller(): ScriptController {
    this.#script ??= new ScriptController(
      this.type,
      {
        element: this,
        takesText: true,
        view: () => this,
        identify: () => (this.id ||= elementsRuntime().nextOutputId(this.type)),
        terminal: () => this.open(),
        ran: (place, run) => this.serve(place, run),
        released: () => this.#session.end(),
      },
      elementsRuntime,
    );
    return this.#script;
  }

  /** A source has run: more can be run where it has. */
  serve(place: ScriptPlace, run: ScriptRun): void {
    this.#session.serve(place, run, this.hasAttribute("repl"));
  }

  /** A prompt needs no code. */
  async #needNoCode(): Promise<void> {
    await documentParsed();
    if (this.#controller.code.trim() === "") this.#controller.code = NO_CODE;
  }

  #close(): void {
    this.#view?.dispose();
    this.#view = undefined;
    this.#opened = Promise.withResolvers();
  }
}
