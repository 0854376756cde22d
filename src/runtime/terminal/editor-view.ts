/**
 * Shows what is edited: a prompt and text, of one line or several, that may wrap. It writes only what has
 * changed, since a screen reader reads what is written.
 */
import { previousCharacter, Walker, type CharacterRules, type Position } from "./widths.js";

/** The screen that an editor draws on. */
export interface EditorScreen {
  write(text: string): void;
  readonly columns: number;
  readonly rows: number;
  readonly rules: CharacterRules;
}

/** The content to show. */
export interface Content {
  /** The text before the first line; may hold colours. */
  readonly prompt: string;
  /** The text before further lines. */
  readonly continuation: string;
  readonly text: string;
  readonly cursor: number;
  /** The column of the prompt: earlier output may stand in the same row. */
  readonly startColumn: number;
}

export class EditorView {
  readonly #screen: EditorScreen;
  #shown: Content | undefined;
  /** The place of the cursor, from the first row that is shown. */
  #cursor: Position = { row: 0, column: 0 };
  #startColumn = 0;

  constructor(screen: EditorScreen) {
    this.#screen = screen;
  }

  /** Shows `content` where something else was shown, or where the cursor is. */
  show(content: Content): void {
    const visible = this.#visible(content);
    if (!this.#shown) {
      this.#startColumn = visible.startColumn;
      this.#cursor = { row: 0, column: visible.startColumn };
    }
    const before = this.#shown ?? { ...visible, text: "", prompt: "" };
    const fresh =
      !this.#shown || before.prompt !== visible.prompt || before.continuation !== visible.continuation;
    let out = "";
    let from = 0;
    if (fresh) {
      if (this.#shown) out += this.#toStart() + "\x1b[J";
      out += visible.prompt;
    } else {
      from = firstDifference(before.text, visible.text, (index) => this.#layout(visible, index).hanging);
    }
    const same = !fresh && before.text === visible.text;
    if (!same) {
      // Old text goes first: text that wraps elsewhere than before does not cover all of it.
      if (!fresh) out += move(this.#cursor, this.#layout(visible, from).position) + "\x1b[J";
      out += visible.text.slice(from).replaceAll("\n", `\r\n${visible.continuation}`);
    }
    const end = this.#layout(visible, visible.text.length);
    if (!same) {
      // A terminal goes to the next row only when a character comes that has no room.
      if (end.hanging) out += " \r";
    }
    const cursor = this.#layout(visible, visible.cursor).position;
    out += move(same ? this.#cursor : end.position, cursor);
    this.#cursor = cursor;
    this.#shown = visible;
    if (out) this.#screen.write(out);
  }

  /** Takes away what is shown; the cursor is where it began. */
  hide(): void {
    if (!this.#shown) return;
    this.#screen.write(this.#toStart() + "\x1b[J");
    this.#forget();
  }

  /** Leaves what is shown, and goes to the row below it. */
  leave(): void {
    if (!this.#shown) return;
    const end = this.#layout(this.#shown, this.#shown.text.length);
    this.#screen.write(move(this.#cursor, end.position) + (end.hanging ? "" : "\r\n"));
    this.#forget();
  }

  /** The screen has other columns now, and has wrapped its lines anew. */
  resized(content: Content): void {
    if (!this.#shown) return;
    this.#cursor = this.#layout(this.#shown, this.#shown.cursor).position;
    this.hide();
    this.show(content);
  }

  #forget(): void {
    this.#shown = undefined;
    this.#cursor = { row: 0, column: 0 };
  }

  #toStart(): string {
    return move(this.#cursor, { row: 0, column: this.#startColumn });
  }

  /** Returns the place of the character at `index`; `hanging`: the row before it is full. */
  #layout(
    { prompt, continuation, text, startColumn }: Content,
    index: number,
  ): { position: Position; hanging: boolean } {
    const { rules, columns } = this.#screen;
    const walker = new Walker(rules, columns);
    walker.column = startColumn;
    walker.write(prompt);
    let first = true;
    for (const line of text.slice(0, index).split("\n")) {
      if (!first) {
        walker.newLine();
        walker.write(continuation);
      }
      first = false;
      walker.write(line);
    }
    const { row, column } = walker.position;
    if (column < columns) return { position: { row, column }, hanging: false };
    // Text that ends at the edge: its end is in the next row, unless the next line is there.
    if (text[index] === "\n") return { position: { row, column: columns - 1 }, hanging: true };
    return { position: { row: row + 1, column: 0 }, hanging: true };
  }

  /** As much of `content` as there are rows for, around the cursor. */
  #visible(content: Content): Content {
    const { rows } = this.#screen;
    const height = (part: Content) => this.#layout(part, part.text.length).position.row + 1;
    if (height(content) <= rows) return content;
    const lines = content.text.split("\n");
    const at = content.text.slice(0, content.cursor).split("\n").length - 1;
    let [first, end] = [at, at + 1];
    const part = (): Content => {
      const before = lines.slice(0, first).join("\n").length + (first > 0 ? 1 : 0);
      const prompt = first > 0 ? content.continuation : content.prompt;
      const text = lines.slice(first, end).join("\n");
      return { ...content, prompt, text, cursor: content.cursor - before };
    };
    for (let grown = true; grown;) {
      grown = false;
      if (first > 0) {
        first--;
        if (height(part()) <= rows) grown = true;
        else first++;
      }
      if (end < lines.length) {
        end++;
        if (height(part()) <= rows) grown = true;
        else end--;
      }
    }
    return part();
  }
}

/** The index from which on two texts differ, at a place where writing can begin. */
function firstDifference(before: string, after: string, hanging: (index: number) => boolean): number {
  let index = 0;
  while (index < before.length && before[index] === after[index]) index++;
  // A character that joins the one before it needs that one to be written, too.
  if (index > 0 && !isPlain(after, index)) index = previousCharacter(after, index);
  while (index > 0 && after[index] === "\n" && hanging(index)) index = previousCharacter(after, index);
  return index;
}

function isPlain(text: string, index: number): boolean {
  const [left, right] = [text.charCodeAt(index - 1), text.charCodeAt(index)];
  return (left < 128 || Number.isNaN(left)) && (right < 128 || Number.isNaN(right));
}

/** Moves the cursor. */
function move(from: Position, to: Position): string {
  const rows = to.row - from.row;
  let out = rows < 0 ? `\x1b[${-rows}A` : rows > 0 ? `\x1b[${rows}B` : "";
  if (from.column !== to.column || rows !== 0) out += "\r" + (to.column > 0 ? `\x1b[${to.column}C` : "");
  return out;
}
