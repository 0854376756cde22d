/** The items of a map, in chunks. */
import type { Items } from "./donkey.js";
import type { Batch, Values } from "./item-worker.js";

/** Some items, and the place of the first. */
export interface Chunk<B extends Batch = Values> {
  readonly start: number;
  readonly items: B;
  /** True if a worker has ended over it. */
  readonly again: boolean;
}

/** Gives the items of a map. */
export interface MapSource<B extends Batch = Values> {
  /** How many items there are, as far as that is known. */
  readonly total: number | undefined;
  /** The next ones; undefined at the end. */
  next(): Promise<Chunk<B> | undefined>;
  /** Makes one chunk of each item. */
  singles(items: B): readonly B[];
  /** Ends it, before its end perhaps. */
  close(): Promise<void>;
}

/** Into how many parts per worker an array goes: the last ones to end wait for a part at most. */
const PARTS = 4;

/** Returns a copy of items, which may change before they are sent. */
function copied(items: readonly unknown[] | ArrayBufferView): Values {
  return items instanceof Int32Array ? items.slice() : Array.from(items as unknown as ArrayLike<unknown>);
}

/** Reads items of JavaScript's in chunks. */
export class ChunkSource implements MapSource {
  readonly #size: number;
  readonly #items: Values | undefined;
  readonly #iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined;
  #start = 0;
  #ended = false;
  /** True while an item is awaited. */
  #waits = false;
  /** Reads of an iterator come one after the other. */
  #reading: Promise<unknown> = Promise.resolve();

  /** @throws TypeError, RangeError for items and sizes that cannot be used */
  constructor(items: Items, size: number | undefined, workers: number) {
    if (size !== undefined && !(Number.isSafeInteger(size) && size > 0)) {
      throw new RangeError(`map: chunk is ${String(size)}; expected a whole number from 1.`);
    }
    if (Array.isArray(items) || ArrayBuffer.isView(items)) {
      this.#items = copied(items);
      this.#size = size ?? Math.max(1, Math.ceil(this.#items.length / (workers * PARTS)));
    } else {
      this.#size = size ?? 1;
      this.#iterator = iteratorOf(items);
    }
  }

  /** How many items there are, as far as that is known. */
  get total(): number | undefined {
    return this.#items?.length ?? (this.#ended ? this.#start : undefined);
  }

  async next(): Promise<Chunk | undefined> {
    const items = this.#items ? this.#items.slice(this.#start, this.#start + this.#size) : await this.#read();
    if (items.length === 0) return undefined;
    const start = this.#start;
    this.#start += items.length;
    return { start, items, again: false };
  }

  singles(items: Values): readonly Values[] {
    return Array.from<unknown, Values>(items, (item) => [item]);
  }

  #read(): Promise<unknown[]> {
    const reading = this.#reading.then(async () => {
      const items: unknown[] = [];
      while (!this.#ended && items.length < this.#size) {
        this.#waits = true;
        const result = await this.#iterator?.next();
        this.#waits = false;
        if (!result || result.done) this.#ended = true;
        else items.push(result.value);
      }
      return items;
    });
    this.#reading = reading.catch(() => {});
    return reading;
  }

  /** Lets an iterator end before its end. */
  async close(): Promise<void> {
    if (!this.#iterator || this.#ended) return;
    this.#ended = true;
    const ending = Promise.resolve(this.#iterator.return?.());
    // A generator ends when it has given the item that is awaited, which may never come.
    if (this.#waits) ending.catch(() => {});
    else await ending;
  }
}

function iteratorOf(items: Items): Iterator<unknown> | AsyncIterator<unknown> {
  const given = items as Partial<AsyncIterable<unknown> & Iterable<unknown>> | undefined;
  const iterator = given?.[Symbol.asyncIterator]?.() ?? given?.[Symbol.iterator]?.();
  if (iterator) return iterator;
  throw new TypeError("map: the items cannot be iterated over; expected an array, or what `for` takes.");
}
