/**
 * Takes the indentation of the first statement off every line, or as much of it as a line has: a module's
 * statements begin at the margin, and only lines inside strings and comments may stand further out. Lines
 * keep their numbers.
 */
export function dedent(code: string): string {
  const margin = /^([ \t]*)[^\s#]/m.exec(code)?.[1] ?? "";
  if (margin === "") return code;
  return code
    .split("\n")
    .map((line) => line.slice(commonPrefix(margin, line)))
    .join("\n");
}

function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
