/**
 * Values that cross between Python and JavaScript as copies, the same on both interpreters.
 *
 * | Python | JavaScript |
 * | --- | --- |
 * | `None` | `null` inside data; `undefined` as the result of a source or call |
 * | `bool`, `str`, `float` | `boolean`, `string`, `number` |
 * | `int` | `number` up to 2^53 - 1 in size, else `bigint` |
 * | `bytes`, `bytearray`, `memoryview` | `Uint8Array`, a copy |
 * | `list`, `tuple` | `Array` |
 * | `set`, `frozenset` | `Array`, in no particular order |
 * | `dict` with keys that are `str` or numbers | plain object |
 * | `datetime.datetime` (Pyodide) | `Date` |
 * | an object of JavaScript's | itself |
 *
 * In the other direction numbers that are whole and at most 2^53 - 1 in size arrive as `int`, other numbers
 * as `float`, every `bigint` as `int`; `null` is `None`, and objects are proxies.
 *
 * Anything else cannot cross by value. `Interpreter.toJs` then throws a `TypeError` that says which part it
 * is: `value['a'][2] is a Thing, which cannot be passed by value`. See `values/packed.ts` for how.
 */

/** An integer on its way from Python: interpreters would change a bare one when it crosses once more. */
export class Integer {
  readonly value: number | bigint;

  constructor(digits: string) {
    this.value = exact(BigInt(digits));
  }
}

/** A number where that is exact, else a bigint. */
function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Makes an integer what it should be in JavaScript; other values are returned as they are. */
export function unwrap(value: unknown): unknown {
  if (typeof value === "bigint") return exact(value);
  return value instanceof Integer ? value.value : value;
}
