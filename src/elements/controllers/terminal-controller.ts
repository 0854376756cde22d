/** The terminal of a script that has the `terminal` attribute: a `<py-terminal>` where the script displays. */
import { PythonError } from "../../runtime/errors.js";
import { findTarget } from "../../runtime/page/targets.js";
import type { OutputElement } from "../output-element.js";
import type { PyTerminalElement } from "../py-terminal/py-terminal.js";
import type { ScriptView } from "./script-view.js";

export class TerminalController {
  readonly #script: HTMLElement;
  readonly #view: () => OutputElement;
  readonly #stop: () => void;
  #element: PyTerminalElement | undefined;

  /**
   * @param view what shows the script's output
   * @param stop stops the script
   */
  constructor(script: HTMLElement, view: () => OutputElement, stop: () => void) {
    this.#script = script;
    this.#view = view;
    this.#stop = stop;
  }

  /** The terminal of xterm.js; null where there is none. */
  get terminal(): object | null {
    return this.#element?.terminal ?? null;
  }

  /** Shows and runs code as the terminal's prompt would, once the script has run.
   * @throws Error where there is no terminal */
  async process(code: string): Promise<void> {
    const element = await this.#make();
    if (!element)
      throw new Error('process() shows code in a terminal: give the script the "terminal" attribute.');
    await element.process(code);
  }

  /** What the script's controller is told. */
  readonly hooks: Pick<ScriptView, "terminal" | "ran"> = {
    terminal: () => this.#make()?.then((element) => element.open()),
    ran: (place, run) => this.#element?.serve(place, run),
  };

  /** The script has left the page. */
  released(): void {
    this.#element?.remove();
    this.#element = undefined;
  }

  #made: Promise<PyTerminalElement> | undefined;

  #make(): Promise<PyTerminalElement> | undefined {
    if (!this.#script.hasAttribute("terminal")) return undefined;
    if (!this.#element?.isConnected) this.#made = undefined;
    return (this.#made ??= this.#create());
  }

  async #create(): Promise<PyTerminalElement> {
    await import("../py-terminal/define.js");
    const script = this.#script;
    const root = script.getRootNode() as Document | ShadowRoot;
    const element = script.ownerDocument.createElement("py-terminal");
    element.managed = true;
    for (const name of ["readonly", "cols", "rows", "label"]) {
      const value = script.getAttribute(name);
      if (value !== null) element.setAttribute(name, value);
    }
    const type = script.getAttribute("type") ?? (script.localName.startsWith("mpy") ? "mpy" : "py");
    element.setAttribute("type", type);
    element.onInterrupt = () => element.interrupt() || this.#stop();
    const view = this.#view();
    view.showElsewhere = (error) => {
      if (error instanceof PythonError) element.showError(error);
      return error instanceof PythonError;
    };
    const target = script.getAttribute("target");
    (target ? findTarget(root, target) : view).append(element);
    this.#element = element;
    return element;
  }
}
