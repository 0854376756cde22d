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
  /** Calls that have not settled. */
  #pending = 0;

  constructor(
    parts: DonkeyParts<R> & { readonly environment: ItemEnvironment<R> },
    end: (reason: Error) => void,
  ) {
    this.#donkey = new DonkeyCore(parts, end);
    this.#items = new ItemCalls(this.#donkey, parts);
  }

  get pending(): number {
    return this.#pending;
  }

  async call<T>(action: (donkey: WorkerMethods) => Promise<T>): Promise<T> {
    this.#pending++;
    try {
      return await action(this.#donkey);
    } finally {
      this.#pending--;
    }
  }

  setUp(options: CallOptions): Promise<void> {
    return this.call(() => this.#donkey.work(options, () => Promise.resolve()));
  }

  work(share: Share, options: CallOptions): Promise<Outcome> {
    return this.call(() => this.#items.work(share, options));
  }
}
