/** Pools of Python's on the page, `pyscript.Pool`: items and results stay as Python has packed them. Python's
 * half is `python/pyscript/_pools.py`. */
import type { RequestedConfig } from "../config/types.js";
import { abortError, asError, PythonError, unlessAborted } from "../errors.js";
import type { InterpreterType } from "../interpreters/interpreter.js";
import type { Run } from "../runs/run.js";
import { remembered } from "../loading/remembered.js";
import { dedent } from "../runs/dedent.js";
import type { WorkerServices } from "../workers/shared/python-worker.js";
import { broadcast, CallQueue } from "./call-queue.js";
import type { ItemError } from "./donkey.js";
import { ItemCalls, type ItemEnvironment, type ItemWorker } from "./item-worker.js";
import type { Chunk, MapSource } from "./map-sources.js";
import { MapRun } from "./maps.js";
import { PackedItems } from "./packed-items.js";
import { poolSize } from "./pool-size.js";
import { WorkerPlace } from "./worker-place.js";

/** Services of the page that a pool uses. */
export interface PoolServices {
  /** Starts fetching what an interpreter needs. */
  preload(type: InterpreterType, place: "workers"): void;
  resolve(config: unknown, options: { readonly base: string }): Promise<RequestedConfig>;
  workers(): Promise<{
    environment(
      request: { readonly type: InterpreterType } & RequestedConfig,
      user: AbortSignal,
    ): ItemEnvironment<Run>;
    newRun(filename: string, signal: AbortSignal): Run;
  }>;
}

/** Services of the page that Python starts workers by. */
export type PageWorkers = WorkerServices & PoolServices;

interface PoolRequest {
  readonly type: InterpreterType;
  /** How many; 0 for as many as the machine has cores and memory for. */
  readonly workers: number;
  /** JSON, TOML or a URL; `""` for none. */
  readonly config: string;
}

/** A failure for Python, as JSON: `[type, message, traceback, index]`; the index is -1 where no item is to
 * blame. `""` for none. */
type FailureText = string;

interface Place extends ItemWorker<PackedItems> {
  readonly environment: ItemEnvironment<Run>;
  readonly calls: CallQueue;
}

export class PythonPool {
  readonly size: number;
  readonly #lifetime = new AbortController();
  readonly #signal: AbortSignal;
  /** The workers, from the first use on. */
  readonly #places: () => Promise<readonly Place[]>;
  /** The code that `broadcast` has executed, by number. */
  readonly #setup = new Map<number, string>();
  #broadcasts = 0;
  #maps = 0;

  /** @param owner ends it */
  constructor(services: PoolServices, { type, workers, config }: PoolRequest, owner: AbortSignal) {
    this.size = poolSize({ workers: workers || "auto" }, type);
    this.#signal = AbortSignal.any([owner, this.#lifetime.signal]);
    services.preload(type, "workers");
    // A server that has its configuration may never answer.
    this.#places = remembered(() => unlessAborted(this.#start(services, type, config), this.#signal));
  }

  async #start(services: PoolServices, type: InterpreterType, config: string): Promise<readonly Place[]> {
    const [workers, requested] = await Promise.all([
      services.workers(),
      services.resolve(config || undefined, { base: document.baseURI }),
    ]);
    return Array.from({ length: this.size }, () => {
      const environment = workers.environment({ type, ...requested }, this.#signal);
      const run = workers.newRun("<pool>", this.#signal);
      const calls = new CallQueue(new WorkerPlace({ environment, run }), this.#setup);
      const items = new ItemCalls(calls, { environment, run, renews: true });
      return { environment, calls, work: (share, options) => items.workPacked(share, options) };
    });
  }

  /** Resolves when all workers are there. */
  ready(): Promise<FailureText> {
    return this.#attempt(async () => {
      const places = await this.#places();
      await Promise.all(places.map(({ environment }) => environment.boot()));
    });
  }

  /** Executes statements in each worker, and in those that replace one. */
  broadcast(code: string): Promise<FailureText> {
    return this.#attempt(async () => {
      const places = await this.#places();
      const number = ++this.#broadcasts;
      this.#setup.set(number, dedent(code));
      await broadcast(this.#setup, number, places, ({ calls }) => calls.work({}, async () => {}));
    });
  }

  /**
   * Applies a function to items, which {@link PythonMap.put} hands over.
   *
   * @param function_ an expression of it, or statements that define it
   * @param reports true if answers tell how far it is, too
   */
  map(function_: string, spread: boolean, ordered: boolean, reports: boolean): PythonMap {
    const request = { number: ++this.#maps, function_: dedent(function_), spread, collects: true };
    return new PythonMap((source, stop, told) => {
      const options = { ordered, signal: stop, onProgress: reports ? told : undefined };
      return this.#places().then((places) => new MapRun(places, { ...request, source }, options));
    }, this.#signal);
  }

  /** Ends the workers. */
  terminate(): void {
    this.#lifetime.abort(abortError("The pool was terminated."));
  }

  async #attempt(action: () => Promise<void>): Promise<FailureText> {
    try {
      await action();
      return "";
    } catch (error) {
      return failureOf(error, this.#signal);
    }
  }
}

type StartMap = (
  source: MapSource<PackedItems>,
  signal: AbortSignal,
  told: (progress: { readonly done: number }) => void,
) => Promise<MapRun<PackedItems>>;

/** The first letters of {@link Answer}. */
const PoolNews = __PROTOCOL__.PoolNews;

/**
 * News of a map for Python, by its first letter: results follow, packed; how many items are done; a failure,
 * after which nothing comes; the end. With extras it is a list of that text and the extras.
 */
type Answer = string | readonly [string, readonly unknown[]];

/** A map of Python's that runs. */
export class PythonMap {
  readonly #source = new PutItems();
  readonly #stop = new AbortController();
  readonly #answers: Answer[] = [];
  #told = Promise.withResolvers<void>();

  /** @param pool aborts when the pool has ended */
  constructor(start: StartMap, pool: AbortSignal) {
    void this.#follow(start, pool);
  }

  async #follow(start: StartMap, pool: AbortSignal): Promise<void> {
    try {
      const told = ({ done }: { readonly done: number }) => this.#tell(`${PoolNews.progress}${done}`);
      const run = await start(this.#source, this.#stop.signal, told);
      for await (const { text, extras } of run.chunks())
        this.#tell(extras.length > 0 ? [PoolNews.results + text, extras] : PoolNews.results + text);
      this.#tell(PoolNews.end);
    } catch (error) {
      this.#tell(PoolNews.failed + failureOf(error, pool));
    }
  }

  #tell(answer: Answer): void {
    this.#answers.push(answer);
    this.#told.resolve();
  }

  /** Hands over the next items: a list of so many. */
  put(count: number, text: string, ...extras: unknown[]): void {
    this.#source.put(new PackedItems({ text, extras }, count));
  }

  /** There are no more items. */
  finish(): void {
    this.#source.finish();
  }

  /** The next news; one caller at a time. */
  async answer(): Promise<Answer> {
    for (;;) {
      const answer = this.#answers.shift();
      if (answer !== undefined) return answer;
      this.#told = Promise.withResolvers();
      await this.#told.promise;
    }
  }

  /** Ends it, before its end perhaps: what is under way is interrupted. */
  close(): void {
    this.#source.finish();
    this.#stop.abort();
  }
}

/** Items that come when Python hands them over. */
class PutItems implements MapSource<PackedItems> {
  readonly #waiting: PackedItems[] = [];
  #start = 0;
  #finished = false;
  #changed = Promise.withResolvers<void>();

  get total(): undefined {
    return undefined; // Python knows.
  }

  put(items: PackedItems): void {
    this.#waiting.push(items);
    this.#change();
  }

  finish(): void {
    this.#finished = true;
    this.#change();
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  async next(): Promise<Chunk<PackedItems> | undefined> {
    for (;;) {
      const items = this.#waiting.shift();
      if (items) {
        const start = this.#start;
        this.#start += items.length;
        return { start, items, again: false };
      }
      if (this.#finished) return undefined;
      await this.#changed.promise;
    }
  }

  singles(items: PackedItems): readonly PackedItems[] {
    return items.singles();
  }

  async close(): Promise<void> {
    this.finish();
  }
}

function failureOf(thrown: unknown, pool: AbortSignal): FailureText {
  const error = asError(thrown) as Error & Partial<ItemError>;
  const { index = -1 } = error;
  if (pool.aborted) return JSON.stringify(["RuntimeError", "the pool ended before that was done", "", index]);
  const { name, message } = error;
  const traceback = error instanceof PythonError ? error.traceback : "";
  return JSON.stringify([name, message, traceback, index]);
}
