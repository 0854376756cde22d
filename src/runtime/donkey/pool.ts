/** A donkey with its workers: a call goes to the one that has least to do, a map to all of them. */
import { dedent } from "../runs/dedent.js";
import { broadcast, killed } from "./call-queue.js";
import type { CallOptions, DonkeyMethods, Items, MapOptions, MapProgress, WorkerMethods } from "./donkey.js";
import type { Values } from "./item-worker.js";
import { ChunkSource } from "./map-sources.js";
import { MapRun, type MapRequest } from "./maps.js";
import type { MapWorker } from "./pool-worker.js";

/** Shows how far a map is. */
export interface ProgressView {
  /** Shows it, or that there is nothing to show any more. */
  show(progress: MapProgress | undefined): void;
}

export interface PoolParts {
  readonly workers: readonly [MapWorker, ...MapWorker[]];
  /** The code that workers execute first, by number; see `DonkeyParts`. */
  readonly setup: Map<number, string>;
  /** Makes what shows the progress of one map. */
  readonly progressView: (function_: string, options: MapOptions) => ProgressView;
  /** Aborts when the donkey has ended. */
  readonly signal: AbortSignal;
  /** Ends everything. */
  readonly end: () => Promise<void>;
}

export class DonkeyPool implements DonkeyMethods {
  readonly #parts: PoolParts;
  /** The maps that have not ended. */
  readonly #running = new Set<MapRun>();
  #maps = 0;
  #broadcasts = 0;

  constructor(parts: PoolParts) {
    this.#parts = parts;
  }

  readonly process = (code: string, options?: CallOptions): Promise<void> =>
    this.#call((donkey) => donkey.process(code, options));

  readonly execute = (code: string, options?: CallOptions): Promise<void> =>
    this.#call((donkey) => donkey.execute(code, options));

  readonly evaluate = (expression: string, options?: CallOptions): Promise<unknown> =>
    this.#call((donkey) => donkey.evaluate(expression, options));

  readonly clear = (options?: CallOptions): Promise<void> => this.#call((donkey) => donkey.clear(options));

  readonly reset = (options?: CallOptions): Promise<void> => this.#call((donkey) => donkey.reset(options));

  readonly interrupt = async (): Promise<void> => {
    const maps = [...this.#running];
    await Promise.all(this.#parts.workers.map((worker) => worker.call((donkey) => donkey.interrupt())));
    // A task later the maps have failed whose items were interrupted; of the others none had begun.
    await new Promise((resolve) => setTimeout(resolve));
    for (const map of maps) map.interrupt();
  };

  readonly kill = (): Promise<void> => this.#parts.end();

  readonly map = (function_: string, items: Items, options?: MapOptions): Promise<unknown[]> =>
    this.#collect(function_, items, false, options);

  readonly starmap = (function_: string, items: Items, options?: MapOptions): Promise<unknown[]> =>
    this.#collect(function_, items, true, options);

  readonly imap = (function_: string, items: Items, options?: MapOptions): AsyncIterableIterator<unknown> =>
    this.#iterate(function_, items, options);

  readonly broadcast = async (code: string, options: CallOptions = {}): Promise<void> => {
    const { workers, setup } = this.#parts;
    const number = ++this.#broadcasts;
    setup.set(number, dedent(code));
    await broadcast(setup, number, workers, (worker) => worker.setUp(options));
  };

  /** Has the worker do something that has least to do; the first one, where none has. */
  #call<T>(action: (donkey: WorkerMethods) => Promise<T>): Promise<T> {
    const { workers } = this.#parts;
    let [free] = workers;
    for (const worker of workers) if (worker.pending < free.pending) free = worker;
    return free.call(action);
  }

  async #collect(
    function_: string,
    items: Items,
    spread: boolean,
    options: MapOptions = {},
  ): Promise<unknown[]> {
    const collected: unknown[] = [];
    const run = this.#start({ function_, items, spread, collects: true }, options);
    for await (const values of run) for (const value of values) collected.push(value);
    return collected;
  }

  async *#iterate(
    function_: string,
    items: Items,
    options: MapOptions = {},
  ): AsyncGenerator<unknown, void, void> {
    const run = this.#start({ function_, items, spread: false, collects: false }, options);
    for await (const values of run) yield* values;
  }

  async *#start(
    request: Omit<MapRequest<Values>, "number" | "source"> & { readonly items: Items },
    options: MapOptions,
  ): AsyncGenerator<Values, void, void> {
    const { workers, progressView, signal: lifetime } = this.#parts;
    if (lifetime.aborted) throw killed();
    const view = progressView(request.function_, options);
    const onProgress = (progress: MapProgress) => {
      view.show(progress);
      options.onProgress?.(progress);
    };
    const source = new ChunkSource(request.items, options.chunk, workers.length);
    // A map may wait for its items, and not for a worker, when the donkey ends.
    const signal = options.signal ? AbortSignal.any([lifetime, options.signal]) : lifetime;
    const run = new MapRun(
      workers,
      { ...request, source, number: ++this.#maps },
      { ...options, onProgress, signal },
    );
    this.#running.add(run);
    try {
      yield* run.chunks();
    } finally {
      this.#running.delete(run);
      view.show(undefined);
    }
  }
}
