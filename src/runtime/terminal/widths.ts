/**
 * How many cells of a terminal text takes, and where each part of it stands: the terminal's own rules
 * decide, since the cursor must be where the terminal thinks it is.
 */

/** The terminal's rules: what xterm.js calls a Unicode version provider. */
export interface CharacterRules {
  /** Describes a code point after another, as a number: bit 0 says that it joins the one before, bits 1 and 2
   * are the width of both then. */
  charProperties(codePoint: number, preceding: number): number;
}

/** A place on the screen, relative to the first cell of what is edited. */
export interface Position {
  readonly row: number;
  readonly column: number;
}

/** Colours and the like take no cells: control sequences with any parameters (`38:5:2` as well), links and
 * other strings to the terminal, character sets, and the marks of readline. */
const ESCAPES =
  // eslint-disable-next-line no-control-regex
  /\x1b\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]|\x1b[\]P^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[\x20-\x2f]*[\x30-\x4f\x51-\x5a\x5c\x60-\x7e]|[\x01\x02]/g;

/** Follows what a terminal does with text. */
export class Walker {
  row = 0;
  /** Equal to the number of columns when the next character begins a new row. */
  column = 0;
  #before = 0;
  readonly #rules: CharacterRules;
  readonly #columns: number;

  constructor(rules: CharacterRules, columns: number) {
    this.#rules = rules;
    this.#columns = columns;
  }

  /** Follows text that has no line ends. */
  write(text: string): void {
    const columns = this.#columns;
    for (const character of text.replace(ESCAPES, "")) {
      const properties = this.#rules.charProperties(character.codePointAt(0) ?? 0, this.#before);
      let width = (properties >> 1) & 3;
      if (properties & 1) width -= (this.#before >> 1) & 3;
      this.#before = properties;
      if (this.column + width > columns) {
        this.row++;
        this.column = 0;
      }
      this.column += width;
    }
  }

  /** Goes to the beginning of the next row. */
  newLine(): void {
    this.row++;
    this.column = 0;
    this.#before = 0;
  }

  get position(): Position {
    return { row: this.row, column: this.column };
  }
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
// eslint-disable-next-line no-control-regex
const PLAIN = /^[\x00-\x7f]*$/;

/** Returns the end of the character that begins at `index`; one that a person sees may be many code
 * points. */
export function nextCharacter(text: string, index: number): number {
  const part = text.slice(index, index + 64);
  if (PLAIN.test(part.slice(0, 2))) return Math.min(index + 1, text.length);
  const [first] = segmenter.segment(part);
  return index + (first?.segment.length ?? 0);
}

/** Returns the beginning of the character that ends at `index`. */
export function previousCharacter(text: string, index: number): number {
  const start = text.lastIndexOf("\n", index - 1) + 1;
  if (start === index) return Math.max(0, index - 1);
  if (PLAIN.test(text.slice(Math.max(start, index - 2), index))) return index - 1;
  let last = start;
  for (const { index: begin } of segmenter.segment(text.slice(start, index))) last = start + begin;
  return last;
}
