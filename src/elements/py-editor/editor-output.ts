/**
 * The output of an editor, as a notebook has it: what Python prints, displays, raises and asks for, in one
 * place, in the order in which it comes. It is in the page's own tree, where the page's styles reach it.
 */
import { abortError } from "../../runtime/errors.js";
import type { Entry, ReadOptions } from "../../runtime/terminal/input-types.js";
import type { RunTerminal } from "../../runtime/terminal/run-terminal.js";
import { createElement } from "../create-element.js";
import { AnsiReader, type StyledText } from "./ansi.js";
import { askLine } from "./input-line.js";
import { adoptOutputStyles } from "./styles.js";

/** How much text is kept, in characters: of endless output the end is what counts. */
const KEPT_TEXT = 200_000;
const PIECE = 10_000;
const CUT = "… what was printed before is left out …\n";

export class EditorOutput implements RunTerminal {
  /** The size that Python is told; the text wraps wherever it has to. */
  readonly xterm = { cols: 80, rows: 24 };
  /** The parent of all that is shown. */
  readonly box: HTMLElement;
  readonly #focus: () => boolean;
  readonly #ansi = new AnsiReader();
  /** Text that is shown with the next frame. */
  #waiting = "";
  #length = 0;
  /** True if some of what was written is not shown, and it has yet to be said. */
  #isCut = false;
  #frame: number | undefined;
  #reads: Promise<unknown> = Promise.resolve();
  #stopper = new AbortController();

  /**
   * @param owner an element of the document
   * @param focus whether what asks for a line may take the focus
   */
  constructor(owner: HTMLElement, focus: () => boolean) {
    this.box = createElement(owner, "div", { class: "py-editor-output" });
    this.#focus = focus;
  }

  /** Puts it into the page. */
  showIn(parent: Element): void {
    if (this.box.parentNode !== parent) parent.append(this.box);
    this.adopted();
  }

  /** It is in another document, perhaps, which may not have its styles yet. */
  adopted(): void {
    adoptOutputStyles(this.box.getRootNode() as Document | ShadowRoot);
  }

  /** All of the text, for what is said of it. */
  get text(): string {
    this.flush();
    return this.box.textContent;
  }

  get isEmpty(): boolean {
    return this.#waiting === "" && !this.box.hasChildNodes();
  }

  write(text: string): void {
    this.#waiting += text;
    if (this.#waiting.length > 2 * KEPT_TEXT) {
      this.#waiting = this.#waiting.slice(-KEPT_TEXT);
      this.#isCut = true;
    }
    // A page that is not seen has no frames.
    this.#frame ??= this.box.ownerDocument.hidden
      ? (queueMicrotask(() => this.flush()), 0)
      : requestAnimationFrame(() => this.flush());
  }

  /** Shows now what was written. */
  flush(): void {
    if (this.#frame) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    // A carriage return at the end begins the line anew when something follows, also later.
    const held = this.#waiting.endsWith("\r") ? "\r" : "";
    const text = this.#waiting.slice(0, this.#waiting.length - held.length);
    this.#waiting = held;
    if (!text) return;
    const last = this.box.lastElementChild;
    const stream =
      last?.className === "py-editor-text"
        ? last
        : this.box.appendChild(createElement(this.box, "pre", { class: "py-editor-text" }));
    // Each part with a carriage return in it writes over the line before.
    for (const [index, part] of text.replaceAll("\r\n", "\n").split("\r").entries()) {
      if (index > 0) removeLastLine(stream);
      for (const piece of this.#ansi.read(part)) this.#append(stream, piece);
    }
    this.#limit(stream);
  }

  #append(stream: Element, { text, style }: StyledText): void {
    this.#length += text.length;
    if (!style) {
      const { lastChild } = stream;
      const isShort =
        lastChild?.nodeType === Node.TEXT_NODE && (lastChild as Text).length + text.length < PIECE;
      if (isShort) (lastChild as Text).appendData(text);
      // In pieces, of which the oldest are taken away.
      else for (let at = 0; at < text.length; at += PIECE) stream.append(text.slice(at, at + PIECE));
      return;
    }
    const span = createElement(this.box, "span", {}, text);
    for (const [name, value] of Object.entries(style)) span.style.setProperty(name, value);
    stream.append(span);
  }

  /** Takes the oldest text away where there is too much. */
  #limit(stream: Element): void {
    if (this.#length > KEPT_TEXT) {
      this.#isCut = true;
      // That of other streams first: what was displayed between them stays.
      for (const old of [...this.box.querySelectorAll(":scope > .py-editor-text"), stream]) {
        while (this.#length > KEPT_TEXT / 2 && old.firstChild) {
          const { firstChild } = old;
          if ((firstChild as Partial<Element>).className !== "py-editor-cut")
            this.#length -= firstChild.textContent?.length ?? 0;
          firstChild.remove();
        }
      }
    }
    if (!this.#isCut) return;
    this.#isCut = false;
    this.box.querySelector(".py-editor-cut")?.remove();
    const first = this.box.querySelector(".py-editor-text:not(:empty)") ?? stream;
    first.prepend(createElement(this.box, "span", { class: "py-editor-cut" }, CUT));
  }

  /** Shows an element after what was written. */
  append(element: Element): void {
    this.flush();
    this.box.append(element);
  }

  read(options: ReadOptions, given?: AbortSignal): Promise<Entry> {
    const { signal: stopped } = this.#stopper;
    const signal = given ? AbortSignal.any([given, stopped]) : stopped;
    const reading = this.#reads.then(() => {
      this.flush();
      signal.throwIfAborted();
      return askLine(this.box, options, { focus: this.#focus(), signal, write: (text) => this.write(text) });
    });
    this.#reads = reading.catch(() => {});
    return reading;
  }

  /** Gives up what is read. */
  stopReading(): void {
    this.#stopper.abort(abortError("The code was stopped."));
    this.#stopper = new AbortController();
  }

  /** Takes everything away. */
  clear(): void {
    if (this.#frame) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#waiting = "";
    this.#length = 0;
    this.#isCut = false;
    this.box.replaceChildren();
  }

  dispose(): void {
    this.stopReading();
    this.clear();
    this.box.remove();
  }
}

/** Takes the text after the last line end away. */
function removeLastLine(stream: Element): void {
  for (let node = stream.lastChild; node; node = stream.lastChild) {
    const text = node.textContent ?? "";
    const end = text.lastIndexOf("\n") + 1;
    if (end === 0) node.remove();
    else {
      if (end < text.length) node.textContent = text.slice(0, end);
      return;
    }
  }
}
