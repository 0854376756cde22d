/**
 * Promises that the worker has been given. It can await one only in a later task, and a promise that is
 * rejected before would be taken for one that nobody looks after. So that is put off until the worker has
 * let go of it without.
 */
export class Promises {
  readonly #unawaited = new WeakSet<object>();

  /** The worker is given a value. */
  given(value: object | symbol): void {
    if (!(value instanceof Promise) || this.#unawaited.has(value)) return;
    this.#unawaited.add(value);
    value.catch(() => {});
  }

  /** The worker awaits it. */
  awaited(value: object | symbol): void {
    if (value instanceof Promise) this.#unawaited.delete(value);
  }

  /** The worker has let go of it. */
  released(value: object | symbol | undefined): void {
    if (value instanceof Promise && this.#unawaited.delete(value)) void value.then();
  }
}
