/**
 * Waits that the worker can be called back in. While Python waits for a function of the page (`sync.ask()`),
 * that function may call the worker in its turn; if such calls waited for the worker to be free, both sides
 * would wait for ever. So the wait is answered early, with the calls: Python makes them, and waits on. See
 * `Tag.calls` and `Op.resume`.
 */

/** Such a wait settles with this when it is to go on after calls have been made. */
export class Interlude {
  /** @param wait its number from now on */
  constructor(readonly wait: number) {}
}

interface Wait {
  readonly promise: Promise<unknown>;
  answer(value: unknown): void;
}

export class ReentrantWaits {
  /** The one that the worker is in. */
  #open: Wait | undefined;
  /** Those that have been answered early, by number. */
  readonly #suspended = new Map<number, Promise<unknown>>();
  #last = 0;

  /** True if the worker is in such a wait, or makes calls that came with one. */
  get any(): boolean {
    return this.#open !== undefined || this.#suspended.size > 0;
  }

  /** The worker waits for `promise`. @returns the answer: how it settles, or an {@link Interlude} */
  begin(promise: Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const wait: Wait = { promise, answer: resolve };
      this.#open = wait;
      const close = () => {
        if (this.#open === wait) this.#open = undefined;
      };
      promise.then(
        (value) => (close(), resolve(value)),
        (error: unknown) => (close(), reject(error as Error)),
      );
    });
  }

  /** Answers the wait early, if the worker is in one. */
  wake(): void {
    if (!this.#open) return;
    const { promise, answer } = this.#open;
    this.#open = undefined;
    this.#suspended.set(++this.#last, promise);
    answer(new Interlude(this.#last));
  }

  /** The worker waits on. @returns as {@link begin} */
  resume(wait: number): Promise<unknown> {
    const promise = this.#suspended.get(wait);
    if (!promise) throw new RangeError(`The link has no wait ${wait}.`);
    this.#suspended.delete(wait);
    return this.begin(promise);
  }

  /** The worker will not wait on: an exception has ended that. */
  abandon(wait: number): void {
    this.#suspended.delete(wait);
  }

  /** The wait was interrupted. */
  interrupted(): void {
    this.#open = undefined;
  }
}
