/**
 * Suppresses `unhandledrejection` for promises that the worker has been given, which it can await only in a
 * later task. If the worker releases one without awaiting it, the event is raised after all.
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
