/**
 * Arguments on their way to Python, by value: JSON, and **repairs** for what JSON does not carry. So one crossing takes
 * any amount of data, and in Python it is native from the start.
 *
 * | JavaScript | Python |
 * | --- | --- |
 * | `null`, `undefined` | `None` |
 * | whole numbers up to 2^53 - 1 in size | `int` |
 * | other numbers | `float` |
 * | `bigint` | `int` |
 * | arrays | `list` |
 * | plain objects, `Map` | `dict` |
 * | `Set` | `set` |
 * | `ArrayBuffer`, `Uint8Array`, `DataView` | `bytes` |
 * | other typed arrays | `array.array` of that type |
 * | `Date` | `datetime` in UTC |
 * | all else (elements, functions …) | itself, on the main thread |
 */

import { KEYWORDS } from "./keywords.js";

/** One thing to put right in what JSON gave: what it becomes, where, and the number of the extra that is put there. */
export type Repair = readonly [
  kind: "dict" | "set" | "map" | "int" | "float" | "bytes" | "array" | "date" | "object",
  path: readonly Key[],
  extra: number,
];

/** The arguments of one call, for Python's `call`; they can be posted. */
export interface EncodedArguments {
  /** JSON of a list and an object: the arguments and the keyword arguments. */
  readonly text: string;
  /** JSON of a list of {@link Repair}, the innermost first; `""` for none. */
  readonly repairs: string;
  /** What repairs put in. */
  readonly extras: readonly unknown[];
}

/** Arguments as they were encoded here. */
export interface OwnArguments extends EncodedArguments {
  /** Where the extras are that are no data, by their number, in words for messages. */
  readonly places: ReadonlyMap<number, string>;
}

/**
 * Encodes arguments, the last of which may be keyword arguments.
 *
 * @param unordered whether Python's JSON loses the order of an object's keys (MicroPython's does): they come as lists then
 * @throws TypeError when one contains itself, and says which
 */
export function encodeArguments(args: readonly unknown[], unordered: boolean): OwnArguments {
  const last = args.at(-1);
  const keywords = isKeywords(last) ? last : undefined;
  const encoder = new Encoder(unordered);
  const plain = encoder.encode(
    [keywords ? args.slice(0, -1) : args, keywords ? { ...keywords } : {}],
    START,
    [],
  );
  return {
    text: JSON.stringify(plain),
    repairs: encoder.repairs.length > 0 ? JSON.stringify(encoder.repairs) : "",
    extras: encoder.extras,
    places: encoder.places,
  };
}

function isKeywords(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.hasOwn(value, KEYWORDS);
}

type Key = string | number;

/** Where a value is: as authors see it, and in the JSON. */
interface Path {
  readonly seen: readonly Key[];
  readonly at: readonly Key[];
}

const START: Path = { seen: [], at: [] };

function inside({ seen, at }: Path, key: Key, place = key): Path {
  return { seen: [...seen, key], at: [...at, place] };
}

/** What a place among the arguments is called in messages: `argument 2['points'][0]`. */
export function placeOf([list, first, ...rest]: readonly Key[]): string {
  const start = `argument ${list === 0 ? Number(first) + 1 : String(first)}`;
  return start + rest.map((key) => (typeof key === "number" ? `[${key}]` : `['${key}']`)).join("");
}

/** Python looks keys up one by one in a dictionary that keeps their order. */
const MOST_ORDERED = 200;

/** Whether JSON carries a value as it is: text, and numbers that keep their kind. */
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

class Encoder {
  readonly repairs: Repair[] = [];
  readonly extras: unknown[] = [];
  readonly places = new Map<number, string>();
  readonly #unordered: boolean;

  constructor(unordered: boolean) {
    this.#unordered = unordered;
  }

  /** @returns what JSON carries of a value: itself, or a copy where something in it needs a repair */
  encode(value: unknown, path: Path, above: readonly object[]): unknown {
    if (isPlain(value)) return value;
    switch (typeof value) {
      case "number":
        return this.#repair("float", path, value);
      case "undefined":
        return null;
      case "bigint":
        return this.#repair("int", path, String(value));
      case "object":
        return this.#object(value as object, path, above);
      default:
        return this.#repair("object", path, value);
    }
  }

  #object(value: object, path: Path, outside: readonly object[]): unknown {
    if (outside.includes(value)) {
      throw new TypeError(`${placeOf(path.seen)} contains itself, which plain data cannot.`);
    }
    const above = [...outside, value];
    if (Array.isArray(value)) return this.#list(value, path, above);
    const prototype: unknown = Object.getPrototypeOf(value);
    // A plain object of another realm has that realm's `Object.prototype`, which has no prototype itself.
    if (prototype === null || Object.getPrototypeOf(prototype) === null)
      return this.#dict(value, path, above);
    switch (Object.prototype.toString.call(value)) {
      case "[object Map]":
        return this.#after("map", path, this.#list([...(value as Map<unknown, unknown>)], path, above));
      case "[object Set]":
        return this.#after("set", path, this.#list([...(value as Set<unknown>)], path, above));
      case "[object Date]":
        return this.#repair("date", path, (value as Date).getTime());
      case "[object ArrayBuffer]":
      case "[object SharedArrayBuffer]":
        return this.#repair("bytes", path, new Uint8Array(value as ArrayBuffer));
    }
    if (ArrayBuffer.isView(value)) {
      const isBytes = !("BYTES_PER_ELEMENT" in value) || /Uint8/.test(value.constructor.name);
      return this.#repair(isBytes ? "bytes" : "array", path, value);
    }
    return this.#repair("object", path, value);
  }

  #list(list: readonly unknown[], path: Path, above: readonly object[]): unknown {
    let copy: unknown[] | undefined;
    for (let index = 0; index < list.length; index++) {
      const item = list[index];
      const encoded = isPlain(item) ? item : this.encode(item, inside(path, index), above);
      if (encoded === item) copy?.push(encoded);
      else (copy ??= list.slice(0, index)).push(encoded);
    }
    return copy ?? list;
  }

  #dict(dict: object, path: Path, above: readonly object[]): unknown {
    const entries = Object.entries(dict);
    const asList = this.#unordered && entries.length > 1 && entries.length <= MOST_ORDERED;
    let same = true;
    const encoded = entries.map(([key, item], index) => {
      if (isPlain(item)) return [key, item] as const;
      const place = asList ? 2 * index + 1 : key;
      const value = this.encode(item, inside(path, key, place), above);
      same &&= value === item;
      return [key, value] as const;
    });
    if (asList) return this.#after("dict", path, encoded.flat());
    return same ? dict : Object.fromEntries(encoded);
  }

  /** A repair that comes after those of what is inside. */
  #after(kind: Repair[0], path: Path, encoded: unknown): unknown {
    this.repairs.push([kind, path.at, 0]);
    return encoded;
  }

  #repair(kind: Repair[0], path: Path, extra: unknown): null {
    const number = this.extras.push(extra) - 1;
    this.repairs.push([kind, path.at, number]);
    if (kind === "object") this.places.set(number, placeOf(path.seen));
    return null;
  }
}
