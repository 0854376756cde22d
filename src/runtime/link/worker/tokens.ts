/**
 * References as Python holds them. A reference is a number: handle and shape. MicroPython's classes have no
 * `__del__`, but objects of JavaScript's that they hold are taken out of MicroPython's table when it
 * collects garbage; so there a reference is an object with that number, and the table is watched.
 */
import { SHAPES } from "../shared/protocol.js";

/**
 * Few pages have objects of more kinds. Their references are kept small, since numbers of more than 32 bits
 * take longer on both sides of the border; the others are negative.
 */
const FEW = 0x1000;

/** Puts a reference together; it is a safe integer. */
export function pack(handle: number, shape: number): number {
  return shape < FEW ? handle * FEW + shape : -(handle * SHAPES + shape);
}

/** A reference as Python hands it over. */
export type Reference = number | Token;

export class Token {
  /** Tells it from other objects, for Python. */
  readonly isReference = true;
  readonly number: number;

  constructor(number: number) {
    this.number = number;
  }
}

const numberOf = (reference: Reference): number =>
  typeof reference === "number" ? reference : reference.number;

export function handleOf(reference: Reference): number {
  const number = numberOf(reference);
  return Math.floor(number < 0 ? -number / SHAPES : number / FEW);
}

export function shapeOf(reference: Reference): number {
  const number = numberOf(reference);
  return number < 0 ? -number % SHAPES : number % FEW;
}

interface Realm {
  proxy_js_ref_map?: Map<unknown, number>;
}

/** Calls `release` for each token that MicroPython no longer holds. */
export function watchTokens(release: (token: Token) => void): void {
  const table = (globalThis as Realm).proxy_js_ref_map;
  if (!table) return;
  const remove = table.delete.bind(table);
  table.delete = (key) => {
    if (key instanceof Token) release(key);
    return remove(key);
  };
}
