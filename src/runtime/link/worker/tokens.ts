/**
 * References as Python holds them. A reference is a number: handle and shape. MicroPython's classes have no
 * `__del__`, but objects of JavaScript's that they hold are taken out of MicroPython's table when it
 * collects garbage; so there a reference is an object with that number, and the table is watched.
 */
import { SHAPES } from "../shared/protocol.js";

/** Puts a reference together; it is a safe integer. */
export function pack(handle: number, shape: number): number {
  return handle * SHAPES + shape;
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

export function handleOf(reference: Reference): number {
  return Math.floor((typeof reference === "number" ? reference : reference.number) / SHAPES);
}

export function shapeOf(reference: Reference): number {
  return (typeof reference === "number" ? reference : reference.number) % SHAPES;
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
