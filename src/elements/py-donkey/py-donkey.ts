/**
 * `<py-donkey>`: a donkey as an element. It runs nothing by itself; JavaScript calls its methods.
 *
 * @example
 * ```html
 * <py-donkey id="engine" type="mpy" persistent></py-donkey>
 * <script type="module">
 *   const engine = document.querySelector("#engine");
 *   await engine.execute("x = 42");
 *   console.log(await engine.evaluate("x + 1"));
 * </script>
 * ```
 */
import type { CallOptions, DonkeyMethods, Items, MapOptions } from "../../runtime/donkey/donkey.js";
import type { Token } from "../../runtime/donkey/donkey-options.js";
import { abortError, asError, unlessAborted } from "../../runtime/errors.js";
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";
import { pending } from "../controllers/pending.js";
import { dispatchScriptEvent } from "../events.js";
import { OutputElement } from "../output-element.js";
import { elementsRuntime } from "../runtime.js";

/**
 * @summary Python that waits for code, in a worker, with a terminal.
 * @element py-donkey
 * @attr {"py" | "mpy" | "jupyter"} [type=py] - the interpreter, or a kernel of a Jupyter server
 * @attr {boolean} persistent - calls see the names of earlier ones
 * @attr {number | "auto"} [workers=1] - the number of workers; `auto` for as many as the machine has cores
 * @attr terminal - id or selector of the element that the terminal is put into, instead of this one
 * @attr config - URL of a JSON or TOML file, or inline JSON or TOML
 * @attr env - donkeys, scripts and bridges that name the same one share a worker
 * @attr {boolean} sandbox - the code has neither the page nor its cookies, its storage or a network
 * @attr allow - addresses that code in a sandbox may connect to, with spaces between
 * @attr url - the address of the Jupyter server
 * @attr kernel - the name of the Jupyter kernel, or the id of one that runs
 * @attr client - an expression of a client of ipyparallel or Dask in the kernel
 * @fires {ScriptReadyEvent} py:ready - Python is there
 * @fires {ScriptProgressEvent} py:progress - a map has results of more items
 * @fires {ScriptErrorEvent} py:error - Python could not be loaded
 */
export class PyDonkeyElement extends OutputElement implements DonkeyMethods {
  /** The token of the Jupyter server, or a function that returns it. It is read when the page's scripts have
   * run. */
  token: Token | undefined;

  #session: AbortController | undefined;
  #donkey = pending<DonkeyMethods>();

  /** The interpreter: Pyodide unless `type` says `mpy`. */
  get type(): InterpreterType {
    return this.getAttribute("type") === "mpy" ? "mpy" : "py";
  }

  /** Resolves when Python is there; rejects when it could not be loaded. */
  get ready(): Promise<void> {
    return this.#call(async () => {});
  }

  process(code: string, options?: CallOptions): Promise<void> {
    return this.#call((donkey) => donkey.process(code, options));
  }

  execute(code: string, options?: CallOptions): Promise<void> {
    return this.#call((donkey) => donkey.execute(code, options));
  }

  evaluate(expression: string, options?: CallOptions): Promise<unknown> {
    return this.#call((donkey) => donkey.evaluate(expression, options));
  }

  clear(options?: CallOptions): Promise<void> {
    return this.#call((donkey) => donkey.clear(options));
  }

  reset(options?: CallOptions): Promise<void> {
    return this.#call((donkey) => donkey.reset(options));
  }

  interrupt(): Promise<void> {
    return this.#call((donkey) => donkey.interrupt());
  }

  map(function_: string, items: Items, options?: MapOptions): Promise<unknown[]> {
    return this.#call((donkey) => donkey.map(function_, items, options));
  }

  starmap(function_: string, items: Items, options?: MapOptions): Promise<unknown[]> {
    return this.#call((donkey) => donkey.starmap(function_, items, options));
  }

  async *imap(function_: string, items: Items, options?: MapOptions): AsyncIterableIterator<unknown> {
    yield* await this.#call(async (donkey) => donkey.imap(function_, items, options));
  }

  broadcast(code: string, options?: CallOptions): Promise<void> {
    return this.#call((donkey) => donkey.broadcast(code, options));
  }

  /** Ends the donkey; the element does nothing any more until it is inserted again. */
  async kill(): Promise<void> {
    if (!this.#session) return; // Outside the page there is none.
    this.#session.abort(abortError("The donkey was killed."));
    await this.#donkey.promise.then((donkey) => donkey.kill()).catch(() => {});
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#session) return; // It was moved.
    const session = new AbortController();
    this.#session = session;
    const { allDone, pageStart } = elementsRuntime();
    void this.#open(allDone.loaded ? undefined : pageStart.of(this, session.signal), session.signal);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    setTimeout(() => {
      if (this.isConnected) return;
      this.#session?.abort(abortError("The donkey was removed from the page."));
      this.#session = undefined;
      this.#donkey = pending<DonkeyMethods>();
    }, 0);
  }

  /**
   * An attribute has changed: it starts anew, without what Python has in memory.
   *
   * @internal
   */
  restart(): void {
    this.#session?.abort(abortError("An attribute has changed."));
    this.#session = undefined;
    if (this.#donkey.succeeded !== undefined) this.#donkey = pending();
    this.connectedCallback();
  }

  /** @param taken what to wait for before the element is changed */
  async #open(taken: Promise<unknown> | undefined, signal: AbortSignal): Promise<void> {
    const donkey = this.#donkey;
    try {
      if (taken) await unlessAborted(taken, signal);
      const { openElement } = await unlessAborted(import("./open-donkey.js"), signal);
      donkey.resolve(await unlessAborted(openElement(this, signal), signal));
      dispatchScriptEvent(this, this.type, "ready", { worker: null });
    } catch (error) {
      // It is the next session's by now where the donkey starts anew.
      if ((this.#session?.signal ?? signal) === signal) donkey.reject(error);
      if (signal.aborted) return;
      const view = () => this;
      elementsRuntime().reportError(asError(error), { element: this, type: this.type, view });
    }
  }

  #call<T>(action: (donkey: DonkeyMethods) => Promise<T>): Promise<T> {
    // A microtask later: an attribute that has just changed makes another donkey.
    return Promise.resolve()
      .then(() => this.#donkey.promise)
      .then(action);
  }
}
