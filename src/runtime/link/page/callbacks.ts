/**
 * The worker's functions, as the page sees them: functions that return promises. One function of the
 * worker's is one function here, for as long as anything on the page holds it; then the worker can let go of
 * its own.
 */

/** Calls a function of the worker. */
export type CallWorker = (callback: number, local: boolean, args: readonly unknown[]) => Promise<unknown>;
/** Tells the worker that a function is no longer held that it has sent `count` times. */
export type ReleaseInWorker = (callback: number, local: boolean, count: number) => void;

interface Entry {
  readonly callback: number;
  readonly local: boolean;
  /** How often the worker has sent it. */
  count: number;
  readonly reference: WeakRef<object>;
}

export type WorkerFunction = (...args: unknown[]) => Promise<unknown>;

export class Callbacks {
  readonly #call: CallWorker;
  readonly #entries = new Map<string, Entry>();
  readonly #numbers = new WeakMap<object, Entry>();
  readonly #registry: FinalizationRegistry<Entry>;

  constructor(call: CallWorker, release: ReleaseInWorker) {
    this.#call = call;
    this.#registry = new FinalizationRegistry((entry) => {
      const key = keyOf(entry.callback, entry.local);
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      release(entry.callback, entry.local, entry.count);
    });
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The function of that number, which the worker has sent once more. */
  get(callback: number, local: boolean): WorkerFunction {
    const key = keyOf(callback, local);
    const known = this.#entries.get(key);
    const present = known?.reference.deref();
    if (known && present) {
      known.count++;
      return present as WorkerFunction;
    }
    const call = this.#call;
    const callable: WorkerFunction = (...args) => call(callback, local, args);
    const entry: Entry = { callback, local, count: 1, reference: new WeakRef(callable) };
    this.#entries.set(key, entry);
    this.#numbers.set(callable, entry);
    this.#registry.register(callable, entry);
    return callable;
  }

  /** Returns the worker's number for a function of its own; undefined for others. */
  numberOf(value: object): { readonly callback: number; readonly local: boolean } | undefined {
    return this.#numbers.get(value);
  }

  clear(): void {
    this.#entries.clear();
  }
}

function keyOf(callback: number, local: boolean): string {
  return local ? `l${callback}` : `p${callback}`;
}
