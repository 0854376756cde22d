/**
 * MicroPython's data as it lies in its memory.
 *
 * Objects are words. An odd one is an integer of 31 bits; one that ends in the bits 010 is the number of an
 * interned string; `None`, `True` and `False` are words of their own; any other is the address of an object,
 * whose first word is the address of its type. Where types and members are is learned from samples; with an
 * interpreter of another build nothing is found, or what is read is not what the samples are.
 */
import type { MicroPythonExports } from "./micropython-module.js";

/** Facts that were learned: where types are, and the words of `None`, `False` and `True`. */
export interface Learned {
  readonly memory: Memory;
  readonly types: Types;
  readonly constants: readonly [none: number, no: number, yes: number];
}

/**
 * Learns from the samples that Python makes, in a list: `None`, `False`, `True`, 7, 1.5, a list, a tuple, a
 * dictionary that maps a text to 7, that text, which is not interned, and an integer of two words.
 *
 * @param samples the address of the list
 * @returns undefined where this interpreter's objects are not as expected
 */
export function learn(exports: MicroPythonExports, samples: number): Learned | undefined {
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
  return { memory, types, constants: [none, no, yes] };
}

type Sample = [number, number, number, number, number, number, number, number, number, number];

/** Addresses of types. */
export type Types = Readonly<Record<"float" | "list" | "tuple" | "dict" | "text" | "large", number>>;

export const LIST_LENGTH = 8;
export const LIST_ITEMS = 12;
const TUPLE_LENGTH = 4;
const TUPLE_ITEMS = 8;
/** A dictionary's number of places, and where they are: pairs of words, of which the first is the key. */
export const DICT_LENGTH = 8;
export const DICT_TABLE = 12;
/** The keys of a place that is empty, and of one that was left. */
export const EMPTY = 0;
export const LEFT = 4;
const TEXT_LENGTH = 8;
const TEXT_DATA = 12;
const FLOAT_VALUE = 8;
/** An integer of more than a word: whether it is below zero, and its digits of 16 bits, the lowest first. */
const LARGE_SIGN = 4;
const LARGE_LENGTH = 8;
const LARGE_DIGITS = 12;

/** The interpreter's memory, which moves as it grows. */
export class Memory {
  readonly #exports: MicroPythonExports;
  #words = new Uint32Array();
  #floats = new Float64Array();
  #bytes = new Uint8Array();
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
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

  setWord(address: number, word: number): void {
    this.#words[address >>> 2] = word;
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
