/** A function applied to many items by the workers of a donkey: who gets what, and what becomes of an item
 * whose worker ends. */
import { abortError, asError } from "../errors.js";
import type { Items, ItemError, MapOptions } from "./donkey.js";
import { WorkerEnded, type Outcome, type MapWorker, type Share } from "./pool-worker.js";

/** Some items, and the place of the first. */
interface Chunk {
  readonly start: number;
  readonly items: readonly unknown[];
  /** True if a worker has ended over it. */
  readonly again: boolean;
}

export interface MapRequest {
  /** Unlike that of other maps. */
  readonly number: number;
  readonly function_: string;
  readonly items: Items;
  /** True if each item is a list of arguments. */
  readonly spread: boolean;
  /** False has workers wait for who takes the results, so that those of a long iteration need no memory. */
  readonly collects: boolean;
}

/** Into how many parts per worker an array goes: the last ones to end wait for a part at most. */
const PARTS = 4;
/** How many chunks per worker may wait for a consumer. */
const AHEAD = 4;

export class MapRun {
  readonly #workers: readonly MapWorker[];
  readonly #request: MapRequest;
  readonly #options: MapOptions;
  readonly #source: ChunkSource;
  readonly #again: Chunk[] = [];
  /** Aborts what is under way. */
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  /** Results that nobody has taken, by the place of the first. */
  readonly #results = new Map<number, readonly unknown[]>();
  /** Resolves when there is news: a result, the end, or room. */
  #news = Promise.withResolvers<void>();
  /** Workers that take chunks. */
  #active: number;
  #done = 0;
  #failure: Error | undefined;

  /** @throws TypeError, RangeError for options that cannot be used */
  constructor(workers: readonly MapWorker[], request: MapRequest, options: MapOptions) {
    this.#workers = workers;
    this.#request = request;
    this.#options = options;
    this.#active = workers.length;
    this.#source = new ChunkSource(request.items, options.chunk, workers.length);
    const { signal } = options;
    this.#signal = signal ? AbortSignal.any([signal, this.#stop.signal]) : this.#stop.signal;
  }

  /**
   * Yields results, those of a chunk together.
   *
   * @throws ItemError, PythonError, an `AbortError`
   */
  async *chunks(): AsyncGenerator<readonly unknown[], void, void> {
    const { ordered = true, signal } = this.#options;
    const aborted = () => this.#fail(abortError("The call was aborted."));
    if (signal?.aborted) aborted();
    signal?.addEventListener("abort", aborted, { once: true, signal: this.#stop.signal });
    for (const worker of this.#workers) void this.#feed(worker);
    let next = 0;
    try {
      for (;;) {
        if (this.#failure) throw this.#failure;
        const [start, values] = this.#take(ordered ? next : undefined);
        if (values) {
          next = start + values.length;
          this.#tell();
          yield values;
        } else if (this.#active === 0) return;
        else await this.#news.promise;
      }
    } finally {
      this.#stop.abort();
      this.#tell();
      await this.#source.close();
    }
  }

  /** The results of the chunk that begins there, or of any. */
  #take(wanted: number | undefined): [start: number, values: readonly unknown[] | undefined] {
    const start = wanted ?? this.#results.keys().next().value ?? 0;
    const values = this.#results.get(start);
    this.#results.delete(start);
    return [start, values];
  }

  /** Has a worker work as long as there is something to do. */
  async #feed(worker: MapWorker): Promise<void> {
    try {
      for (;;) {
        while (this.#isFull && !this.#signal.aborted) await this.#news.promise;
        if (this.#signal.aborted) return;
        const chunk = this.#again.shift() ?? (await this.#source.next());
        // Another one may be read at the same time; when the last one has been, what was lost is left.
        if (!chunk) {
          if (this.#again.length === 0) return;
          continue;
        }
        await this.#work(worker, chunk);
      }
    } catch (error) {
      this.#fail(asError(error));
    } finally {
      this.#active--;
      this.#tell();
    }
  }

  /** True if there are results enough for now. What was lost is always tried again: it may come first. */
  get #isFull(): boolean {
    if (this.#request.collects || this.#again.length > 0) return false;
    return this.#results.size >= AHEAD * this.#workers.length;
  }

  async #work(worker: MapWorker, chunk: Chunk): Promise<void> {
    const { number, function_, spread } = this.#request;
    const { start, items, again } = chunk;
    const share: Share = { map: number, function_, items, spread };
    let outcome: Outcome;
    try {
      outcome = await worker.work(share, { signal: this.#signal });
    } catch (error) {
      if (this.#signal.aborted) return;
      if (!(error instanceof WorkerEnded)) throw placed(asError(error), start);
      if (again) throw Object.assign(asError(error.cause), { index: start });
      // One by one: the others may not be to blame.
      this.#again.push(...items.map((item, index) => ({ start: start + index, items: [item], again: true })));
      return;
    }
    if (this.#signal.aborted) return;
    const { values, error } = outcome;
    if (error) throw Object.assign(error, { index: start + values.length });
    this.#results.set(start, values);
    this.#done += values.length;
    this.#tell();
    this.#options.onProgress?.({ done: this.#done, total: this.#source.total });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#stop.abort();
    this.#tell();
  }

  #tell(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}

/** Reads items in chunks. */
class ChunkSource {
  readonly #size: number;
  readonly #items: readonly unknown[] | undefined;
  readonly #iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined;
  #start = 0;
  #ended = false;
  /** Reads of an iterator come one after the other. */
  #reading: Promise<unknown> = Promise.resolve();

  constructor(items: Items, size: number | undefined, workers: number) {
    if (size !== undefined && !(Number.isSafeInteger(size) && size > 0)) {
      throw new RangeError(`map: chunk is ${String(size)}; expected a whole number from 1.`);
    }
    if (Array.isArray(items) || ArrayBuffer.isView(items)) {
      this.#items = Array.from(items as unknown as ArrayLike<unknown>);
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

  #read(): Promise<unknown[]> {
    const reading = this.#reading.then(async () => {
      const items: unknown[] = [];
      while (!this.#ended && items.length < this.#size) {
        const result = await this.#iterator?.next();
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
    await this.#iterator.return?.();
  }
}

function iteratorOf(items: Items): Iterator<unknown> | AsyncIterator<unknown> {
  const given = items as Partial<AsyncIterable<unknown> & Iterable<unknown>> | undefined;
  const iterator = given?.[Symbol.asyncIterator]?.() ?? given?.[Symbol.iterator]?.();
  if (iterator) return iterator;
  throw new TypeError("map: the items cannot be iterated over; expected an array, or what `for` takes.");
}

/** An error about a value that cannot cross says where it is in the chunk; callers know its item. */
function placed(error: Error, start: number): Error {
  const [found, items, results] = /^(?:argument 3\[(\d+)\]|value\[0\]\[(\d+)\])/.exec(error.message) ?? [];
  if (!found) return error;
  const index = start + Number(items ?? results);
  const what = items === undefined ? `the result of item ${index}` : `item ${index}`;
  const placed = new TypeError(what + error.message.slice(found.length), { cause: error });
  return Object.assign(placed, { index }) satisfies ItemError;
}
