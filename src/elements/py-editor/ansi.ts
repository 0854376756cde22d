/* eslint-disable no-control-regex -- the codes begin with one */
/**
 * Text with the codes of terminals as spans: colours, bold, italic, underline and the like (SGR). A carriage
 * return begins the line anew, as progress bars do; other codes are left out.
 */

/** How text looks; each is absent where it is as usual. */
interface Style {
  color?: string;
  background?: string;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
  inverse?: boolean;
  struck?: boolean;
}

const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

/** On light and on dark pages, with enough contrast; the eight colours and their bright ones. */
const COLORS: readonly (readonly [light: string, dark: string])[] = [
  ["#1c2128", "#8b93a1"],
  ["#b3202f", "#ff7b85"],
  ["#1d7a34", "#7bd88f"],
  ["#7a5b00", "#e6c35c"],
  ["#1a5fb4", "#6cb6ff"],
  ["#8a2aa5", "#d8a0f0"],
  ["#0d7285", "#66d3e0"],
  ["#5b6472", "#dfe3ea"],
  ["#5b6472", "#a5adba"],
  ["#c0203a", "#ff9aa2"],
  ["#1b7a35", "#9be8ac"],
  ["#7a5b00", "#f2d98a"],
  ["#1a65a8", "#94cbff"],
  ["#93379e", "#e6bff7"],
  ["#0d7285", "#93e4ee"],
  ["#1c2128", "#ffffff"],
];

const CODES =
  /\x1b\[([\x30-\x3f]*)[\x20-\x2f]*([\x40-\x7e])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][A-Z0-9]|\x1b[A-Za-z=>]/g;

/** The beginning of a code at the end of text. A title or a link that is longer than this is none. */
const OPEN = /\x1b(?:\[[\x30-\x3f]*[\x20-\x2f]*|[()]|\][^\x07\x1b]{0,4000}\x1b?)?$/;

export interface StyledText {
  readonly text: string;
  /** CSS, by property; undefined where the text looks as usual. */
  readonly style: Readonly<Record<string, string>> | undefined;
}

export class AnsiReader {
  #style: Style = {};
  /** The beginning of a code whose end has not come. */
  #rest = "";

  /** Reads text; what one call begins, a later one may end. */
  read(given: string): StyledText[] {
    let text = this.#rest + given;
    const open = OPEN.exec(text);
    this.#rest = open?.[0] ?? "";
    if (open) text = text.slice(0, open.index);
    const parts: StyledText[] = [];
    const add = (part: string) => {
      if (part) parts.push({ text: part, style: css(this.#style) });
    };
    let end = 0;
    for (const match of text.matchAll(CODES)) {
      add(text.slice(end, match.index));
      end = match.index + match[0].length;
      // With another sign before its numbers it is a question about keys.
      if (match[2] === "m" && !/[<=>?]/.test(match[1] ?? ""))
        this.#style = changed(this.#style, match[1] ?? "");
    }
    add(text.slice(end));
    return parts;
  }
}

/** The style after a code. @param codes numbers with semicolons between */
function changed(before: Style, codes: string): Style {
  const style = { ...before };
  const numbers = codes.split(/[;:]/).map(Number);
  for (let at = 0; at < numbers.length; at++) {
    const code = numbers[at] ?? 0;
    if (code === 0) for (const key of Object.keys(style) as (keyof Style)[]) delete style[key];
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) style.underline = true;
    else if (code === 7) style.inverse = true;
    else if (code === 9) style.struck = true;
    else if (code === 22) style.bold = style.dim = false;
    else if (code === 23) delete style.italic;
    else if (code === 24) delete style.underline;
    else if (code === 27) delete style.inverse;
    else if (code === 29) delete style.struck;
    else if (code === 39) delete style.color;
    else if (code === 49) delete style.background;
    else if (code === 38 || code === 48) {
      const [color, used] = extended(numbers.slice(at + 1));
      if (color) style[code === 38 ? "color" : "background"] = color;
      at += used;
    } else {
      const isBackground = (code >= 40 && code <= 47) || (code >= 100 && code <= 107);
      const index = code >= 90 ? (code % 10) + 8 : code % 10;
      const isColor = (code >= 30 && code <= 37) || (code >= 90 && code <= 97) || isBackground;
      if (isColor) style[isBackground ? "background" : "color"] = named(index);
    }
  }
  return style;
}

/** A colour of 256, or of three numbers, and how many numbers that took. */
function extended(numbers: readonly number[]): [color: string | undefined, used: number] {
  const [kind, first = 0, second = 0, third = 0] = numbers;
  if (kind === 2) return [`rgb(${first} ${second} ${third})`, 4];
  if (kind !== 5) return [undefined, 1];
  if (first < 16) return [named(first), 2];
  if (first >= 232) {
    const grey = (first - 232) * 10 + 8;
    return [`rgb(${grey} ${grey} ${grey})`, 2];
  }
  const level = (digit: number) => (digit ? digit * 40 + 55 : 0);
  const cube = first - 16;
  return [`rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`, 2];
}

/** One of the sixteen colours: the page's, or ours. */
function named(index: number): string {
  const [light, dark] = COLORS[index] ?? ["currentcolor", "currentcolor"];
  const name = NAMES[index % 8] ?? "";
  return `var(--py-terminal-${index >= 8 ? "bright-" : ""}${name}, light-dark(${light}, ${dark}))`;
}

function css(style: Style): Record<string, string> | undefined {
  const result: Record<string, string> = {};
  const [color, background] = style.inverse
    ? [
        style.background ?? "var(--py-editor-background, light-dark(#fff, #15181e))",
        style.color ?? "var(--py-editor-color, light-dark(#1c2128, #dfe3ea))",
      ]
    : [style.color, style.background];
  if (color) result["color"] = color;
  if (background) result["background-color"] = background;
  if (style.bold) result["font-weight"] = "bold";
  if (style.dim) result["opacity"] = "0.7";
  if (style.italic) result["font-style"] = "italic";
  const lines = [style.underline && "underline", style.struck && "line-through"].filter(Boolean).join(" ");
  if (lines) result["text-decoration"] = lines;
  return Object.keys(result).length > 0 ? result : undefined;
}
