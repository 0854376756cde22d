/** Python's values, arrived in JavaScript; `packed.ts` has the table. */
import { TAG, type PackedByPython } from "./packed.js";

const typedArrays = {
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
};
type TypedArrayName = keyof typeof typedArrays;

/** A typed array of Python's that has not one dimension. */
export interface Shaped {
  /** The lengths of its dimensions; items of the last one are next to each other. */
  readonly shape?: readonly number[];
}

/** How a tag begins in JSON. */
const TAGGED = `{${JSON.stringify(TAG)}:`;

/** Digits that may be of a whole number beyond 2^53 - 1. */
const MANY_DIGITS = /(?:^|[^\d.])\d{16}/;

/** @returns the value; its buffers are those of the extras */
export function unpack({ text, extras }: PackedByPython): unknown {
  const isExact = !MANY_DIGITS.test(text);
  const json = isExact ? text : text.replace(TOKENS, tagLarge);
  const value: unknown = JSON.parse(json);
  return json.includes(TAGGED) ? restore(value, extras) : value;
}

/** Strings, so that digits in them are passed over, and numbers. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function tagLarge(token: string): string {
  if (!/^-?\d{16,}$/.test(token) || Number.isSafeInteger(Number(token))) return token;
  return JSON.stringify({ [TAG]: ["int", token] });
}

function restore(value: unknown, extras: readonly unknown[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (typeof item === "object") value[index] = restore(item, extras);
    }
    return value;
  }
  const tag = (value as Record<string, unknown>)[TAG] as Tag | undefined;
  return tag ? restoreTagged(tag, extras) : restoreMembers(value as Record<string, unknown>, extras);
}

/** Their own members are JSON's: a key `__proto__` is one like any other, and assigned as such. */
function restoreMembers(object: Record<string, unknown>, extras: readonly unknown[]): object {
  for (const key of Object.keys(object)) {
    const item = object[key];
    if (typeof item === "object") object[key] = restore(item, extras);
  }
  return object;
}

type Tag = readonly [kind: string, data: never, more?: string | number, shape?: readonly number[]];

function restoreTagged([kind, data, more, shape]: Tag, extras: readonly unknown[]): unknown {
  switch (kind) {
    case "bytes":
    case "object":
      return extras[data];
    case "array":
      return typedArray(extras[data] as Uint8Array<ArrayBuffer>, more as TypedArrayName, shape);
    case "floats":
      return Array.from(numbers(extras[data]));
    case "number":
      return numbers(extras[data])[Number(more)];
    case "float":
      return { nan: NaN, inf: Infinity, "-inf": -Infinity }[data];
    case "int":
      return BigInt(data);
    case "date":
      return new Date(data);
    case "dict":
      return restoreMembers(data, extras);
    default:
      throw new TypeError(`Python has sent a value of the unknown kind "${kind}".`);
  }
}

function numbers(bytes: unknown): Float64Array {
  return typedArray(bytes as Uint8Array<ArrayBuffer>, "Float64Array") as Float64Array;
}

function typedArray(bytes: Uint8Array<ArrayBuffer>, name: TypedArrayName, shape?: readonly number[]): object {
  const type = typedArrays[name];
  const aligned = bytes.byteOffset % type.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  const array = new type(aligned.buffer, aligned.byteOffset, aligned.byteLength / type.BYTES_PER_ELEMENT);
  return shape ? Object.defineProperty(array, "shape", { value: Object.freeze(shape) }) : array;
}
