/** An entry while a person writes it: what each key does to it. Its owner decides where it is shown, and when
 * it ends. */
import { indentAfter, isUnfinished } from "./continuation.js";
import type { Content } from "./editor-view.js";
import type { Entry, ReadOptions } from "./input-types.js";
import { HistorySearch } from "./history-search.js";
import type { Key } from "./keys.js";
import { TextBuffer, type KillRing } from "./text-buffer.js";

/** The requests of a draft to its editor. */
export interface DraftEvents {
  /** It is whole, or was given up. */
  finish(entry: Entry): void;
  /** Completes the text before the cursor. @param again true if it was asked for just before */
  complete(again: boolean): void;
  /** The screen is to be cleared. */
  clear(): void;
  /** The lines that a paste had besides the first are for whoever reads next. */
  putBack(keys: Key[]): void;
}

export class Draft {
  readonly #options: ReadOptions;
  readonly #buffer: TextBuffer;
  readonly #events: DraftEvents;
  #search: HistorySearch | undefined;
  #lastKey = "";

  constructor(options: ReadOptions, kills: KillRing, events: DraftEvents) {
    this.#options = options;
    this.#buffer = new TextBuffer(kills);
    this.#events = events;
  }

  get text(): string {
    return this.#buffer.text;
  }

  /** The text before the cursor. */
  get before(): string {
    return this.text.slice(0, this.#buffer.cursor);
  }

  /** The part of it that is to be shown. */
  get content(): Omit<Content, "startColumn"> {
    if (this.#search) return this.#search.content;
    const { prompt, continuation = "", hidden } = this.#options;
    const { text, cursor } = this.#buffer;
    return { prompt, continuation, ...(hidden ? { text: "", cursor: 0 } : { text, cursor }) };
  }

  /** Takes a key. */
  handle(key: Key): void {
    if (this.#search && !this.#searching(key)) return;
    if ("text" in key) this.#buffer.insert(key.text);
    else if ("paste" in key) this.#paste(key.paste);
    else this.#commands[key.name]?.();
    this.#lastKey = "name" in key ? key.name : "";
  }

  /** Writes `text` at the cursor. */
  insert(text: string): void {
    this.#buffer.insert(text);
  }

  /** Ends what goes through the history. */
  end(): void {
    this.#search = undefined;
    this.#options.history?.end();
  }

  #paste(pasted: string): void {
    const text = pasted
      .replace(/\r\n?/g, "\n")
      .replaceAll("\t", "    ")
      // eslint-disable-next-line no-control-regex
      .replace(/[\x00-\x09\x0b-\x1f\x7f]/g, "");
    if (this.#options.verbatim) return this.#buffer.insert(text);
    if (this.#options.continuation !== undefined) {
      // As if it had been typed: a line end at its end enters it.
      this.#buffer.insert(text.replace(/\n+$/, ""));
      if (text.endsWith("\n")) this.#accept();
      return;
    }
    const [first = "", ...lines] = text.split("\n");
    this.#buffer.insert(first);
    this.#events.putBack(
      lines.flatMap((line): Key[] => [{ name: "enter" }, ...(line ? [{ text: line }] : [])]),
    );
  }

  #enter(): void {
    const { continuation, verbatim, history } = this.#options;
    const { text, cursor } = this.#buffer;
    if (verbatim) return this.#buffer.insert("\n");
    // An unchanged entry of the history was whole when it was entered.
    if (continuation === undefined || history?.current === text) return this.#accept();
    const onLastLine = !text.includes("\n", cursor);
    if (!onLastLine || isUnfinished(text)) return this.#buffer.insert("\n" + indentAfter(this.before));
    this.#accept();
  }

  #accept(): void {
    const { text } = this.#buffer;
    this.#buffer.moveTo(text.length);
    this.#options.history?.add(text.trimEnd());
    this.#events.finish({ kind: "line", text });
  }

  #interrupt(): void {
    this.#buffer.moveTo(this.text.length);
    this.#buffer.insert("^C");
    this.#events.finish({ kind: "interrupt" });
  }

  #endOfInput(): void {
    const { text } = this.#buffer;
    if (this.#options.verbatim) this.#events.finish({ kind: "line", text });
    else if (text) this.#buffer.deleteForward();
    else this.#events.finish({ kind: "end" });
  }

  #lineEnd(): void {
    if (this.#options.pasteMode && !this.text) this.#events.finish({ kind: "paste-mode" });
    else this.#buffer.moveTo(this.#buffer.line.end);
  }

  #tab(): void {
    const inLine = this.before.slice(this.#buffer.line.start);
    const { verbatim, complete } = this.#options;
    if (verbatim || (complete && !inLine.trim())) this.#buffer.insert(" ".repeat(4 - (inLine.length % 4)));
    else if (complete) this.#events.complete(this.#lastKey === "tab");
  }

  #vertical(step: -1 | 1): void {
    if (this.#buffer.vertical(step)) return;
    const entry = this.#options.history?.go(step, this.text);
    if (entry !== undefined) this.#buffer.set(entry);
  }

  #startSearch(step: -1 | 1): void {
    const { history } = this.#options;
    if (history) this.#search = new HistorySearch(history, this.text, step);
  }

  /** A key while the history is searched. @returns whether it is a key for the draft itself */
  #searching(key: Key): boolean {
    const search = this.#search;
    const outcome = search?.handle(key);
    if (!search || outcome === "searching") return false;
    this.#search = undefined;
    this.#buffer.set(search.text);
    return outcome === "pass";
  }

  /** The commands of keys, by their readline names. */
  readonly #commands: Readonly<Record<string, () => void>> = {
    enter: () => this.#enter(),
    "M-enter": () => this.#buffer.insert("\n"),
    tab: () => this.#tab(),
    "S-tab": () => this.#buffer.dedent(),
    backspace: () => this.#buffer.backspace(),
    delete: () => this.#buffer.deleteForward(),
    left: () => this.#buffer.left(),
    right: () => this.#buffer.right(),
    up: () => this.#vertical(-1),
    down: () => this.#vertical(1),
    home: () => this.#buffer.moveTo(this.#buffer.line.start),
    end: () => this.#buffer.moveTo(this.#buffer.line.end),
    "C-left": () => this.#buffer.wordLeft(),
    "C-right": () => this.#buffer.wordRight(),
    "C-delete": () => this.#buffer.killWordRight(),
    "C-home": () => this.#buffer.moveTo(0),
    "C-end": () => this.#buffer.moveTo(this.text.length),
    "M-left": () => this.#buffer.wordLeft(),
    "M-right": () => this.#buffer.wordRight(),
    "M-b": () => this.#buffer.wordLeft(),
    "M-f": () => this.#buffer.wordRight(),
    "M-d": () => this.#buffer.killWordRight(),
    "M-backspace": () => this.#buffer.killWordLeft(),
    "M-y": () => this.#buffer.yankPop(),
    "C-a": () => this.#buffer.moveTo(this.#buffer.line.start),
    "C-b": () => this.#buffer.left(),
    "C-c": () => this.#interrupt(),
    "C-d": () => this.#endOfInput(),
    "C-e": () => this.#lineEnd(),
    "C-f": () => this.#buffer.right(),
    "C-k": () => this.#buffer.killLine(),
    "C-l": () => this.#events.clear(),
    "C-n": () => this.#vertical(1),
    "C-p": () => this.#vertical(-1),
    "C-r": () => this.#startSearch(-1),
    "C-s": () => this.#startSearch(1),
    "C-t": () => this.#buffer.transpose(),
    "C-u": () => this.#buffer.killToStart(),
    "C-w": () => this.#buffer.killBigWordLeft(),
    "C-y": () => this.#buffer.yank(),
    "C-_": () => this.#buffer.undo(),
  };
}
