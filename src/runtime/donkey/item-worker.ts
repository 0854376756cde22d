/** A worker's share of a map: it applies a function to items. */
import type { ModuleSource } from "../bridge/python-modules.js";
import type { CallSite } from "../bridge/opened.js";
import type { PythonEnvironment } from "../environment/python-environment.js";
import { PythonError, pythonError, type Description } from "../errors.js";
import type { Run } from "../runs/run.js";
import { MIN_ARRAY_NUMBERS, type PackedByPython } from "../values/packed.js";
import { unpack } from "../values/unpack.js";
import type { CallOptions, CallQueue } from "./call-queue.js";
import { PackedItems } from "./packed-items.js";

/** Items or results: an array, or what Python has packed. */
export interface Batch {
  readonly length: number;
}

/** Items or results of JavaScript's. Whole numbers of 32 bits stay as they cross: an array made of such a
 * buffer takes ten times as long as a loop over it. */
export type Values = readonly unknown[] | Int32Array;

/** The items that a worker is to apply a function to. */
export interface Share<B extends Batch = Values> {
  /** The number of the map. */
  readonly map: number;
  readonly function_: string;
  readonly items: B;
  /** True if each item is a list of arguments. */
  readonly spread: boolean;
}

/** Results, up to the first item that failed, and that failure. */
export interface Outcome<B extends Batch = Values> {
  readonly values: B;
  readonly error: Error | undefined;
}

/** A place that applies functions to items. */
export interface ItemWorker<B extends Batch = Values> {
  /**
   * Applies a function to items.
   *
   * @throws WorkerEnded when the worker has ended meanwhile, PythonError when there is no such function, an
   *   `AbortError` when the signal aborts or the place has ended
   */
  work(share: Share<B>, options: CallOptions): Promise<Outcome<B>>;
}

/** A worker has ended before it has answered; what it was asked can be asked of the next one. */
export class WorkerEnded extends Error {
  override readonly name = "WorkerEnded";
}

/** Calls of a Python file's functions by values, and by what Python has packed. */
interface ItemSite extends CallSite {
  callPacked(name: string, given: PackedByPython): Promise<PackedByPython>;
}

/** A place whose Python can be called by messages; `WorkerEnvironment` is one. */
export interface ItemEnvironment<R extends Run> extends PythonEnvironment<R> {
  openBridge(source: ModuleSource, run: R, transfers: boolean): Promise<ItemSite>;
  interruptibly<T>(run: R, result: Promise<T>, signal: AbortSignal): Promise<T>;
  /** Ends the worker that there is; the next use starts another one. */
  renew(): void;
}

interface ItemParts<R extends Run> {
  readonly environment: ItemEnvironment<R>;
  /** The run that the calls belong to. */
  readonly run: R;
  /** True if another worker takes the place of one whose memory is used up: WebAssembly's never shrinks. */
  readonly renews: boolean;
}

const SOURCE = `from pyscript import _pool
def work(*args):
    return _pool.work(*args)
def work_packed(*args):
    return _pool.work_packed(*args)
`;

/** How the answer of `work_packed` begins where no item has failed: with the number of results. */
const ALL_WELL = /^\[(\d+), ?null,/;

/** Returns true for many numbers of 32 bits: Python iterates over a buffer of them as over a list. */
function areWhole(items: readonly unknown[]): items is readonly number[] {
  return items.length >= MIN_ARRAY_NUMBERS && items.every((item) => ((item as number) | 0) === item);
}

function isMemoryError(error: unknown): boolean {
  return error instanceof PythonError && error.name === "MemoryError";
}

export class ItemCalls<R extends Run> implements ItemWorker {
  readonly #calls: CallQueue;
  readonly #parts: ItemParts<R>;
  #opened: { readonly worker: unknown; readonly site: ItemSite } | undefined;

  /** @param calls the worker's other calls, in whose order these come */
  constructor(calls: CallQueue, parts: ItemParts<R>) {
    this.#calls = calls;
    this.#parts = parts;
  }

  work({ map, function_, items, spread }: Share, options: CallOptions): Promise<Outcome> {
    return this.#work(map, options, async (call) => {
      const given = Array.isArray(items) && areWhole(items) ? new Int32Array(items) : items;
      const calling = (site: ItemSite) => Promise.resolve(site.call("work", [map, function_, given, spread]));
      const [values, failure] = (await call(calling)) as [Values, Description?];
      return { values, error: failure && this.#failed(failure) };
    });
  }

  /** As {@link work}, for Python on the page. The values are a list that is the answer's third value. */
  workPacked(
    { map, function_, items, spread }: Share<PackedItems>,
    options: CallOptions,
  ): Promise<Outcome<PackedItems>> {
    const text = `[[${map},${JSON.stringify(function_)},${items.text},${spread}],{}]`;
    return this.#work(map, options, async (call) => {
      const answer = await call((site) => site.callPacked("work_packed", { text, extras: items.extras }));
      const [, count] = ALL_WELL.exec(answer.text) ?? [];
      if (count !== undefined) return { values: new PackedItems(answer, Number(count)), error: undefined };
      const [done, failure] = unpack(answer) as [number, Description];
      return { values: new PackedItems(answer, done), error: this.#failed(failure) };
    });
  }

  /** @throws PythonError when memory was too little, and another worker has to have all of its items */
  #failed(failure: Description): PythonError {
    const error = pythonError(...failure);
    if (this.#parts.renews && isMemoryError(error)) throw error;
    return error;
  }

  /** @param map those of one map are sent ahead */
  #work<T>(
    map: number,
    options: CallOptions,
    action: (call: <A>(calling: (site: ItemSite) => Promise<A>) => Promise<A>) => Promise<T>,
  ): Promise<T> {
    const { environment, run, renews } = this.#parts;
    const calling = async (signal: AbortSignal, sent: () => void): Promise<T> => {
      try {
        return await action(async (call) => {
          const site = await this.#open();
          signal.throwIfAborted();
          const result = call(site);
          sent();
          return environment.interruptibly(run, result, signal);
        });
      } catch (error) {
        if (renews && isMemoryError(error)) environment.renew();
        const { booted, signal: lifetime } = environment;
        if (booted || lifetime.aborted || signal.aborted) throw error;
        throw new WorkerEnded((error as Error).message, { cause: error });
      }
    };
    return this.#calls.work(options, calling, map);
  }

  /** The function of Python's that takes items, in the worker that there is now. */
  async #open(): Promise<ItemSite> {
    const { environment, run } = this.#parts;
    const worker = await environment.boot();
    const opened = this.#opened;
    if (opened && opened.worker === worker) return opened.site;
    const { id } = run;
    const source: ModuleSource = {
      url: "<map>",
      name: `_pool_${id}`,
      source: SOURCE,
      shared: false,
      run: id,
    };
    // Items may have to be sent again.
    const site = await environment.openBridge(source, run, false);
    this.#opened = { worker, site };
    return site;
  }
}
