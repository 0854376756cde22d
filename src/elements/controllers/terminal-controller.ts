/** The terminal of a script that has the `terminal` attribute, loaded when the script starts. */
import type { OutputElement } from "../output-element.js";
import type { ScriptTerminal } from "../types.js";
import type { ScriptView } from "./script-view.js";

export class TerminalController {
  readonly #script: HTMLElement;
  readonly #view: () => OutputElement;
  readonly #stop: () => void;
  #element: ScriptTerminal | undefined;

  /**
   * @param view the element that shows the script's output
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

  /** The callbacks that the script's controller calls. */
  readonly hooks: Pick<ScriptView, "terminal" | "ran"> = {
    terminal: () => this.#make()?.then((element) => element.open()),
    ran: (environment, run) => this.#element?.serve(environment, run),
  };

  /** The script has left the page, or starts anew. One that is on its way is for that. */
  released(): void {
    if (!this.#element) return;
    this.#element.remove();
    this.#element = this.#terminal = undefined;
  }

  #terminal: Promise<ScriptTerminal> | undefined;

  #make(): Promise<ScriptTerminal> | undefined {
    if (!this.#script.hasAttribute("terminal")) return undefined;
    if (this.#element?.isConnected === false) this.released();
    return (this.#terminal ??= this.#create());
  }

  async #create(): Promise<ScriptTerminal> {
    try {
      const { createScriptTerminal } = await import("./script-terminal.js");
      return (this.#element = createScriptTerminal(this.#script, this.#view, this.#stop));
    } catch (error) {
      this.#terminal = undefined;
      throw error;
    }
  }
}
