/**
 * A line editor as people know it from readline: for `input()`, and for a REPL, where one entry may have several lines.
 *
 * No library that is maintained does all of this (see `docs/decisions/0081-line-editor.md`). It is given what a terminal
 * sends, in {@link LineEditor.feed}, and writes to a screen; what it does in between is in `text-buffer.ts`.
 *
 * @example
 * ```ts
 * const editor = new LineEditor(screen);
 * terminal.onData((data) => editor.feed(data));
 * const entry = await editor.read({ prompt: "Name: " });
 * if (entry.kind === "line") greet(entry.text);
 * ```
 */
import { indentAfter, isUnfinished } from "./continuation.js";
import { EditorView, type Content, type EditorScreen } from "./editor-view.js";
import type { History } from "./history.js";
import { HistorySearch } from "./history-search.js";
import { KeyParser, type Key } from "./keys.js";
import { commonPrefix, inColumns } from "./listing.js";
import { KillRing, TextBuffer } from "./text-buffer.js";

/** What a person has entered: a line; the end of input (Ctrl-D on an empty line); an interrupt (Ctrl-C). */
export type Entry =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "end" }
  | { readonly kind: "interrupt" }
  | { readonly kind: "paste-mode" };

/** What can complete the text before the cursor. */
export interface Completion {
  /** How much of the text before the cursor the options stand for, in characters. */
  readonly replaces: number;
  readonly options: readonly string[];
}

/** What is to be read, and how. */
export interface ReadOptions {
  readonly prompt: string;
  /** What stands before further lines; then Python's source is read, of as many lines as it takes. */
  readonly continuation?: string;
  /** Whether what is typed is hidden, as for a password. */
  readonly hidden?: boolean;
  /** Whether Ctrl-E on an empty line asks for MicroPython's paste mode. */
  readonly pasteMode?: boolean;
  /** Whether everything is taken as it is until Ctrl-D. */
  readonly verbatim?: boolean;
  readonly history?: History;
  /** Where the prompt begins; by default in the first column. */
  readonly startColumn?: number;
  readonly complete?: (before: string) => Promise<Completion>;
}

interface Reading extends ReadOptions {
  readonly resolve: (entry: Entry) => void;
}

export class LineEditor {
  readonly #screen: EditorScreen;
  readonly #view: EditorView;
  readonly #parser = new KeyParser();
  readonly #kills = new KillRing();
  #buffer = new TextBuffer(this.#kills);
  #reading: Reading | undefined;
  #search: HistorySearch | undefined;
  /** What was typed while nothing was read, or while a completion was looked up. */
  #waiting: Key[] = [];
  #completing = false;
  #lastKey = "";
  #startColumn = 0;

  constructor(screen: EditorScreen) {
    this.#screen = screen;
    this.#view = new EditorView(screen);
  }

  /** Whether something is being read. */
  get reading(): boolean {
    return this.#reading !== undefined;
  }

  /** What has been typed so far. */
  get text(): string {
    return this.#buffer.text;
  }

  /**
   * Reads one entry. One at a time.
   *
   * @param signal ends it: the promise rejects with the signal's reason
   */
  read(options: ReadOptions, signal?: AbortSignal): Promise<Entry> {
    if (this.#reading)
      return Promise.reject(new Error("Something is being read from this terminal already."));
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#end();
        reject(signal?.reason as Error);
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#reading = {
        ...options,
        resolve: (entry) => {
          signal?.removeEventListener("abort", abort);
          resolve(entry);
        },
      };
      this.#buffer = new TextBuffer(this.#kills);
      this.#startColumn = options.startColumn ?? 0;
      this.#screen.write("\x1b[?2004h");
      this.#show();
      this.#work();
    });
  }

  /** Takes what the terminal sends. */
  feed(data: string): void {
    this.#waiting.push(...this.#parser.parse(data));
    this.#work();
  }

  /** Forgets what was typed while nothing was read. */
  discardTypedAhead(): void {
    this.#waiting = [];
  }

  /**
   * Writes something above what is being edited.
   *
   * @param whole whether it ends with the end of a line
   */
  printAbove(print: () => void, whole = true): void {
    this.#view.hide();
    print();
    if (!whole) this.#screen.write("\r\n");
    this.#startColumn = 0;
    this.#show();
  }

  /** Does something to the screen while what is being edited is not there; the cursor is in the first column then. */
  hidden(action: () => void): void {
    this.printAbove(action);
  }

  /** The screen has other columns. */
  resized(): void {
    if (this.#reading) this.#view.resized(this.#content());
  }

  #work(): void {
    while (this.#reading && !this.#completing) {
      const key = this.#waiting.shift();
      if (!key) return;
      this.#handle(key);
    }
  }

  #handle(key: Key): void {
    if (this.#search && !this.#searching(key)) return;
    const reading = this.#reading;
    if (!reading) return;
    if ("text" in key) this.#buffer.insert(key.text);
    else if ("paste" in key) this.#paste(key.paste);
    else (this.#commands[key.name] ?? (() => {}))();
    this.#lastKey = "name" in key ? key.name : "";
    if (this.#reading === reading) this.#show();
  }

  #content(): Content {
    const { prompt = "", continuation = "", hidden } = this.#reading ?? {};
    const startColumn = this.#startColumn;
    if (this.#search) return { ...this.#search.content, startColumn };
    const { text, cursor } = this.#buffer;
    const shown = hidden ? { text: "", cursor: 0 } : { text, cursor };
    return { prompt, continuation, startColumn, ...shown };
  }

  #show(): void {
    if (this.#reading) this.#view.show(this.#content());
  }

  #paste(pasted: string): void {
    const text = pasted
      .replace(/\r\n?/g, "\n")
      .replaceAll("\t", "    ")
      // eslint-disable-next-line no-control-regex
      .replace(/[\x00-\x09\x0b-\x1f\x7f]/g, "");
    if (this.#reading?.continuation !== undefined || this.#reading?.verbatim) {
      // As if it had been typed: a line end at its end enters it.
      this.#buffer.insert(text.replace(/\n+$/, ""));
      if (text.endsWith("\n") && !this.#reading.verbatim) this.#accept();
      return;
    }
    const [first = "", ...lines] = text.split("\n");
    this.#buffer.insert(first);
    // The other lines are for whoever reads next.
    const keys = lines.flatMap((line): Key[] => [{ name: "enter" }, ...(line ? [{ text: line }] : [])]);
    this.#waiting.unshift(...keys);
  }

  #enter(): void {
    const { continuation, verbatim, history } = this.#reading ?? {};
    const { text, cursor } = this.#buffer;
    if (verbatim) return this.#buffer.insert("\n");
    // What came from the history as it is was whole when it was entered.
    if (continuation === undefined || history?.current === text) return this.#accept();
    const onLastLine = !text.includes("\n", cursor);
    const before = text.slice(0, cursor);
    if (!onLastLine || isUnfinished(text)) return this.#buffer.insert("\n" + indentAfter(before));
    this.#accept();
  }

  #accept(): void {
    const { text } = this.#buffer;
    this.#buffer.moveTo(text.length);
    this.#reading?.history?.add(text.trimEnd());
    this.#finish({ kind: "line", text });
  }

  #finish(entry: Entry): void {
    const reading = this.#reading;
    if (entry.kind === "interrupt") this.#buffer.insert("^C");
    this.#show();
    this.#end();
    reading?.resolve(entry);
  }

  #end(): void {
    this.#search = undefined;
    this.#completing = false;
    this.#view.leave();
    this.#screen.write("\x1b[?2004l");
    this.#reading?.history?.end();
    this.#reading = undefined;
    this.#lastKey = "";
  }

  #vertical(step: -1 | 1): void {
    if (!this.#buffer.vertical(step)) this.#historic(step);
  }

  #historic(step: -1 | 1): void {
    const entry = this.#reading?.history?.go(step, this.#buffer.text);
    if (entry !== undefined) this.#buffer.set(entry);
  }

  #startSearch(step: -1 | 1): void {
    const history = this.#reading?.history;
    if (history) this.#search = new HistorySearch(history, this.#buffer.text, step);
  }

  /** A key while the history is searched. @returns whether it is a key for the editor itself */
  #searching(key: Key): boolean {
    const search = this.#search;
    const outcome = search?.handle(key);
    if (!search || outcome === "searching") {
      this.#show();
      return false;
    }
    this.#search = undefined;
    this.#buffer.set(search.text);
    if (outcome === "pass") return true;
    this.#show();
    return false;
  }

  #complete(): void {
    const { text, cursor, line } = this.#buffer;
    const { complete } = this.#reading ?? {};
    const before = text.slice(0, cursor);
    const inLine = before.slice(line.start);
    if (this.#reading?.verbatim || (complete && !inLine.trim())) {
      return this.#buffer.insert(" ".repeat(4 - (inLine.length % 4)));
    }
    if (!complete) return;
    const reading = this.#reading;
    const again = this.#lastKey === "tab";
    this.#completing = true;
    const done = (completion: Completion) => {
      if (this.#reading !== reading || !this.#completing) return;
      this.#completing = false;
      this.#offer(completion, again);
      this.#show();
      this.#work();
    };
    complete(before).then(done, () => done({ replaces: 0, options: [] }));
  }

  #offer({ replaces, options }: Completion, again: boolean): void {
    const { text, cursor } = this.#buffer;
    const written = text.slice(cursor - replaces, cursor);
    const common = commonPrefix(options);
    if (common.length > written.length && common.startsWith(written)) {
      this.#buffer.insert(common.slice(written.length));
    } else if (again && options.length > 1) {
      const { columns, rules } = this.#screen;
      const list = inColumns(options, columns, rules);
      this.#view.leave();
      this.#screen.write(list);
      this.#startColumn = 0;
    }
  }

  /** What keys do, by their readline names. */
  readonly #commands: Readonly<Record<string, () => void>> = {
    enter: () => this.#enter(),
    "M-enter": () => this.#buffer.insert("\n"),
    tab: () => this.#complete(),
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
    "C-end": () => this.#buffer.moveTo(this.#buffer.text.length),
    "M-left": () => this.#buffer.wordLeft(),
    "M-right": () => this.#buffer.wordRight(),
    "M-b": () => this.#buffer.wordLeft(),
    "M-f": () => this.#buffer.wordRight(),
    "M-d": () => this.#buffer.killWordRight(),
    "M-backspace": () => this.#buffer.killWordLeft(),
    "M-y": () => this.#buffer.yankPop(),
    "C-a": () => this.#commands["home"]?.(),
    "C-b": () => this.#buffer.left(),
    "C-c": () => this.#finish({ kind: "interrupt" }),
    "C-d": () => this.#endOfInput(),
    "C-e": () => this.#lineEnd(),
    "C-f": () => this.#buffer.right(),
    "C-k": () => this.#buffer.killLine(),
    "C-l": () => {
      this.#view.hide();
      this.#screen.write("\x1b[2J\x1b[H");
      this.#startColumn = 0;
    },
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

  #endOfInput(): void {
    const { text } = this.#buffer;
    if (this.#reading?.verbatim) this.#finish({ kind: "line", text });
    else if (text) this.#buffer.deleteForward();
    else this.#finish({ kind: "end" });
  }

  #lineEnd(): void {
    if (this.#reading?.pasteMode && !this.#buffer.text) this.#finish({ kind: "paste-mode" });
    else this.#buffer.moveTo(this.#buffer.line.end);
  }
}
