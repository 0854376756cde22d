/**
 * Values on their way between JavaScript and Python, by value: one form for all ways, whatever threads they
 * run on.
 *
 * A packed value is JSON, a note of what JSON does not carry, and **extras** that belong there: buffers
 * mostly, which can be transferred. So any amount of data is one crossing, parsed natively on both sides,
 * and binary data stays binary.
 *
 * | JavaScript | Python | JavaScript again |
 * | --- | --- | --- |
 * | `null`, `undefined` | `None` | `null`; `undefined` as the result of a call |
 * | `boolean`, `string` | `bool`, `str` | the same |
 * | whole numbers up to 2^53 - 1 in size | `int` | the same |
 * | other numbers | `float` | the same |
 * | `bigint` | `int` | `number` up to 2^53 - 1 in size, else `bigint` |
 * | arrays | `list` | `Array`; of a `tuple` as well |
 * | plain objects, `Map` | `dict` | plain object |
 * | `Set` | `set` | `Array`, in no particular order |
 * | `ArrayBuffer`, `DataView`, `Uint8Array`, `Uint8ClampedArray` | `bytes` | `Uint8Array`; of a `bytearray` as well |
 * | other typed arrays | `memoryview` of that format; MicroPython: `array.array` | the typed array |
 * | | numpy array | the typed array, with its `shape` where it has not one dimension |
 * | `Date` | `datetime` in UTC | `Date` (Pyodide) |
 * | `Blob`, `ImageData` and other objects that can be cloned | a proxy | itself |
 *
 * `pack.ts` and `unpack.ts` are JavaScript's halves, `python/pyscript/_pack.py` and `_unpack.py` Python's.
 */

/** A key or an index. */
export type Key = string | number;

/**
 * One thing to put right in what JSON gave Python, the innermost first: Python would take long to look for
 * such things.
 *
 * | kind | in its place in the JSON | more |
 * | --- | --- | --- |
 * | `int` | digits | |
 * | `date` | milliseconds | |
 * | `set`, `map` | a list; a map's has pairs | |
 * | `dict` | a list: keys and values in turns, for a Python whose JSON loses their order | |
 * | `table` | a list: keys, then the values of one dictionary after the other | the number of keys |
 * | `number` | | the extra, a `Float64Array`, and the index there |
 * | `floats` | | the extra: a `Float64Array` that becomes a list |
 * | `bytes` | | the extra: a `Uint8Array` |
 * | `array` | | the extra, and the name of the typed array's class |
 * | `object` | | the extra |
 */
export type Repair = readonly [
  kind:
    "int" | "date" | "set" | "map" | "dict" | "table" | "number" | "floats" | "bytes" | "array" | "object",
  path: readonly Key[],
  number?: number,
  more?: string | number,
];

/** A value on its way to Python; it can be posted. */
export interface Packed {
  readonly text: string;
  /** JSON of a list of {@link Repair}; `""` for none. */
  readonly repairs: string;
  /** Buffers and objects that repairs put in. */
  readonly extras: readonly unknown[];
}

/**
 * A value on its way from Python; it can be posted.
 *
 * A value that JSON does not carry is an object with the one key {@link TAG}; JavaScript, quick at it, looks
 * for them: `["bytes", extra]`, `["array", extra, class, shape?]`, `["floats", extra]`, `["number", extra,
 * index]`, `["float", text]`, `["date", milliseconds]`, `["object", extra]`, and `["dict", object]` for one
 * that has that key itself. Whole numbers beyond 2^53 - 1 are written as they are.
 */
export interface PackedByPython {
  readonly text: string;
  readonly extras: readonly unknown[];
}

export const TAG = "\0";

/** Stands for {@link Packed.repairs} where Python has packed a value that Python is to get: its text has tags
 * instead. */
export const TAGGED_BY_PYTHON = "tags";

/** A value of Python's that nobody has looked at yet: whoever needs it on the page unpacks it there. */
export class PackedValue implements PackedByPython {
  readonly text: string;
  readonly extras: readonly unknown[];

  constructor(text: string, extras: readonly unknown[]) {
    this.text = text;
    this.extras = extras;
  }
}

/** Numbers as a `Float64Array` are worth their while in lists from that length on. */
export const MIN_ARRAY_NUMBERS = 32;

/** From how many bytes on a buffer is transferred: copying less costs less than losing it. */
const MIN_TRANSFERRED_BYTES = 1_000_000;

/** The buffers among extras that are transferred: large ones, whole. The sender has them no more. */
export function largeBuffers(values: readonly unknown[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const value of values) {
    if (!ArrayBuffer.isView(value)) continue;
    const { buffer, byteLength } = value;
    if (
      buffer instanceof ArrayBuffer &&
      byteLength >= MIN_TRANSFERRED_BYTES &&
      byteLength === buffer.byteLength
    )
      buffers.add(buffer);
  }
  return [...buffers];
}

/** The buffers of a value of Python's that are transferred: those that were copied from its memory. An object
 * of JavaScript's that Python has returned may be in use still. */
export function copiedBuffers({ text, extras }: PackedByPython): ArrayBuffer[] {
  const buffers = largeBuffers(extras);
  if (buffers.length === 0) return buffers;
  // Text of the author's may look like a tag; a buffer is copied in vain then.
  const objects = new Set([...text.matchAll(/\["object", ?(\d+)\]/g)].map(([, index]) => Number(index)));
  return objects.size > 0 ? largeBuffers(extras.filter((_, index) => !objects.has(index))) : buffers;
}

/** Returns true if JSON carries a value as it is: text, and numbers that keep their kind. */
export function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
    default:
      return value === null;
  }
}
