/**
 * Writes MicroPython's data as JSON, which it reads from its memory: the interpreter's own encoder copies
 * its text for each few bytes that it grows by, and asks nobody about what JSON has no form of.
 *
 * Objects are words. An odd one is an integer of 31 bits; one that ends in the bits 010 is the number of an
 * interned string; `None`, `True` and `False` are words of their own; any other is the address of an object,
 * whose first word is the address of its type. Where types and members are is learned from samples, and
 * checked by them: with an interpreter of another build there is no writer, and {@link jsonWriter} says so.
 */
import { TAG } from "../values/packed.js";
import type { MicroPythonExports } from "./micropython-module.js";

/**
 * The text of the samples that Python makes, in a list: `None`, `False`, `True`, 7, 1.5, a list, a tuple, a
 * dictionary that maps the text to 7, the text, which is not interned, and an integer of two words, below
 * zero.
 */
const SAMPLE_TEXT = "a sample, é";

/** JSON, or JSON and the buffers that it names by number; null for data that it cannot write. */
export type Written = string | readonly [json: string, ...buffers: Float64Array[]] | null;

/** @param address of a list whose only item is the value */
export type JsonWriter = (address: number) => Written;

/** @returns undefined where this interpreter's objects are not as expected */
export function jsonWriter(
  exports: MicroPythonExports,
  samples: number,
  many: number,
): JsonWriter | undefined {
  const memory = new Memory(exports);
  memory.refresh();
  const items = memory.list(samples);
  if (items.length !== 10) return undefined;
  const [none, no, yes, seven, number, list, tuple, dict, text, large] = items as Sample;
  const types = {
    float: memory.word(number),
    list: memory.word(list),
    tuple: memory.word(tuple),
    dict: memory.word(dict),
    text: memory.word(text),
    large: memory.word(large),
  };
  const kinds = new Set([none, no, yes, ...Object.values(types)]);
  if (kinds.size !== 9 || seven !== 15 || memory.word(samples) !== types.list) return undefined;
  const writer = new Writer(memory, types, [none, no, yes], many);
  const known = `[null,false,true,7,1.5,[],[7],{${JSON.stringify(SAMPLE_TEXT)}:7},${JSON.stringify(SAMPLE_TEXT)},-1099511627781]`;
  if (writer.write([samples]) !== known) return undefined;
  return (address) => {
    memory.refresh();
    return writer.write(memory.list(address));
  };
}

type Sample = [number, number, number, number, number, number, number, number, number, number];

const LIST_LENGTH = 8;
const LIST_ITEMS = 12;
const TUPLE_LENGTH = 4;
const TUPLE_ITEMS = 8;
/** A dictionary's number of places, and where they are: pairs of words, of which the first is the key. */
const DICT_LENGTH = 8;
const DICT_TABLE = 12;
/** The keys of a place that is empty, and of one that was left. */
const EMPTY = 0;
const LEFT = 4;
const TEXT_LENGTH = 8;
const TEXT_DATA = 12;
const FLOAT_VALUE = 8;
/** An integer of more than a word: whether it is below zero, and its digits of 16 bits, the lowest first. */
const LARGE_SIGN = 4;
const LARGE_LENGTH = 8;
const LARGE_DIGITS = 12;

/** The interpreter's memory, which moves as it grows. */
class Memory {
  readonly #exports: MicroPythonExports;
  #words = new Uint32Array();
  #floats = new Float64Array();
  #bytes = new Uint8Array();
  readonly #decoder = new TextDecoder();
  /** The address of the words for a converted value: its kind, its length, its address. */
  readonly #out: number;
  /** By their numbers, as JSON. */
  readonly #interned: string[] = [];

  constructor(exports: MicroPythonExports) {
    this.#exports = exports;
    this.#out = exports.malloc(12);
  }

  refresh(): void {
    const { buffer } = this.#exports.memory;
    if (this.#bytes.buffer === buffer) return;
    this.#words = new Uint32Array(buffer);
    this.#floats = new Float64Array(buffer);
    this.#bytes = new Uint8Array(buffer);
  }

  word(address: number): number {
    return this.#words[address >>> 2] ?? 0;
  }

  float(address: number): number {
    return this.#floats[(address + FLOAT_VALUE) >>> 3] ?? NaN;
  }

  large(address: number): bigint {
    const start = this.word(address + LARGE_DIGITS) >>> 1;
    const digits = new Uint16Array(this.#bytes.buffer).subarray(
      start,
      start + this.word(address + LARGE_LENGTH),
    );
    const size = digits.reduceRight((value, digit) => (value << 16n) | BigInt(digit), 0n);
    return this.word(address + LARGE_SIGN) & 1 ? -size : size;
  }

  list(address: number): readonly number[] {
    return this.#read(this.word(address + LIST_ITEMS), this.word(address + LIST_LENGTH));
  }

  tuple(address: number): readonly number[] {
    return this.#read(address + TUPLE_ITEMS, this.word(address + TUPLE_LENGTH));
  }

  #read(address: number, count: number): readonly number[] {
    return Array.from(this.#words.subarray(address >>> 2, (address >>> 2) + count));
  }

  /** @returns the text of a `str` as JSON */
  text(address: number): string {
    return this.#json(this.word(address + TEXT_DATA), this.word(address + TEXT_LENGTH));
  }

  /** @returns the text of an interned `str` as JSON */
  interned(object: number): string {
    return (this.#interned[object >>> 3] ??= this.#convert(object));
  }

  #convert(object: number): string {
    this.#exports.proxy_convert_mp_to_js_obj_cside(object, this.#out);
    this.refresh();
    return this.#json(this.word(this.#out + 8), this.word(this.#out + 4));
  }

  #json(data: number, length: number): string {
    // A copy: what is decoded must not be shared, as the memory of a worker is.
    return JSON.stringify(this.#decoder.decode(this.#bytes.slice(data, data + length)));
  }
}

/** Thrown inside of a writer, when something is no plain data. */
const NOT_PLAIN = new Error("This is no plain data.");

/** Deeper data contains itself, most likely: who else looks at it says so. */
const MAX_DEPTH = 400;

const TAGGED = JSON.stringify(TAG);
/** A key that begins so would look like a tag. */
const LIKE_A_TAG = TAGGED.slice(0, -1);

/** Addresses of types. */
type Types = Readonly<Record<"float" | "list" | "tuple" | "dict" | "text" | "large", number>>;

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
