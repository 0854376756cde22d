/**
 * Base class of script-like elements: the script's life (a {@link ScriptController}) in an element that
 * shows its output.
 */
import type { InterpreterType } from "../runtime/interpreters/interpreter.js";
export type { ScriptDoneEvent, ScriptErrorEvent, ScriptProgressEvent, ScriptReadyEvent } from "./events.js";
import { ScriptController } from "./controllers/script-controller.js";
import { TerminalController } from "./controllers/terminal-controller.js";
import { elementsRuntime } from "./runtime.js";
import type { SyncMode } from "../runtime/link/shared/protocol.js";
import type { PythonWorker } from "../runtime/workers/shared/python-worker.js";
import { OutputElement } from "./output-element.js";
import { upgradeProperty } from "./upgrade-property.js";

/**
 * The base of `<py-script>` and `<mpy-script>`.
 *
 * @attr src - URL of the Python source, instead of inline code
 * @attr code - the Python source: as the property, for templates that are rendered on a server
 * @attr config - URL of a JSON or TOML file, or inline JSON or TOML
 * @attr config-parser - `json` or `toml`, where the configuration's form does not tell; or the URL of a
 *   module that parses it
 * @attr {boolean | string} worker - runs in a worker; a value is the URL of the source, as `src` is
 * @attr name - what `workers[name]` finds the worker by
 * @attr env - scripts that name the same one share a worker
 * @attr {boolean | string} terminal - shows what is printed in a terminal, where `input()` reads
 * @attr service-worker - URL of `service-worker.js`, where it is not beside `core.js`
 * @attr {boolean} sandbox - the code has neither the page nor its cookies, its storage or a network
 * @attr allow - addresses that code in a sandbox may connect to, with spaces between
 * @attr target - id or selector of the element that display goes to, instead of this one
 * @attr {boolean | string} async - alone: keeps out of the document's order; `"false"`: runs synchronously,
 *   without top-level await
 * @fires {ScriptReadyEvent} py:ready - the interpreter can run this script (each event is also sent with a
 *   dash for its colon)
 * @fires {ScriptDoneEvent} py:done - the script has run, to its end or to an exception
 * @fires {ScriptErrorEvent} py:error - something failed; `preventDefault()` keeps panel and console quiet
 * @fires {ScriptProgressEvent} py:progress - what is loading, and how far it is
 */
export abstract class PythonElement extends OutputElement {
  readonly #script: ScriptController;
  readonly #terminal = new TerminalController(
    this,
    () => this,
    () => this.stop(),
  );

  constructor(type: InterpreterType) {
    super();
    this.#script = new ScriptController(
      {
        type,
        element: this,
        takesText: true,
        view: () => this,
        identify: () => (this.id ||= elementsRuntime().nextOutputId(type)),
        hold: (held) => this.hold(held),
        released: () => this.#terminal.released(),
        ...this.#terminal.hooks,
      },
      elementsRuntime,
    );
  }

  // These are their attributes at once, not at Lit's next update: the script starts before that.

  /** URL of the Python source. */
  get src(): string | null {
    return this.getAttribute("src");
  }

  set src(value: string | null) {
    setAttribute(this, "src", value);
  }

  /** Configuration: a URL, or inline JSON or TOML. */
  get config(): string | null {
    return this.getAttribute("config");
  }

  set config(value: string | null) {
    setAttribute(this, "config", value);
  }

  /** Id or selector of the element that display goes to. */
  get target(): string | null {
    return this.getAttribute("target");
  }

  set target(value: string | null) {
    setAttribute(this, "target", value);
  }

  /** The Python that this element runs, dedented. It replaces the text; setting it after a run runs it. */
  get code(): string {
    return this.#script.code;
  }

  set code(value: string) {
    this.#script.code = value;
  }

  /** Resolves when the interpreter can run this script; rejects when it cannot be loaded. */
  get ready(): Promise<void> {
    return this.#script.ready;
  }

  /** The value of the last expression of the latest run; rejects with the `PythonError` that ended it. */
  get done(): Promise<unknown> {
    return this.#script.done;
  }

  /**
   * Runs `code`, or this element's source again, in the same environment.
   *
   * @returns the new value of {@link done}
   */
  run(code?: string): Promise<unknown> {
    return this.#script.run(code);
  }

  /** The worker that this element's Python runs in; null until there is one, and on the main thread. */
  get worker(): PythonWorker | null {
    return this.#script.worker;
  }

  /** Sets the attribute, as frameworks do: `true`, or the URL of the source. */
  set worker(value: PythonWorker | string | boolean | null | undefined) {
    if (typeof value === "object" && value !== null) return;
    setAttribute(this, "worker", value === true ? "" : value === false ? null : value);
  }

  /** As {@link worker}; PyScript's name for it. */
  get xworker(): PythonWorker | null {
    return this.#script.worker;
  }

  /** How Python in the worker reaches the page synchronously; undefined on the main thread. */
  get syncMode(): SyncMode | undefined {
    return this.worker?.syncMode;
  }

  /**
   * Ends what this element runs; {@link done} rejects with an `AbortError`. On the main thread that is at
   * the `await` where it is. In a worker it is anywhere, by `KeyboardInterrupt`; where threads share no
   * memory, a worker that computes is replaced, and the `done` event has `replaced: true`.
   */
  stop(): void {
    this.#script.stop();
  }

  /**
   * Ends whatever this element runs, listeners and proxies included, and the worker it runs in. On the main
   * thread the interpreter stays for other scripts.
   */
  terminate(): void {
    this.#script.terminate();
  }

  /** The terminal of xterm.js, where there is the `terminal` attribute and the script has started; else
   * null. */
  get terminal(): object | null {
    return this.#terminal.terminal;
  }

  /** Shows and runs code in the terminal as its prompt would, after the source. Resolves when it has run.
   * @throws Error without the `terminal` attribute */
  process(code: string): Promise<void> {
    return this.#terminal.process(code);
  }

  override connectedCallback(): void {
    for (const name of ["src", "config", "target", "code", "worker"] as const) upgradeProperty(this, name);
    super.connectedCallback();
    elementsRuntime().roots.observeLater(this);
    this.#script.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#script.disconnect();
  }
}

function setAttribute(element: Element, name: string, value: string | null | undefined): void {
  if (value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value);
}
