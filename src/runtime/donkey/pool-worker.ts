/** One worker of a donkey: its own calls, and its share of a map. */
import type { TerminalRun } from "../terminal/run-terminal.js";
import type { CallOptions } from "./call-queue.js";
import { DonkeyCore, type DonkeyParts, type WorkerMethods } from "./donkey.js";
import { ItemCalls, type ItemEnvironment, type ItemWorker, type Outcome, type Share } from "./item-worker.js";

/** A worker or a kernel: a donkey hands it calls, and items of maps. */
export interface MapWorker extends ItemWorker {
  /** How many calls wait for it or run. */
  readonly pending: number;
  /** Calls one of the donkey's methods. */
  call<T>(action: (donkey: WorkerMethods) => Promise<T>): Promise<T>;
  /** Executes the code that all workers have to execute, as far as it has not. */
  setUp(options: CallOptions): Promise<void>;
}

export class PoolWorker<R extends TerminalRun = TerminalRun> implements MapWorker {
  readonly #donkey: DonkeyCore<R>;
  readonly #items: ItemCalls<R>;

  constructor(
    parts: DonkeyParts<R> & { readonly environment: ItemEnvironment<R>; readonly renews: boolean },
    end: (reason: Error) => void,
  ) {
    this.#donkey = new DonkeyCore(parts, end);
    this.#items = new ItemCalls(this.#donkey.calls, parts);
  }

  get pending(): number {
    return this.#donkey.calls.pending;
  }

  call<T>(action: (donkey: WorkerMethods) => Promise<T>): Promise<T> {
    return action(this.#donkey);
  }

  setUp(options: CallOptions): Promise<void> {
    return this.#donkey.calls.work(options, () => Promise.resolve());
  }

  work(share: Share, options: CallOptions): Promise<Outcome> {
    return this.#items.work(share, options);
  }
}
