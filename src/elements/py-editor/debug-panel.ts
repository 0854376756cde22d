/** The panel while Python has stopped: the next line, the stack, the variables of each frame, watches. */
import type { RunDebugger } from "../../runtime/runs/run-debugger.js";
import { createElement } from "../create-element.js";
import { css } from "../css.js";
import { RootStyle } from "../root-styles.js";
import type { DebugAnswer, DebugCommand, DebugLines, DebugStop, Shown } from "./debug-protocol.js";

const styles = css`
  [part="debugger"] {
    display: grid;
    gap: 0.5em;
    padding: 0.5em;
    font: 0.8125rem var(--py-font, system-ui, sans-serif);
    border-block-start: var(--_border);
  }
  [part="debugger"] :is(ul, p) {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  [part="debugger"] .steps {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25em;
  }
  [part="debugger"] :is(.stack button, summary, .value, input) {
    font: var(--_font-size) / 1.45 var(--_font);
  }
  [part="debugger"] .stack button[aria-current="true"] {
    border-color: var(--_accent);
    font-weight: bold;
  }
  [part="debugger"] .value,
  [part="debugger"] details {
    margin-inline-start: 1em;
    overflow-wrap: anywhere;
  }
  [part="debugger"] .type {
    color: var(--_muted);
  }
  [part="debugger"] input {
    inline-size: 100%;
    box-sizing: border-box;
    color: inherit;
    background: transparent;
    border: 1px solid var(--_muted);
    border-radius: 0.25em;
    padding: 0.125em 0.375em;
  }
`;

/** How long Python may run on before the panel goes, in milliseconds: a step is shorter mostly, and whoever
 * steps by keyboard stays where they are. */
const AWAY_MS = 200;

/** The ways to go on, with their keys. */
const STEPS = [
  ["continue", "Continue", "F8"],
  ["over", "Step over", "F10"],
  ["into", "Step into", "F11"],
  ["out", "Step out", "Shift+F11"],
] as const;

/** The editor that is debugged. */
export interface Debugged {
  /** Shows the line that Python has stopped at; undefined where there is none. */
  showStop(file: string | undefined, line: number): void;
  /** Lines with breakpoints. */
  lines(): DebugLines;
  say(text: string): void;
  /** True if the visitor is in this editor. */
  hasFocus(): boolean;
  /** Shows all that was printed. */
  flush(): void;
  /** Takes the focus that the panel had. */
  focus(): void;
}

/** Sends a command, and resolves with the next thing that Python tells. */
type Ask = (command: DebugCommand) => Promise<DebugAnswer>;

export class DebugPanel implements RunDebugger {
  readonly #parent: HTMLElement;
  readonly #debugged: Debugged;
  readonly #lifetime = new AbortController();
  readonly #style: RootStyle;
  #box: HTMLElement | undefined;
  /** The button that was pressed last, by its place: the next panel has the focus there. */
  #chosen = 1;
  /** Takes the panel away when Python has gone on, and does not stop soon. */
  #leaving: ReturnType<typeof setTimeout> | undefined;
  /** Takes the command that Python waits for. */
  #command: ((command: string) => void) | undefined;
  /** Takes the answer of Python's that is awaited. */
  #answer: ((answer: DebugAnswer) => void) | undefined;
  #watched: string[] = [];

  /** @param parent the box of the editor, in its shadow root */
  constructor(parent: HTMLElement, debugged: Debugged) {
    this.#parent = parent;
    this.#debugged = debugged;
    const root = parent.getRootNode() as ShadowRoot;
    this.#style = new RootStyle(root, styles);
    parent.addEventListener("keydown", (event) => this.#pressed(event), { signal: this.#lifetime.signal });
  }

  stopped(state: string): Promise<string> {
    this.#debugged.flush();
    const told = JSON.parse(state) as DebugStop | DebugAnswer;
    const next = new Promise<string>((resolve) => (this.#command = resolve));
    if ("answer" in told) this.#answer?.(told);
    else this.#show(told);
    return next;
  }

  /** The run has ended. */
  close(): void {
    this.#lifetime.abort();
    this.#hide();
    this.#style.remove();
  }

  #hide(): void {
    clearTimeout(this.#leaving);
    this.#leaving = undefined;
    const hadFocus = this.#hasFocus;
    this.#box?.remove();
    this.#box = undefined;
    this.#debugged.showStop(undefined, 0);
    if (hadFocus) this.#debugged.focus();
  }

  get #hasFocus(): boolean {
    const { activeElement } = this.#parent.getRootNode() as ShadowRoot;
    return activeElement !== null && this.#box?.contains(activeElement) === true;
  }

  #pressed(event: KeyboardEvent): void {
    const key = event.shiftKey ? `Shift+${event.key}` : event.key;
    const step = STEPS.find(([, , its]) => its === key);
    if (!step || !this.#box) return;
    event.preventDefault();
    this.#go(step[0]);
  }

  #go(command: (typeof STEPS)[number][0]): void {
    if (!this.#box || this.#leaving !== undefined) return;
    const text = JSON.stringify({ command, lines: this.#debugged.lines() } satisfies DebugCommand);
    this.#box.ariaBusy = "true";
    this.#leaving = setTimeout(() => this.#hide(), AWAY_MS);
    this.#debugged.showStop(undefined, 0);
    // A question that is under way is answered first.
    void this.#asking.then(() => this.#command?.(text));
  }

  /** Questions are asked one after the other: Python waits for one command. */
  #asking: Promise<unknown> = Promise.resolve();

  readonly #ask: Ask = (command) => {
    const asked = this.#asking.then(
      () =>
        new Promise<DebugAnswer>((resolve) => {
          this.#answer = resolve;
          this.#command?.(JSON.stringify(command));
        }),
    );
    this.#asking = asked;
    return asked;
  };

  #show({ reason, error, frames }: DebugStop): void {
    const [top] = frames;
    if (!top) return;
    const owner = this.#parent;
    const hadFocus = this.#debugged.hasFocus();
    this.#asking = Promise.resolve();
    clearTimeout(this.#leaving);
    this.#leaving = undefined;
    const isOver = reason === "exception";
    const buttons = STEPS.filter(([command]) => !isOver || command === "continue").map(
      ([command, name, key], index) => {
        const button = createElement(owner, "button", { type: "button", title: key }, isOver ? "End" : name);
        button.addEventListener("click", () => {
          this.#chosen = index;
          this.#go(command);
        });
        return button;
      },
    );
    const place = `${top.name === "<module>" ? "" : `${top.name}, `}line ${top.line}`;
    const text = error ? `${error} (${place})` : `Stopped at ${place}`;
    const variables = createElement(owner, "div", { class: "variables" });
    const stack = createElement(owner, "ul", { class: "stack", "aria-label": "Stack" });
    const watches = createElement(owner, "div", { class: "watches" });
    let chosen = 0;
    const choose = (index: number) => {
      const frame = frames[index];
      if (!frame) return;
      chosen = index;
      for (const [at, button] of stack.querySelectorAll("button").entries())
        button.setAttribute("aria-current", String(at === index));
      variables.replaceChildren(...frame.variables.map((shown) => valueElement(owner, shown, this.#ask)));
      this.#debugged.showStop(frame.file, frame.line);
      void this.#watch(watches, chosen);
    };
    for (const [index, { name, line }] of frames.entries()) {
      const button = createElement(owner, "button", { type: "button" }, `${name}:${line}`);
      button.addEventListener("click", () => choose(index));
      stack.append(createElement(owner, "li", {}, button));
    }
    const field = createElement(owner, "input", {
      type: "text",
      "aria-label": "Watch an expression",
      placeholder: "Watch an expression",
      spellcheck: "false",
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !field.value.trim()) return;
      this.#watched.push(field.value.trim());
      field.value = "";
      void this.#watch(watches, chosen);
    });
    const before = this.#box;
    this.#box = createElement(
      owner,
      "div",
      { part: "debugger", role: "group", "aria-label": "Debugger" },
      createElement(owner, "div", { class: "steps" }, ...buttons),
      createElement(owner, "p", {}, text),
      stack,
      variables,
      watches,
      field,
    );
    this.#parent.append(this.#box);
    choose(0);
    this.#debugged.say(text);
    if (hadFocus) (buttons[this.#chosen] ?? buttons[0])?.focus();
    before?.remove();
  }

  async #watch(box: HTMLElement, frame: number): Promise<void> {
    const found: HTMLElement[] = [];
    for (const source of this.#watched) {
      const { answer } = await this.#ask({ command: "watch", source, frame });
      found.push(valueElement(this.#parent, answer as Shown, this.#ask));
    }
    box.replaceChildren(...found);
  }
}

/** A variable; its parts are asked for when it is opened. */
function valueElement(owner: Element, [name, type, text, number]: Shown, ask: Ask): HTMLElement {
  const content = [
    createElement(owner, "span", {}, `${name} = ${text} `),
    createElement(owner, "span", { class: "type" }, type),
  ];
  if (number === null) return createElement(owner, "div", { class: "value" }, ...content);
  const details = createElement(owner, "details", {}, createElement(owner, "summary", {}, ...content));
  details.addEventListener(
    "toggle",
    () =>
      void ask({ command: "open", value: number }).then(({ answer }) =>
        details.append(...(answer as readonly Shown[]).map((part) => valueElement(owner, part, ask))),
      ),
    { once: true },
  );
  return details;
}
