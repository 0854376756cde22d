/** Numbers of lines in attributes. */

/** Lines of the author's code. */
export interface CodeLines {
  /** True for all of them. */
  readonly readonly: readonly LineRange[] | true;
  readonly hidden: readonly LineRange[];
}

/** The first and the last line, counted from 1. */
export type LineRange = readonly [first: number, last: number];

/** Reads `1-3 8, 10`. */
export function readRanges(text: string): LineRange[] {
  return [...text.matchAll(/(\d+)(?:\s*-\s*(\d+))?/g)]
    .map(([, first, last = first]): LineRange => [Number(first), Number(last)])
    .filter(([first, last]) => first > 0 && last >= first);
}

/** Code without some of its lines. */
export function withoutLines(code: string, ranges: readonly LineRange[]): string {
  if (ranges.length === 0) return code;
  const isSeen = (number: number) => !ranges.some(([first, last]) => number >= first && number <= last);
  return code
    .split("\n")
    .filter((_, index) => isSeen(index + 1))
    .join("\n");
}
