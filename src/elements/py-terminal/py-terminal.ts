/**
 * `<py-terminal>`: a terminal for Python. Alone it runs code, its own or what is entered at its prompt; for
 * a script with the `terminal` attribute it is made beside the script and shows what that prints.
 *
 * @example
 * ```html
 * <py-terminal type="py" repl></py-terminal>
 * <py-terminal type="mpy" worker>name = input("Your name? "); print("Hello", name)</py-terminal>
 * ```
 */
import { PythonError } from "../../runtime/errors.js";
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";
import { remembered } from "../../runtime/loading/remembered.js";
import { ScriptController } from "../controllers/script-controller.js";
import { isManaged } from "../managed.js";
import { OutputElement } from "../output-element.js";
import type { ScriptEnvironment, ScriptRun } from "../types.js";
import { elementsRuntime } from "../runtime.js";
import type { TerminalBody } from "./terminal-body.js";
import type { TerminalView } from "./terminal-view.js";

/**
 * @summary A terminal: what Python prints, a prompt, and `input()`.
 * @element py-terminal
 * @attr {"py" | "mpy"} [type=py] - the interpreter
 * @attr {boolean} worker - runs in a worker, which is the default
 * @attr {boolean} main - runs on the page's main thread
 * @attr src - URL of the Python source, instead of inline code
 * @attr {boolean} repl - shows a prompt, after the source where there is one
 * @attr config - URL of a JSON or TOML file, or inline JSON or TOML
 * @attr {boolean} sandbox - the code has neither the page nor its cookies, its storage or a network
 * @attr allow - addresses that code in a sandbox may connect to, with spaces between
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
 * @cssproperty --py-terminal-red - one of the eight colours of terminals; as well `black`, `green`,
 *   `yellow`, `blue`, `magenta`, `cyan`, `white`, and each with `bright-` before it
 * @fires {ScriptReadyEvent} py:ready - the interpreter can run
 * @fires {ScriptDoneEvent} py:done - the source has run
 * @fires {ScriptErrorEvent} py:error - something failed
 */
export class PyTerminalElement extends OutputElement {
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, "readonly", "cols", "rows", "label"];
  }

  /**
   * True if it belongs to a script, and runs nothing by itself; see `managed.ts`.
   *
   * @internal
   */
  declare managed?: boolean;
  /**
   * Called when Ctrl-C is pressed while nothing is read; by default what runs is stopped.
   *
   * @internal
   */
  onInterrupt: (() => void) | undefined;

  #script: ScriptController | undefined;
  /** Loads its parts when it is used, in the page or by a method. */
  readonly #load = remembered(async () => {
    const { TerminalBody } = await import("./terminal-body.js");
    this.#body = new TerminalBody(this);
    this.#body.show(); // They may have been asked for in vain when it was inserted.
    return this.#body;
  });
  #body: TerminalBody | undefined;

  /** The interpreter: Pyodide unless `type` says `mpy`. */
  get type(): InterpreterType {
    return this.getAttribute("type") === "mpy" ? "mpy" : "py";
  }

  /** The terminal of xterm.js; undefined until the element is in the page. */
  get terminal(): TerminalView["xterm"] | undefined {
    return this.#body?.view?.xterm;
  }

  /** The Python that it runs, dedented. */
  get code(): string {
    return this.#controller.code;
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
    return this.#body?.interrupt() ?? false;
  }

  /** Ends what runs here, and the worker. */
  terminate(): void {
    this.#controller.terminate();
  }

  /**
   * Shows code and its output as the prompt would, and resolves when it has run. Calls run one after the
   * other.
   *
   * @example
   * ```js
   * await terminal.process("1 + 1"); // shows ">>> 1 + 1" and "2"
   * ```
   */
  process(code: string): Promise<void> {
    return this.#load().then((body) => body.process(code));
  }

  /** Shows text, as terminals do. */
  write(text: string): void {
    void this.#load().then((body) => body.write(text));
  }

  /** Takes away what is shown. */
  clear(): Promise<void> {
    return this.open().then((view) => view.clear());
  }

  /** Makes the terminal as it was at the beginning, colours included. */
  reset(): Promise<void> {
    return this.open().then((view) => view.reset());
  }

  /** Resolves when all that was written is on the screen. */
  written(): Promise<void> {
    return this.open().then((view) => view.written());
  }

  /** Takes as many columns and rows as there is room for; it does so by itself when its box changes. */
  fit(): void {
    this.#body?.view?.fit();
  }

  override focus(): void {
    this.#body?.view?.xterm.focus();
  }

  /** The terminal, once it is there. */
  open(): Promise<TerminalView> {
    return this.#load().then((body) => body.open());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // It opens the terminal, again where the element was away. The caller that waits for it reports a failure
    // to load.
    this.#load().then(
      (body) => body.show(),
      () => {},
    );
    // That of a script or a donkey runs nothing by itself, and neither does a copy of one.
    if (!isManaged(this)) this.#controller.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#script?.disconnect();
    setTimeout(() => {
      if (!this.isConnected) this.#body?.close();
    }, 0);
  }

  override attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    super.attributeChangedCallback(name, before, value);
    this.#body?.changed();
  }

  /**
   * Python's tracebacks are shown where it prints; what else fails is shown in a panel.
   *
   * @internal
   */
  override showError(error: Error, retry?: () => void): void {
    if (error instanceof PythonError) void this.#load().then((body) => body.showError(error));
    else super.showError(error, retry);
  }

  get #controller(): ScriptController {
    this.#script ??= new ScriptController(
      {
        get type() {
          return (this.element as PyTerminalElement).type;
        },
        element: this,
        takesText: true,
        // A prompt needs no code.
        prepare: () => {
          if (!this.hasAttribute("main") && !this.hasAttribute("worker")) this.setAttribute("worker", "");
        },
        hold: (held) => this.hold(held),
        mayBeEmpty: () => this.hasAttribute("repl"),
        view: () => this,
        identify: () => (this.id ||= elementsRuntime().nextOutputId(this.type)),
        terminal: () => this.open(),
        ran: (environment, run) => this.serve(environment, run),
        released: () => this.#body?.end(),
      },
      elementsRuntime,
    );
    return this.#script;
  }

  /**
   * A source has run: more can be run where it has.
   *
   * @internal
   */
  serve(environment: ScriptEnvironment, run: ScriptRun): void {
    this.#body?.serve(environment, run);
  }
}
