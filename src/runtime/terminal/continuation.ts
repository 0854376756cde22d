/**
 * Tells a prompt at once, while a person types and for both interpreters, if Python's source is whole, and
 * how its next line begins. Wrong source counts as whole: running it reports the error.
 */

const COMPOUND = /^(if|while|for|try|with|def|class|async|elif|else|except|finally)\b|^@/;
const SOFT = /^(match|case)\b/;
const LEAVES = /^(return|pass|break|continue|raise)\b/;

/** The result of a scan over source. */
interface Scan {
  /** True if the end is inside brackets, in a string of many lines, or after a backslash. */
  readonly open: boolean;
  /** The source without comments and without what is in strings; line ends in brackets are spaces. */
  readonly bare: string;
}

function scan(source: string): Scan {
  let depth = 0;
  let quote = "";
  let bare = "";
  let continued = false;
  for (let index = 0; index < source.length; index++) {
    const character = source[index] as string;
    if (quote) {
      if (character === "\\") index++;
      else if (source.startsWith(quote, index)) {
        index += quote.length - 1;
        quote = "";
        bare += "'";
      } else if (character === "\n" && quote.length === 1) {
        quote = ""; // Not closed: an error, which running shows.
        bare += "\n";
      }
      continue;
    }
    continued = false;
    if (character === "'" || character === '"') {
      quote = source.startsWith(character.repeat(3), index) ? character.repeat(3) : character;
      index += quote.length - 1;
      bare += "'";
    } else if (character === "#") {
      const end = source.indexOf("\n", index);
      index = (end < 0 ? source.length : end) - 1;
    } else if (character === "\\" && (source[index + 1] === "\n" || index + 1 === source.length)) {
      continued = true;
      index++;
      bare += " ";
    } else {
      if ("([{".includes(character)) depth++;
      else if (")]}".includes(character)) depth = Math.max(0, depth - 1);
      bare += character === "\n" && depth > 0 ? " " : character;
    }
  }
  return { open: depth > 0 || quote.length === 3 || continued, bare };
}

/**
 * Returns true if more lines have to follow before `source` can run, as at Python's own prompt: after an
 * open bracket or string, or a compound statement that no empty line has ended.
 *
 * @example
 * ```ts
 * isUnfinished("print(1,"); // true
 * isUnfinished("if x:\n    y"); // true
 * isUnfinished("if x:\n    y\n"); // false
 * ```
 */
export function isUnfinished(source: string): boolean {
  const { open, bare } = scan(source);
  if (open) return true;
  const lines = bare.split("\n");
  if (lines.length > 1 && !lines.at(-1)?.trim()) return false;
  const last = lines.findLast((line) => /^\S/.test(line));
  if (last === undefined) return false;
  const inBlock = lines.slice(lines.lastIndexOf(last) + 1).some((line) => line.trim());
  return inBlock || COMPOUND.test(last) || (SOFT.test(last) && last.trimEnd().endsWith(":"));
}

/** The spaces that the line after `source` begins with. */
export function indentAfter(source: string): string {
  const { open, bare } = scan(source);
  const written = source.slice(source.lastIndexOf("\n") + 1);
  const indent = /^[ \t]*/.exec(written)?.[0] ?? "";
  if (open) return indent;
  const line = bare.slice(bare.lastIndexOf("\n") + 1).trim();
  if (line.endsWith(":")) return indent + "    ";
  return LEAVES.test(line) ? indent.slice(0, -4) : indent;
}
