/** One worker of a donkey: its own calls, and its share of a map. */
import type { ModuleSource } from "../bridge/python-modules.js";
import type { CallSite } from "../bridge/opened.js";
import type { PythonEnvironment } from "../environment/python-environment.js";
import { pythonError, type Description } from "../errors.js";
import type { TerminalRun } from "../terminal/run-terminal.js";
import { DonkeyCore, type CallOptions, type DonkeyParts, type WorkerMethods } from "./donkey.js";

/** A place whose Python can be called by messages; `WorkerEnvironment` is one. */
export interface PoolEnvironment<R extends TerminalRun> extends PythonEnvironment<R> {
  openBridge(source: ModuleSource, run: R, transfers: boolean): Promise<CallSite>;
  interruptibly<T>(run: R, result: Promise<T>, signal: AbortSignal): Promise<T>;
}

/** The items that a worker is to apply a function to. */
export interface Share {
  /** The number of the map. */
  readonly map: number;
  readonly function_: string;
  readonly items: readonly unknown[];
  /** True if each item is a list of arguments. */
  readonly spread: boolean;
}

/** Results, up to the first item that failed, and that failure. */
export interface Outcome {
  readonly values: readonly unknown[];
  readonly error: Error | undefined;
}

/** A worker or a kernel: a donkey hands it calls, and items of maps. */
export type MapWorker = Pick<PoolWorker, "pending" | "call" | "setUp" | "work">;

/** A worker has ended before it has answered; what it was asked can be asked of the next one. */
export class WorkerEnded extends Error {
  override readonly name = "WorkerEnded";
}

const SOURCE = `from pyscript import _pool
def work(*args):
    return _pool.work(*args)
`;

export class PoolWorker<R extends TerminalRun = TerminalRun> {
  readonly #donkey: DonkeyCore<R>;
  readonly #environment: PoolEnvironment<R>;
  readonly #run: R;
  #opened: { readonly worker: unknown; readonly site: CallSite } | undefined;
  /** Calls that have not settled. */
  #pending = 0;

  constructor(
    parts: DonkeyParts<R> & { readonly environment: PoolEnvironment<R> },
    end: (reason: Error) => void,
  ) {
    this.#environment = parts.environment;
    this.#run = parts.run;
    this.#donkey = new DonkeyCore(parts, end);
  }

  /** How many calls wait for it or run. */
  get pending(): number {
    return this.#pending;
  }

  /** Calls one of the donkey's methods. */
  async call<T>(action: (donkey: WorkerMethods) => Promise<T>): Promise<T> {
    this.#pending++;
    try {
      return await action(this.#donkey);
    } finally {
      this.#pending--;
    }
  }

  /** Executes the code that all workers have to execute, as far as it has not. */
  setUp(options: CallOptions): Promise<void> {
    return this.call(() => this.#donkey.work(options, () => Promise.resolve()));
  }

  /**
   * Applies a function to items.
   *
   * @throws WorkerEnded when the worker has ended meanwhile, PythonError when there is no such function, an
   *   `AbortError` when the signal aborts or the donkey is killed
   */
  work({ map, function_, items, spread }: Share, options: CallOptions): Promise<Outcome> {
    const turn = async (signal: AbortSignal): Promise<Outcome> => {
      const site = await this.#open();
      signal.throwIfAborted();
      const calling = Promise.resolve(site.call("work", [map, function_, items, spread]));
      const [values, failure] = (await this.#environment.interruptibly(this.#run, calling, signal)) as [
        unknown[],
        Description?,
      ];
      return { values, error: failure && pythonError(...failure) };
    };
    return this.call(() =>
      this.#donkey.work(options, async (signal) => {
        try {
          return await turn(signal);
        } catch (error) {
          const { booted, signal: lifetime } = this.#environment;
          if (booted || lifetime.aborted || signal.aborted) throw error;
          throw new WorkerEnded((error as Error).message, { cause: error });
        }
      }),
    );
  }

  /** The function of Python's that takes items, in the worker that there is now. */
  async #open(): Promise<CallSite> {
    const worker = await this.#environment.boot();
    const opened = this.#opened;
    if (opened && opened.worker === worker) return opened.site;
    const { id } = this.#run;
    const source: ModuleSource = {
      url: "<map>",
      name: `_pool_${id}`,
      source: SOURCE,
      shared: false,
      run: id,
    };
    // Items may have to be sent again.
    const site = await this.#environment.openBridge(source, this.#run, false);
    this.#opened = { worker, site };
    return site;
  }
}
