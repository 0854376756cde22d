/**
 * Finds the place and the reason for which a text is not JSON. Browsers' own messages differ, and some name
 * no position, so the text is scanned again, only after `JSON.parse` has refused it.
 */

/** The first thing in a text that JSON does not allow. */
export interface JsonProblem {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
  readonly expected: string;
  readonly found: string;
}

class Stop {
  constructor(
    readonly offset: number,
    readonly expected: string,
  ) {}
}

const whitespace = /[ \t\r\n]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const literal = /true|false|null/y;
// eslint-disable-next-line no-control-regex -- JSON strings may not hold control characters
const characters = /(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/y;

/** @returns undefined where the text is JSON after all. */
export function findJsonProblem(text: string): JsonProblem | undefined {
  try {
    const end = skip(text, value(text, skip(text, 0)));
    if (end < text.length) throw new Stop(end, "the end");
    return undefined;
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    const before = text.slice(0, stop.offset).split("\n");
    return {
      line: before.length,
      column: (before.at(-1) ?? "").length + 1,
      expected: stop.expected,
      found: stop.offset < text.length ? show(text, stop.offset) : "the end",
    };
  }
}

function show(text: string, offset: number): string {
  const word = /^[\w.+-]+/.exec(text.slice(offset, offset + 40))?.[0];
  return JSON.stringify(word ?? String.fromCodePoint(text.codePointAt(offset) ?? 0));
}

function match(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

const skip = (text: string, offset: number) => match(whitespace, text, offset);

function value(text: string, offset: number): number {
  switch (text[offset]) {
    case "{":
      return members(text, offset + 1, "}", (at) => {
        const colon = skip(text, string(text, at, 'a key in double quotes or "}"'));
        if (text[colon] !== ":") throw new Stop(colon, '":"');
        return value(text, skip(text, colon + 1));
      });
    case "[":
      return members(text, offset + 1, "]", (at) => value(text, at));
    case '"':
      return string(text, offset, "a string");
    default: {
      const end = Math.max(match(literal, text, offset), match(number, text, offset));
      if (end < 0) throw new Stop(offset, "a value");
      return end;
    }
  }
}

function members(text: string, start: number, close: string, member: (offset: number) => number): number {
  let offset = skip(text, start);
  if (text[offset] === close) return offset + 1;
  for (;;) {
    offset = skip(text, member(offset));
    if (text[offset] === close) return offset + 1;
    if (text[offset] !== ",") throw new Stop(offset, `"," or "${close}"`);
    offset = skip(text, offset + 1);
  }
}

function string(text: string, offset: number, expected: string): number {
  if (text[offset] !== '"') throw new Stop(offset, expected);
  const end = match(characters, text, offset + 1);
  if (text[end] !== '"') {
    throw new Stop(
      end,
      text[end] === "\\" ? "a valid escape after the backslash" : "the string's closing quote",
    );
  }
  return end + 1;
}
