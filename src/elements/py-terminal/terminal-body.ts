/** All that a `<py-terminal>` shows and does; xterm.js with it, this is loaded when the first one is used. */
import { html, render } from "lit";
import type { InterpreterType } from "../../runtime/interpreters/interpreter.js";
import type { ScriptEnvironment, ScriptRun } from "../types.js";
import { createElement } from "../create-element.js";
import { isCopy } from "../managed.js";
import { inRed, TerminalSession } from "./session.js";
import { adoptTerminalStyles } from "./styles.js";
import { TerminalView, type TerminalOptions } from "./terminal-view.js";

/** The members of `<py-terminal>` that its body uses. */
interface TerminalElement extends HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly type: InterpreterType;
  /** Set for the terminal of a script, which runs by itself. */
  managed?: boolean;
  readonly onInterrupt: (() => void) | undefined;
  run(code: string): Promise<unknown>;
  write(text: string): void;
  stop(): void;
}

export class TerminalBody {
  readonly #element: TerminalElement;
  readonly #session = new TerminalSession();
  #stage: HTMLElement | undefined;
  #view: TerminalView | undefined;
  #opened = Promise.withResolvers<TerminalView>();

  constructor(element: TerminalElement) {
    this.#element = element;
  }

  get view(): TerminalView | undefined {
    return this.#view;
  }

  /** Resolves when the terminal is there, which the element must be in the page for. */
  open(): Promise<TerminalView> {
    return this.#opened.promise;
  }

  /** The element is in the page. */
  show(): void {
    if (this.#view || !this.#element.isConnected) return;
    if (isCopy(this.#element)) {
      this.#element.remove();
      return;
    }
    this.#render();
    const box = this.#stage?.querySelector<HTMLElement>(".box");
    if (!box) return;
    this.#view = new TerminalView(box, this.#options);
    this.#opened.resolve(this.#view);
  }

  #render(): void {
    const { renderRoot } = this.#element;
    if (!this.#stage) {
      adoptTerminalStyles(renderRoot as ShadowRoot);
      renderRoot.prepend((this.#stage = createElement(this.#element, "div", { class: "stage" })));
    }
    const { label } = this.#options;
    render(
      html`<div part="terminal" role="group" aria-label=${label}><div class="box"></div></div>`,
      this.#stage,
    );
  }

  /** The element has left the page for good. Those that wait for the terminal wait until it is back. */
  close(): void {
    // A script that comes back has another terminal.
    if (this.#element.managed && !this.#session.serves) this.#session.end();
    if (!this.#view) return;
    this.#view.dispose();
    this.#view = undefined;
    this.#opened = Promise.withResolvers();
  }

  /** An attribute has changed. */
  changed(): void {
    if (!this.#view) return;
    this.#render();
    this.#view.setOptions(this.#options);
  }

  async write(text: string): Promise<void> {
    (await this.open()).write(text);
  }

  showError(error: Error): Promise<void> {
    return this.write(inRed(error));
  }

  /** Shows code and its output as the prompt would; runs one after the other. */
  process(code: string): Promise<void> {
    return this.#session.process(code, async () => {
      if (!this.#element.managed) await this.#element.run("");
    });
  }

  interrupt(): boolean {
    return this.#session.interrupt();
  }

  /** A source has run: more can be run where it has. */
  serve(environment: ScriptEnvironment, run: ScriptRun): void {
    this.#session.serve(environment, run, this.#element.hasAttribute("repl"));
  }

  /** Its environment has gone. */
  end(): void {
    this.#session.end();
  }

  get #options(): TerminalOptions {
    const element = this.#element;
    const count = (name: string) => {
      const value = Number(element.getAttribute(name));
      return Number.isInteger(value) && value > 0 ? value : undefined;
    };
    return {
      label: element.getAttribute("label") ?? `${element.type === "mpy" ? "MicroPython" : "Python"} terminal`,
      readonly: element.hasAttribute("readonly"),
      cols: count("cols"),
      rows: count("rows"),
      interrupt: () => {
        element.write("^C\n");
        if (element.onInterrupt) element.onInterrupt();
        else element.stop();
      },
    };
  }
}
