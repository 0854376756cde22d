/**
 * A line editor as people know it from readline: for `input()`, and for a REPL, where one entry may have
 * several lines.
 *
 * No library that is maintained does all of this (see `docs/decisions/0081-line-editor.md`). It is given
 * what a terminal sends, in {@link LineEditor.feed}, and writes to a screen. The effects of keys on the text
 * are in `draft.ts`.
 *
 * @example
 * ```ts
 * const editor = new LineEditor(screen);
 * terminal.onData((data) => editor.feed(data));
 * const entry = await editor.read({ prompt: "Name: " });
 * if (entry.kind === "line") greet(entry.text);
 * ```
 */
import { Draft } from "./draft.js";
import { EditorView, type EditorScreen } from "./editor-view.js";
import type { Completion, Entry, ReadOptions } from "./input-types.js";
import { KeyParser, type Key } from "./keys.js";
import { commonPrefix, inColumns } from "./listing.js";
import { KillRing } from "./text-buffer.js";

export class LineEditor {
  readonly #screen: EditorScreen;
  readonly #view: EditorView;
  readonly #parser = new KeyParser();
  readonly #kills = new KillRing();
  /** The input that is being read. */
  #draft: Draft | undefined;
  /** The keys that were typed while nothing was read, or while a completion was looked up. */
  #waiting: Key[] = [];
  #completing = false;
  #startColumn = 0;

  constructor(screen: EditorScreen) {
    this.#screen = screen;
    this.#view = new EditorView(screen);
  }

  /** True while an input is being read. */
  get reading(): boolean {
    return this.#draft !== undefined;
  }

  /** The text that has been typed so far. */
  get text(): string {
    return this.#draft?.text ?? "";
  }

  /**
   * Reads one entry. One at a time.
   *
   * @param signal ends it: the promise rejects with the signal's reason
   */
  read(options: ReadOptions, signal?: AbortSignal): Promise<Entry> {
    if (this.#draft) return Promise.reject(new Error("Something is being read from this terminal already."));
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#end();
        reject(signal?.reason as Error);
      };
      signal?.addEventListener("abort", abort, { once: true });
      const finish = (entry: Entry) => {
        signal?.removeEventListener("abort", abort);
        this.#show();
        this.#end();
        resolve(entry);
      };
      // Text that was killed from a password can be yanked nowhere else.
      const draft = new Draft(options, options.hidden ? new KillRing() : this.#kills, {
        finish,
        complete: (again) => this.#complete(draft, options, again),
        clear: () => this.#clear(),
        putBack: (keys) => this.#waiting.unshift(...keys),
      });
      this.#draft = draft;
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

  /** Does something to the screen while what is being edited is not there; the cursor is in the first column
   * then. */
  hidden(action: () => void): void {
    this.printAbove(action);
  }

  /** The screen has other columns. */
  resized(): void {
    if (this.#draft) this.#view.resized({ ...this.#draft.content, startColumn: this.#startColumn });
  }

  #work(): void {
    while (this.#draft && !this.#completing) {
      const key = this.#waiting.shift();
      if (!key) return;
      const draft = this.#draft;
      draft.handle(key);
      if (this.#draft === draft) this.#show();
    }
  }

  #show(): void {
    if (this.#draft) this.#view.show({ ...this.#draft.content, startColumn: this.#startColumn });
  }

  #clear(): void {
    this.#view.hide();
    this.#screen.write("\x1b[2J\x1b[H");
    this.#startColumn = 0;
  }

  #end(): void {
    this.#completing = false;
    this.#view.leave();
    this.#screen.write("\x1b[?2004l");
    this.#draft?.end();
    this.#draft = undefined;
  }

  #complete(draft: Draft, { complete }: ReadOptions, again: boolean): void {
    this.#completing = true;
    const done = (completion: Completion) => {
      if (this.#draft !== draft || !this.#completing) return;
      this.#completing = false;
      this.#offer(draft, completion, again);
      this.#show();
      this.#work();
    };
    complete?.(draft.before).then(done, () => done({ replaces: 0, options: [] }));
  }

  #offer(draft: Draft, { replaces, options }: Completion, again: boolean): void {
    const written = draft.before.slice(draft.before.length - replaces);
    const common = commonPrefix(options);
    if (common.length > written.length && common.startsWith(written)) {
      draft.insert(common.slice(written.length));
    } else if (again && options.length > 1) {
      const { columns, rules } = this.#screen;
      const list = inColumns(options, columns, rules);
      this.#view.leave();
      this.#screen.write(list);
      this.#startColumn = 0;
    }
  }
}
