/** Values that standards have a sentence about: the oddest that members of the page's objects can be
 * given. */
import type { ArgumentFacts } from "../../src/runtime/link/shared/members.js";
import { knownTags } from "../../src/runtime/link/shared/tags.js";

const svg = "http://www.w3.org/2000/svg";
const isFresh = new WeakSet<Node>();
/** The fresh nodes here are those that {@link someArguments} makes. */
export const facts: ArgumentFacts = {
  fresh: (value) => value instanceof Node && isFresh.has(value),
  callback: (value) => typeof value === "function",
};

const texts = [
  "",
  " ",
  "a",
  "auto",
  "a b",
  "\0\x01\x7f",
  "\ud800",
  "\udc00x",
  "💥",
  "x".repeat(20_000),
  "-1",
  "NaN",
  "<b>",
  "javascript:1",
  "url(",
  "\n",
];
export const numbers = [
  0,
  -0,
  1,
  -1,
  0.5,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 53,
  1e308,
  -1e308,
  5e-324,
  NaN,
  Infinity,
  -Infinity,
];
/** The values that assignments are tried with. */
export const primitives = [...texts, ...numbers, true, false, null];
const names = [
  "a",
  "class",
  "style",
  "data-x",
  "aria-label",
  "xmlns",
  "X",
  "value",
  "type",
  "width",
  "is",
  "_a.b-c",
];

/** The values for members that have been tried with everything on another class. */
export const few = ["", "a b\0", "\ud800", -1, NaN, true, null];

/** Arguments of every kind of signature, those that fit none included. */
export function* someArguments(values: readonly unknown[], numbers: readonly number[]): Generator<unknown[]> {
  yield [];
  for (const value of values) {
    yield [value];
    for (const name of names) {
      yield [name, value];
      yield [null, name, value];
    }
    yield [value, value];
    yield ["color", value, "important"];
    yield ["--x", value, ""];
    yield [value, value, ""];
    yield [value, 1, 2];
    yield [value, NaN, -Infinity, -1];
  }
  for (const one of numbers) {
    for (let count = 1; count <= 8; count++) yield Array<number>(count).fill(one);
    for (let count = 1; count <= 8; count++)
      yield Array.from({ length: count }, (_, at) => (at % 2 ? one : 1));
    for (let count = 1; count <= 8; count++)
      yield Array.from({ length: count }, (_, at) => (at % 3 ? 1 : one));
  }
  yield [0, 0, 1, 0, 7, true];
  yield [0, 0, 1, 2, 0, 0, 7, true];
  yield [true];
  yield [false];
  const listener = () => {};
  for (const type of [...texts, "click"]) {
    yield [type, listener];
    yield [type, listener, true];
  }
  yield [fresh("p")];
  yield [fresh("p"), null];
  yield [fresh("b"), "text", fresh("i"), fresh("script"), fresh("table")];
  yield [freshNode(document.createTextNode("t"))];
  yield [freshNode(document.createDocumentFragment())];
  yield [freshNode(document.createComment("c")), null];
  if (values === few) return;
  for (const tag of knownTags.html) yield [tag];
  for (const tag of knownTags.svg) yield [svg, tag];
}

function fresh(tag: string): Node {
  return freshNode(document.createElement(tag));
}

function freshNode(node: Node): Node {
  isFresh.add(node);
  return node;
}
