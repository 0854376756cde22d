/** Text with a cursor, and what readline does with it: moving, killing, yanking, undoing. It knows nothing of
 * screens. */
import { nextCharacter, previousCharacter } from "./widths.js";

/** The killed texts, the latest last; all editors of a terminal share them. */
export class KillRing {
  readonly #kills: string[] = [];

  /** @param joined `"before"` or `"after"`: it belongs to the kill before, on that side of it */
  add(text: string, joined?: "before" | "after"): void {
    if (!text) return;
    const last = joined && this.#kills.pop();
    this.#kills.push(joined === "before" ? text + (last ?? "") : (last ?? "") + text);
    if (this.#kills.length > 60) this.#kills.shift();
  }

  /** @param back how many kills ago */
  get(back = 0): string {
    const { length } = this.#kills;
    return length ? (this.#kills[length - 1 - (back % length)] as string) : "";
  }
}

/** The kind of a command, as far as the next one depends on it. */
type Command = "kill" | "yank" | "insert" | "";

/** Returns the place where the line begins that a place is in. */
function lineStart(text: string, index: number): number {
  // `lastIndexOf` takes a negative place for the first.
  return index === 0 ? 0 : text.lastIndexOf("\n", index - 1) + 1;
}

const WORD = /[\p{L}\p{N}_]/u;

export class TextBuffer {
  #text = "";
  #cursor = 0;
  readonly #undo: { text: string; cursor: number }[] = [];
  readonly #kills: KillRing;
  /** The kind of the last command, if the next one may continue it. */
  #last: Command = "";
  #yanked = { start: 0, back: 0 };

  constructor(kills = new KillRing()) {
    this.#kills = kills;
  }

  get text(): string {
    return this.#text;
  }

  /** The index into {@link text} at which the next character is inserted. */
  get cursor(): number {
    return this.#cursor;
  }

  /** The line that the cursor is in: where it begins and ends. */
  get line(): { start: number; end: number } {
    const start = lineStart(this.#text, this.#cursor);
    const end = this.#text.indexOf("\n", this.#cursor);
    return { start, end: end < 0 ? this.#text.length : end };
  }

  set(text: string, cursor = text.length): void {
    this.#remember("");
    this.#text = text;
    this.#cursor = cursor;
  }

  /** Puts the cursor somewhere. */
  moveTo(index: number): void {
    this.#last = "";
    this.#cursor = Math.max(0, Math.min(this.#text.length, index));
  }

  insert(text: string): void {
    // Text that is typed in one go is undone in one go.
    if (this.#last !== "insert" || text.length > 1 || text === " ") this.#remember("insert");
    this.#replace(this.#cursor, this.#cursor, text);
  }

  left(): void {
    this.moveTo(previousCharacter(this.#text, this.#cursor));
  }

  right(): void {
    this.moveTo(nextCharacter(this.#text, this.#cursor));
  }

  wordLeft(): void {
    this.moveTo(this.#wordStart());
  }

  wordRight(): void {
    this.moveTo(this.#wordEnd());
  }

  /** Goes to the line above or below, as far right as it was. @returns false where there is none */
  vertical(step: -1 | 1): boolean {
    const { start, end } = this.line;
    const column = this.#cursor - start;
    if (step < 0) {
      if (start === 0) return false;
      const above = lineStart(this.#text, start - 1);
      this.moveTo(Math.min(above + column, start - 1));
    } else {
      if (end === this.#text.length) return false;
      const below = this.#text.indexOf("\n", end + 1);
      this.moveTo(Math.min(end + 1 + column, below < 0 ? this.#text.length : below));
    }
    return true;
  }

  backspace(): void {
    if (this.#cursor === 0) return;
    this.#remember("");
    const { start } = this.line;
    const before = this.#text.slice(start, this.#cursor);
    // In the indent, back to where the next outer block is.
    const indent = /^ +$/.test(before) ? ((before.length - 1) % 4) + 1 : 0;
    this.#replace(
      indent ? this.#cursor - indent : previousCharacter(this.#text, this.#cursor),
      this.#cursor,
      "",
    );
  }

  deleteForward(): void {
    if (this.#cursor === this.#text.length) return;
    this.#remember("");
    this.#replace(this.#cursor, nextCharacter(this.#text, this.#cursor), "");
  }

  /** Deletes up to four spaces that the line begins with. */
  dedent(): void {
    const { start } = this.line;
    const spaces = /^ {1,4}/.exec(this.#text.slice(start))?.[0].length ?? 0;
    if (!spaces) return;
    this.#remember("");
    const cursor = Math.max(start, this.#cursor - spaces);
    this.#text = this.#text.slice(0, start) + this.#text.slice(start + spaces);
    this.#cursor = cursor;
  }

  /** Kills to the end of the line, or the line's end itself. */
  killLine(): void {
    const { end } = this.line;
    const { length } = this.#text;
    this.#kill(this.#cursor, end === this.#cursor ? Math.min(end + 1, length) : end);
  }

  killToStart(): void {
    this.#kill(this.line.start, this.#cursor);
  }

  killWordLeft(): void {
    this.#kill(this.#wordStart(), this.#cursor);
  }

  killWordRight(): void {
    this.#kill(this.#cursor, this.#wordEnd());
  }

  /** Kills back to white space, as Ctrl-W does in a shell. */
  killBigWordLeft(): void {
    const before = /\S*\s*$/.exec(this.#text.slice(this.line.start, this.#cursor))?.[0] ?? "";
    this.#kill(this.#cursor - before.length, this.#cursor);
  }

  yank(): void {
    const text = this.#kills.get();
    this.#remember("yank");
    this.#yanked = { start: this.#cursor, back: 0 };
    this.#replace(this.#cursor, this.#cursor, text);
  }

  /** Replaces what was yanked just now with the kill before it. */
  yankPop(): void {
    if (this.#last !== "yank") return;
    const { start, back } = this.#yanked;
    this.#yanked = { start, back: back + 1 };
    this.#replace(start, this.#cursor, this.#kills.get(back + 1));
    this.#last = "yank";
  }

  /** Exchanges the characters around the cursor. */
  transpose(): void {
    const { start, end } = this.line;
    const middle = this.#cursor === end ? previousCharacter(this.#text, this.#cursor) : this.#cursor;
    if (middle <= start) return;
    this.#remember("");
    const [left, right] = [previousCharacter(this.#text, middle), nextCharacter(this.#text, middle)];
    this.#replace(left, right, this.#text.slice(middle, right) + this.#text.slice(left, middle));
  }

  undo(): void {
    const before = this.#undo.pop();
    if (!before) return;
    this.#text = before.text;
    this.#cursor = before.cursor;
    this.#last = "";
  }

  #kill(start: number, end: number): void {
    if (start === end) return;
    const joined = this.#last !== "kill" ? undefined : start < this.#cursor ? "before" : "after";
    this.#kills.add(this.#text.slice(start, end), joined);
    this.#remember("kill");
    this.#replace(start, end, "");
  }

  #replace(start: number, end: number, text: string): void {
    this.#text = this.#text.slice(0, start) + text + this.#text.slice(end);
    this.#cursor = start + text.length;
  }

  #remember(command: Command): void {
    this.#undo.push({ text: this.#text, cursor: this.#cursor });
    if (this.#undo.length > 500) this.#undo.shift();
    this.#last = command;
  }

  #wordStart(): number {
    let index = this.#cursor;
    while (index > 0 && !WORD.test(this.#text[index - 1] as string)) index--;
    while (index > 0 && WORD.test(this.#text[index - 1] as string)) index--;
    return index;
  }

  #wordEnd(): number {
    let index = this.#cursor;
    while (index < this.#text.length && !WORD.test(this.#text[index] as string)) index++;
    while (index < this.#text.length && WORD.test(this.#text[index] as string)) index++;
    return index;
  }
}
