/** The completions that an editor offers for a name. */
import { Walker, type CharacterRules } from "./widths.js";

/** Returns the common beginning of all options. */
export function commonPrefix(options: readonly string[]): string {
  let [common = ""] = options;
  for (const option of options) while (!option.startsWith(common)) common = common.slice(0, -1);
  return common;
}

/** The most options that are shown. */
const MAX_OPTIONS = 200;

/** Options side by side, each column as wide as its widest, as a terminal shows them. */
export function inColumns(options: readonly string[], columns: number, rules: CharacterRules): string {
  const shown = options.slice(0, MAX_OPTIONS);
  const width = (text: string) => {
    const walker = new Walker(rules, Infinity);
    walker.write(text);
    return walker.column;
  };
  const cell = Math.max(...shown.map(width)) + 2;
  const across = Math.max(1, Math.floor(columns / cell));
  const down = Math.ceil(shown.length / across);
  let out = "";
  for (let row = 0; row < down; row++) {
    for (let index = row; index < shown.length; index += down) {
      const option = shown[index] as string;
      out += option + (index + down < shown.length ? " ".repeat(cell - width(option)) : "");
    }
    out += "\r\n";
  }
  const more = options.length - shown.length;
  return more > 0 ? `${out}… and ${more} more\r\n` : out;
}
