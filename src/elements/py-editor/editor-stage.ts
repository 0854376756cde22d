/** The visible parts of an editor in its shadow root: the bar with its button, and the code. */
import { createElement } from "../create-element.js";
import type { CodeView } from "./code-mirror.js";
import type { CodeTools } from "./code-tools.js";
import { withoutLines, type CodeLines } from "./line-ranges.js";
import type { RootStyle } from "../root-styles.js";
import { adoptEditorStyles } from "./styles.js";

/** How near an editor has to be to what is seen for CodeMirror to take its place, in pixels. */
const NEAR = 400;

/** The values that a stage is made from, and the functions that it calls. */
export interface StageOwner {
  /** The element whose shadow root it is in. */
  readonly element: HTMLElement & { readonly renderRoot: HTMLElement | DocumentFragment };
  look(): StageLook;
  /** Answers questions about the code. */
  readonly tools: CodeTools;
  /** The author's code, once it has been read. */
  authored(): Promise<string>;
  /** The visitor wants the code to run, or what runs to stop. */
  pressed(): void;
  /** A key asks for the code to run. */
  run(): void;
  /** The visitor wants to debug it; undefined where that cannot be had. */
  readonly debug: (() => void) | undefined;
  /** The visitor has changed the code. */
  changed(): void;
}

export interface StageLook {
  /** The accessible name of the code. */
  readonly label: string;
  /** The text in the bar. */
  readonly name: string;
  /** The most lines that are seen at once. */
  readonly rows: number | undefined;
  /** Text or markup of the button. */
  readonly run: string;
  readonly stop: string;
  /** Lines that are fixed, or not seen. */
  readonly lines: CodeLines;
}

export class EditorStage {
  readonly #owner: StageOwner;
  readonly #root: ShadowRoot;
  readonly #style: RootStyle;
  /** The box around bar and code. */
  readonly box: HTMLElement;
  readonly #name: HTMLElement;
  readonly #button: HTMLButtonElement;
  readonly #debug: HTMLButtonElement | undefined;
  readonly #code: HTMLElement;
  readonly #said: HTMLElement;
  readonly #observer: IntersectionObserver;
  #plain: HTMLElement | undefined;
  #view: CodeView | undefined;
  #loading: Promise<CodeView | undefined> | undefined;
  #text: string;
  #running = false;
  #disposed = false;

  constructor(owner: StageOwner, text: string) {
    this.#owner = owner;
    this.#text = text;
    const { element } = owner;
    this.#root = element.renderRoot as ShadowRoot;
    this.#style = adoptEditorStyles(this.#root);
    this.#button = createElement(element, "button", { type: "button" });
    this.#button.addEventListener("click", () => owner.pressed());
    this.#name = createElement(element, "span", { part: "name" });
    const bar = createElement(element, "div", { part: "bar" }, this.#button, this.#name);
    const { debug } = owner;
    if (debug) {
      this.#debug = createElement(element, "button", { type: "button", part: "debug" }, "Debug");
      this.#debug.addEventListener("click", () => {
        if (!this.#running) debug();
      });
      this.#button.after(this.#debug);
    }
    this.#plain = createElement(element, "pre", { class: "plain" }, this.#seen);
    this.#code = createElement(element, "div", { part: "code" }, this.#plain);
    this.#said = createElement(element, "div", { class: "said", role: "status" });
    this.box = createElement(element, "div", { part: "editor", role: "group" }, bar, this.#code);
    this.#root.prepend(this.box, this.#said);
    this.update();
    this.#observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) void this.load();
      },
      { rootMargin: `${NEAR}px` },
    );
    // The first editor of a page is mostly seen, and need not wait for a frame to be told so.
    const isFirst = element.ownerDocument.querySelector("py-editor") === element;
    if (isFirst && isNear(this.box)) void this.load();
    else this.#observer.observe(this.box);
  }

  /** Looks at its owner's look again. */
  update(): void {
    const { label, name, rows } = this.#owner.look();
    this.box.ariaLabel = label;
    this.#name.textContent = name;
    // Padding of CodeMirror's content, and lines.
    if (rows) this.box.style.setProperty("--_max", `calc(${rows * 1.5}em + 8px)`);
    else this.box.style.removeProperty("--_max");
    if (this.#view) this.#view.label = label;
    this.#showButton();
  }

  /** The code, as it is now. */
  get text(): string {
    return this.#view?.text ?? this.#text;
  }

  set text(text: string) {
    if (text === this.text) return;
    this.#text = text;
    if (this.#view) this.#view.text = text;
    else if (this.#plain) this.#plain.textContent = this.#seen;
  }

  get #seen(): string {
    return withoutLines(this.#text, this.#owner.look().lines.hidden);
  }

  set running(running: boolean) {
    this.#running = running;
    // A button that is disabled loses the focus, and the keys that step with it.
    if (this.#debug) this.#debug.ariaDisabled = String(running);
    this.#showButton();
  }

  get hasFocus(): boolean {
    return this.#root.activeElement !== null;
  }

  /** Says something to those who cannot see it, once. */
  say(text: string): void {
    this.#said.textContent = text;
  }

  async focus(): Promise<void> {
    (await this.load())?.focus();
  }

  /** Moves the cursor to a line of the code, counted from 1. */
  async goTo(line: number): Promise<void> {
    (await this.load())?.goTo(line);
  }

  /** The lines with breakpoints, counted from 1. */
  get breakpoints(): readonly number[] {
    return this.#view?.breakpoints ?? [];
  }

  /** Shows the line that Python has stopped at; undefined where it has not. */
  showStopped(line: number | undefined): void {
    this.#view?.showStopped(line);
  }

  /** Puts CodeMirror in the place of the plain text, once. @returns undefined when it has ended meanwhile */
  load(): Promise<CodeView | undefined> {
    this.#observer.disconnect();
    return (this.#loading ??= this.#load());
  }

  async #load(): Promise<CodeView | undefined> {
    const loading = import("./code-mirror.js").catch((error: unknown) => {
      this.#loading = undefined; // The next one who needs it tries again.
      throw error;
    });
    const [{ CodeView }, authored] = await Promise.all([loading, this.#owner.authored()]);
    if (this.#disposed || !this.#root.ownerDocument.defaultView) return undefined; // Gone, or its frame is.
    const { label, lines } = this.#owner.look();
    this.#view = new CodeView(this.#code, this.#root, this.#text, {
      label,
      lines,
      authored,
      debuggable: this.#owner.debug !== undefined,
      tools: this.#owner.tools,
      changed: () => this.#owner.changed(),
      run: () => this.#owner.run(),
    });
    this.#plain?.remove();
    this.#plain = undefined;
    return this.#view;
  }

  /** One button, so that it keeps the focus. */
  #showButton(): void {
    const look = this.#owner.look();
    const [part, label, given] = this.#running ? ["stop", "Stop", look.stop] : ["run", "Run", look.run];
    const wanted = given || (this.#running ? "■ Stop" : "▶ Run");
    const button = this.#button;
    if (button.part.value === part && button.dataset["look"] === wanted) return;
    button.part.value = part;
    button.dataset["look"] = wanted;
    button.replaceChildren(wanted.trimStart().startsWith("<") ? lookOf(button, wanted, label) : wanted);
    // Text of the author's is the name; an icon has none.
    button.ariaLabel = given && /\p{L}/u.test(button.textContent) ? null : label;
  }

  dispose(): void {
    this.#disposed = true;
    this.#text = this.text;
    this.#observer.disconnect();
    this.#view?.dispose();
    this.box.remove();
    this.#said.remove();
    this.#style.remove();
  }
}

/** Returns markup as the author has written it, an icon mostly; the name where trusted types refuse it. */
function lookOf(button: HTMLElement, markup: string, name: string): Node | string {
  const range = button.ownerDocument.createRange();
  range.selectNodeContents(button);
  try {
    return range.createContextualFragment(markup);
  } catch (error) {
    reportError(error);
    return name;
  }
}

function isNear(box: HTMLElement): boolean {
  const { top, bottom, width } = box.getBoundingClientRect();
  return width > 0 && bottom > -NEAR && top < innerHeight + NEAR;
}
