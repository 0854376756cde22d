/** A function applied to many items by the workers of a donkey: who gets what, and what becomes of an item
 * whose worker ends. */
import { abortError, asError } from "../errors.js";
import type { ItemError, MapOptions } from "./donkey.js";
import type { Chunk, MapSource } from "./map-sources.js";
import { keyboardInterrupt } from "./worker-place.js";
import {
  WorkerEnded,
  type Batch,
  type ItemWorker,
  type Values,
  type Outcome,
  type Share,
} from "./item-worker.js";

export interface MapRequest<B extends Batch> {
  /** Unlike that of other maps. */
  readonly number: number;
  readonly function_: string;
  readonly source: MapSource<B>;
  /** True if each item is a list of arguments. */
  readonly spread: boolean;
  /** False has workers wait for who takes the results, so that those of a long iteration need no memory. */
  readonly collects: boolean;
}

/** How many chunks per worker may wait for a consumer. */
const AHEAD = 4;
/**
 * A worker gets its next chunk before it has answered if chunks take less, in milliseconds: it need not wait
 * for the page then, which takes some milliseconds to wake up. Of longer ones none should wait for a worker
 * while another is free.
 */
const QUICK_MS = 60;

/** A chunk that a worker has. */
interface Flight {
  /** True if the worker has ended over one before it, and never began this one. */
  isLost: boolean;
}

export class MapRun<B extends Batch = Values> {
  readonly #workers: readonly ItemWorker<B>[];
  readonly #request: MapRequest<B>;
  readonly #options: MapOptions;
  readonly #source: MapSource<B>;
  readonly #again: Chunk<B>[] = [];
  /** Aborts what is under way. */
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  /** Results that nobody has taken, by the place of the first. */
  readonly #results = new Map<number, B>();
  /** Resolves when there is news: a result, the end, or room. */
  #news = Promise.withResolvers<void>();
  /** Workers that take chunks. */
  #active: number;
  /** True if the latest chunk took so little that workers get the next one ahead. */
  #isQuick = false;
  #done = 0;
  #failure: Error | undefined;

  constructor(workers: readonly ItemWorker<B>[], request: MapRequest<B>, options: MapOptions) {
    this.#workers = workers;
    this.#request = request;
    this.#options = options;
    this.#active = workers.length;
    this.#source = request.source;
    const { signal } = options;
    this.#signal = signal ? AbortSignal.any([signal, this.#stop.signal]) : this.#stop.signal;
  }

  /**
   * Yields results, those of a chunk together.
   *
   * @throws ItemError, PythonError, an `AbortError`
   */
  async *chunks(): AsyncGenerator<B, void, void> {
    const { ordered = true, signal } = this.#options;
    const aborted = () => this.#fail(abortError("The call was aborted."));
    if (signal?.aborted) aborted();
    signal?.addEventListener("abort", aborted, { once: true, signal: this.#stop.signal });
    for (const worker of this.#workers) void this.#feed(worker);
    let next = 0;
    try {
      for (;;) {
        const failure = this.#failure;
        // Nothing more is wanted where it was aborted. What was there before an item failed is.
        if (failure && !("index" in failure)) throw failure;
        const [start, values] = this.#take(ordered ? next : undefined);
        if (values) {
          next = start + values.length;
          this.#tell();
          yield values;
        } else if (failure) throw failure;
        else if (this.#active === 0) return;
        else await this.#news.promise;
      }
    } finally {
      this.#stop.abort();
      this.#tell();
      await this.#source.close();
    }
  }

  /** The results of the chunk that begins there, or of any. */
  #take(wanted: number | undefined): [start: number, values: B | undefined] {
    const start = wanted ?? this.#results.keys().next().value ?? 0;
    const values = this.#results.get(start);
    this.#results.delete(start);
    return [start, values];
  }

  /** Has a worker work as long as there is something to do. */
  async #feed(worker: ItemWorker<B>): Promise<void> {
    /** The chunks that the worker has, the oldest first: two at most. */
    const flights: Flight[] = [];
    let before: Promise<void> | undefined;
    try {
      for (;;) {
        while (this.#isFull && !this.#signal.aborted) await this.#news.promise;
        if (this.#signal.aborted) return;
        const chunk = this.#again.shift() ?? (await this.#source.next());
        // Another one may be read at the same time; when the last one has been, what was lost is left.
        if (!chunk) {
          await before;
          if (this.#again.length === 0) return;
          continue;
        }
        const working = this.#work(worker, chunk, flights);
        working.catch(() => {}); // Awaited below.
        await before;
        if (this.#isQuick) before = working;
        else await (before = working);
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

  async #work(worker: ItemWorker<B>, chunk: Chunk<B>, flights: Flight[]): Promise<void> {
    const { number, function_, spread } = this.#request;
    const { start, items, again } = chunk;
    const share: Share<B> = { map: number, function_, items, spread };
    const flight: Flight = { isLost: false };
    flights.push(flight);
    const begun = performance.now();
    let outcome: Outcome<B>;
    try {
      outcome = await worker.work(share, { signal: this.#signal });
      // With one before it, it has waited for that.
      this.#isQuick = performance.now() - begun < QUICK_MS;
      flights.splice(flights.indexOf(flight), 1);
    } catch (error) {
      flights.splice(flights.indexOf(flight), 1);
      if (this.#signal.aborted) return;
      if (!(error instanceof WorkerEnded)) throw placed(asError(error), start);
      if (flight.isLost) {
        this.#again.push(chunk);
        return;
      }
      for (const next of flights) next.isLost = true;
      if (again) throw Object.assign(asError(error.cause), { index: start });
      // One by one: the others may not be to blame.
      for (const [index, single] of this.#source.singles(items).entries())
        this.#again.push({ start: start + index, items: single, again: true });
      return;
    }
    if (this.#signal.aborted) return;
    const { values, error } = outcome;
    if (!error || values.length > 0) this.#results.set(start, values);
    if (error) throw Object.assign(error, { index: start + values.length });
    this.#done += values.length;
    this.#tell();
    this.#options.onProgress?.({ done: this.#done, total: this.#source.total });
  }

  /** Has it fail with a `KeyboardInterrupt`, unless it has failed already. */
  interrupt(): void {
    this.#fail(keyboardInterrupt());
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

/** An error about a value that cannot cross says where it is in the chunk; callers know its item. */
function placed(error: Error, start: number): Error {
  const [found, items, results] = /^(?:argument 3\[(\d+)\]|value\[[02]\]\[(\d+)\])/.exec(error.message) ?? [];
  if (!found) return error;
  const index = start + Number(items ?? results);
  const what = items === undefined ? `the result of item ${index}` : `item ${index}`;
  const placed = new TypeError(what + error.message.slice(found.length), { cause: error });
  return Object.assign(placed, { index }) satisfies ItemError;
}
