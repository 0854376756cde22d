/** Code as a prompt shows it when it was entered. */
import { dedent } from "../runs/dedent.js";

export const PROMPT = "\x1b[1;35m>>> \x1b[0m";
/** The prompt of a further line. */
export const MORE = "\x1b[1;35m... \x1b[0m";

/** Returns the entry that code is, which a template literal has indented, with a line end at both ends. */
export function entryOf(source: string): string {
  return dedent(source).replace(/^([ \t]*\r?\n)+|\s+$/g, "");
}

/** Returns an entry's lines after their prompts. */
export function shownEntry(entry: string): string {
  const lines = entry.split("\n");
  return lines.map((line, index) => (index ? MORE : PROMPT) + line + "\n").join("");
}
