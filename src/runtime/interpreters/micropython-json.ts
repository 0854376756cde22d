/**
 * Writes MicroPython's data as JSON, which it reads from its memory: the interpreter's own encoder copies
 * its text for each few bytes that it grows by, and asks nobody about what JSON has no form of.
 */
import { TAG } from "../values/packed.js";
import {
  DICT_LENGTH,
  DICT_TABLE,
  EMPTY,
  LEFT,
  type Learned,
  type Memory,
  type Types,
} from "./micropython-memory.js";

/** The text among the samples. */
const SAMPLE_TEXT = "a sample, é";

/** JSON, or JSON and the buffers that it names by number; null for data that it cannot write. */
export type Written = string | readonly [json: string, ...buffers: Float64Array[]] | null;

/** @param address of a list whose only item is the value */
export type JsonWriter = (address: number) => Written;

/**
 * @param samples the address of the samples that were learned from
 * @param many so many numbers are a buffer
 * @returns undefined where the samples are not written as they are
 */
export function jsonWriter(
  { memory, types, constants }: Learned,
  samples: number,
  many: number,
): JsonWriter | undefined {
  const writer = new Writer(memory, types, constants, many);
  const known = `[null,false,true,7,1.5,[],[7],{${JSON.stringify(SAMPLE_TEXT)}:7},${JSON.stringify(SAMPLE_TEXT)},-1099511627781]`;
  if (writer.write([samples]) !== known) return undefined;
  return (address) => {
    memory.refresh();
    return writer.write(memory.list(address));
  };
}

/** Thrown inside of a writer, when something is no plain data. */
const NOT_PLAIN = new Error("This is no plain data.");

/** Deeper data contains itself, most likely: who else looks at it says so. */
const MAX_DEPTH = 400;

const TAGGED = JSON.stringify(TAG);
/** A key that begins so would look like a tag. */
const LIKE_A_TAG = TAGGED.slice(0, -1);

class Writer {
  readonly #memory: Memory;
  readonly #types: Types;
  readonly #constants: ReadonlyMap<number, string>;
  readonly #many: number;
  #buffers: Float64Array[] = [];

  /**
   * @param constants the words of `None`, `False` and `True`
   * @param many so many numbers are a buffer
   */
  constructor(memory: Memory, types: Types, constants: readonly number[], many: number) {
    this.#memory = memory;
    this.#types = types;
    const texts = ["null", "false", "true"];
    this.#constants = new Map(constants.map((word, index) => [word, texts[index] ?? ""]));
    this.#many = many;
  }

  /** Writes the only one of some values. */
  write([value = 0]: readonly number[]): Written {
    this.#buffers = [];
    try {
      const json = this.#json(value, 0);
      return this.#buffers.length > 0 ? [json, ...this.#buffers] : json;
    } catch (error) {
      if (error === NOT_PLAIN) return null;
      throw error;
    } finally {
      this.#buffers = [];
    }
  }

  #json(value: number, depth: number): string {
    if (value & 1) return String(value >> 1);
    if ((value & 7) === 2) return this.#memory.interned(value);
    const constant = this.#constants.get(value);
    if (constant !== undefined) return constant;
    const memory = this.#memory;
    const types = this.#types;
    if (value & 3 || depth > MAX_DEPTH) throw NOT_PLAIN;
    switch (memory.word(value)) {
      case types.float:
        return floatText(memory.float(value));
      case types.text:
        return memory.text(value);
      case types.large:
        return String(memory.large(value));
      case types.list:
        return this.#array(memory.list(value), depth);
      case types.tuple:
        return this.#array(memory.tuple(value), depth);
      case types.dict:
        return this.#object(value, depth);
    }
    throw NOT_PLAIN;
  }

  #array(items: readonly number[], depth: number): string {
    if (items.length >= this.#many && items.every((item) => this.#isFloat(item))) {
      this.#buffers.push(Float64Array.from(items, (item) => this.#memory.float(item)));
      return `{${TAGGED}:["floats",${this.#buffers.length - 1}]}`;
    }
    let json = "";
    for (const item of items) json += (json && ",") + this.#json(item, depth + 1);
    return `[${json}]`;
  }

  #isFloat(value: number): boolean {
    return (value & 3) === 0 && !this.#constants.has(value) && this.#memory.word(value) === this.#types.float;
  }

  #object(value: number, depth: number): string {
    const memory = this.#memory;
    const table = memory.word(value + DICT_TABLE);
    const end = table + 8 * memory.word(value + DICT_LENGTH);
    let json = "";
    for (let place = table; place < end; place += 8) {
      const key = memory.word(place);
      if (key !== EMPTY && key !== LEFT)
        json += `${json && ","}${this.#key(key)}:${this.#json(memory.word(place + 4), depth + 1)}`;
    }
    return `{${json}}`;
  }

  #key(key: number): string {
    if (key & 1) return `"${key >> 1}"`;
    if ((key & 7) !== 2 && (this.#constants.has(key) || this.#memory.word(key) !== this.#types.text))
      throw NOT_PLAIN;
    const json = this.#json(key, 0);
    if (json.startsWith(LIKE_A_TAG)) throw NOT_PLAIN;
    return json;
  }
}

/** A `float` stays one where Python reads it: it has a point or an exponent. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) throw NOT_PLAIN;
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
