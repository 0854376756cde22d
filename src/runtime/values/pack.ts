/** JavaScript's values on their way to Python; `packed.ts` has the table. */
import { isPlain, MIN_ARRAY_NUMBERS, type Key, type Packed, type Repair } from "./packed.js";

export interface PackOptions {
  /** True if Python's JSON loses the order of an object's keys (MicroPython's does): they come as lists
   * then. */
  readonly unordered: boolean;
  /** True if it goes to another thread. */
  readonly posted: boolean;
  /** Names a place in messages: `argument 2['points'][0]`. @param path keys and indices, from the value on */
  readonly nameOf: (path: readonly Key[]) => string;
}

/** A value as it was packed here. */
export interface OwnPacked extends Packed {
  /** Names of the extras that are no data, by their number, for messages. */
  readonly paths: ReadonlyMap<number, string>;
}

/**
 * Packs a value.
 *
 * @throws TypeError when it contains itself, or an object of a class of the page's own, and says where
 */
export function pack(value: unknown, options: PackOptions): OwnPacked {
  const packer = new Packer(options);
  const plain = packer.encode(value, undefined, []);
  const { repairs, extras, paths } = packer.finish();
  return {
    text: JSON.stringify(plain),
    repairs: repairs.length > 0 ? JSON.stringify(repairs) : "",
    extras,
    paths,
  };
}

/** A place in a value: made for each, and looked at for few. */
interface Position {
  readonly above: Position | undefined;
  /** As authors see it. */
  readonly key: Key;
  /** In the JSON. */
  readonly at: Key;
}

function pathOf(position: Position | undefined, which: "key" | "at"): Key[] {
  const path: Key[] = [];
  for (let step = position; step; step = step.above) path.push(step[which]);
  return path.reverse();
}

/** Python looks keys up one by one in a dictionary that keeps their order. */
const MAX_ORDERED_KEYS = 200;
/** A list that is shorter is no table. */
const MIN_TABLE_ROWS = 4;

class Packer {
  readonly repairs: Repair[] = [];
  readonly extras: unknown[] = [];
  readonly #numbers: number[] = [];
  /** Their index among the extras. */
  #numbersAt = -1;
  readonly paths = new Map<number, string>();
  readonly #options: PackOptions;

  constructor(options: PackOptions) {
    this.#options = options;
  }

  finish(): Pick<Packer, "repairs" | "extras" | "paths"> {
    if (this.#numbersAt >= 0) this.extras[this.#numbersAt] = Float64Array.from(this.#numbers);
    return this;
  }

  /** @returns JSON's part of a value: itself, or a copy if something in it needs a repair */
  encode(value: unknown, position: Position | undefined, outside: readonly object[]): unknown {
    if (isPlain(value)) return value;
    switch (typeof value) {
      case "number":
        return this.#number(value, position);
      case "undefined":
        return null;
      case "bigint":
        this.#repair(["int", pathOf(position, "at")]);
        return String(value);
      case "object":
        return this.#object(value as object, position, outside);
      default:
        return this.#itself(value, position);
    }
  }

  #object(value: object, position: Position | undefined, outside: readonly object[]): unknown {
    if (outside.includes(value)) {
      const name = this.#options.nameOf(pathOf(position, "key"));
      throw new TypeError(`${name} contains itself, which plain data cannot.`);
    }
    const above = [...outside, value];
    if (Array.isArray(value)) return this.#list(value, position, above);
    const prototype: unknown = Object.getPrototypeOf(value);
    // A plain object of another realm has that realm's `Object.prototype`, which has no prototype itself.
    if (prototype === null || Object.getPrototypeOf(prototype) === null)
      return this.#dict(value, position, above);
    if (ArrayBuffer.isView(value)) return this.#view(value, position);
    switch (Object.prototype.toString.call(value)) {
      case "[object Map]":
        return this.#after(
          "map",
          position,
          this.#list([...(value as Map<unknown, unknown>)], position, above),
        );
      case "[object Set]":
        return this.#after("set", position, this.#list([...(value as Set<unknown>)], position, above));
      case "[object Date]":
        if (Number.isNaN((value as Date).getTime()))
          throw new TypeError(
            `${this.#options.nameOf(pathOf(position, "key"))} is an invalid Date, which Python has none of.`,
          );
        return this.#after("date", position, (value as Date).getTime());
      case "[object ArrayBuffer]":
      case "[object SharedArrayBuffer]":
        return this.#extra("bytes", position, new Uint8Array(value as ArrayBuffer));
    }
    return this.#itself(value, position);
  }

  #view(view: ArrayBufferView, position: Position | undefined): null {
    const name = Object.prototype.toString.call(view).slice(8, -1);
    const isBytes = !("BYTES_PER_ELEMENT" in view) || /^Uint8/.test(name);
    return isBytes ? this.#extra("bytes", position, view) : this.#extra("array", position, view, name);
  }

  #list(list: readonly unknown[], position: Position | undefined, above: readonly object[]): unknown {
    if (list.length >= MIN_ARRAY_NUMBERS && list.every(isFraction))
      return this.#extra("floats", position, Float64Array.from(list));
    if (this.#options.unordered) {
      const table = tableOf(list);
      if (table) {
        this.#repair(["table", pathOf(position, "at"), table.keys]);
        return table.cells;
      }
    }
    let copy: unknown[] | undefined;
    for (let index = 0; index < list.length; index++) {
      const item = list[index];
      const encoded = isPlain(item)
        ? item
        : this.encode(item, { above: position, key: index, at: index }, above);
      if (encoded === item) copy?.push(encoded);
      else (copy ??= list.slice(0, index)).push(encoded);
    }
    return copy ?? list;
  }

  #dict(dict: object, position: Position | undefined, above: readonly object[]): unknown {
    const entries = Object.entries(dict);
    const asList = this.#options.unordered && entries.length > 1 && entries.length <= MAX_ORDERED_KEYS;
    let same = true;
    const encoded = entries.map(([key, item], index) => {
      if (isPlain(item)) return [key, item] as const;
      const value = this.encode(item, { above: position, key, at: asList ? 2 * index + 1 : key }, above);
      same &&= value === item;
      return [key, value] as const;
    });
    if (asList) return this.#after("dict", position, encoded.flat());
    return same ? dict : Object.fromEntries(encoded);
  }

  #number(value: number, position: Position | undefined): null {
    if (this.#numbersAt < 0) this.#numbersAt = this.extras.push(null) - 1;
    this.#repair(["number", pathOf(position, "at"), this.#numbersAt, this.#numbers.push(value) - 1]);
    return null;
  }

  /** A function, or an object that is no data: it crosses as it is, where it can. */
  #itself(value: unknown, position: Position | undefined): null {
    const path = pathOf(position, "key");
    // Posting it would make a plain object of it without a word.
    if (this.#options.posted && Object.prototype.toString.call(value) === "[object Object]") {
      const { name } = (value as { constructor: { name: string } }).constructor;
      throw new TypeError(`${this.#options.nameOf(path)} is a ${name}, which cannot be passed by value.`);
    }
    this.paths.set(this.extras.length, this.#options.nameOf(path));
    return this.#extra("object", position, value);
  }

  #extra(kind: Repair[0], position: Position | undefined, extra: unknown, name?: string): null {
    const number = this.extras.push(extra) - 1;
    this.#repair(
      name ? [kind, pathOf(position, "at"), number, name] : [kind, pathOf(position, "at"), number],
    );
    return null;
  }

  /** A repair that comes after those of what is inside. */
  #after(kind: Repair[0], position: Position | undefined, encoded: unknown): unknown {
    this.#repair([kind, pathOf(position, "at")]);
    return encoded;
  }

  #repair(repair: Repair): void {
    this.repairs.push(repair);
  }
}

/** Lists of plain objects that have the same keys, as one list of their keys and all values. @returns
 * undefined for others */
function tableOf(list: readonly unknown[]): { keys: number; cells: unknown[] } | undefined {
  if (list.length < MIN_TABLE_ROWS) return undefined;
  const [first] = list;
  if (!isDict(first)) return undefined;
  const keys = Object.keys(first);
  if (keys.length === 0 || keys.length > MAX_ORDERED_KEYS) return undefined;
  const cells: unknown[] = [...keys];
  for (const item of list) {
    if (!isDict(item)) return undefined;
    let column = 0;
    for (const key in item) {
      const value = item[key];
      if (key !== keys[column++] || !isPlain(value)) return undefined;
      cells.push(value);
    }
    if (column !== keys.length) return undefined;
  }
  return { keys: keys.length, cells };
}

/** Returns true for a plain object of this realm. */
function isDict(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Returns true for a number that is a `float` in Python. */
function isFraction(value: unknown): value is number {
  return typeof value === "number" && !Number.isSafeInteger(value);
}
