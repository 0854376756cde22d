/** The boot of an environment, on either thread: it happens once, is tried again where it failed, and has
 * listeners. */
import type { LoadProgress } from "../interpreters/interpreter.js";

/** @typeParam T the result of the boot */
export class BootMemo<T> {
  readonly #progress = new Set<(progress: LoadProgress) => void>();
  readonly #recovered = new Set<() => void>();
  #booting: Promise<T> | undefined;
  #booted: T | undefined;
  #failure: unknown;

  /** The result of the boot; undefined until it has succeeded, and again after {@link forget}. */
  get booted(): T | undefined {
    return this.#booted;
  }

  /** The boot that has begun or succeeded; undefined where the next use begins another. */
  get booting(): Promise<T> | undefined {
    return this.#booting;
  }

  /** See `PythonEnvironment.failure`. */
  get failure(): unknown {
    return !this.#booting && this.#recovered.size > 0 ? this.#failure : undefined;
  }

  /** The first call boots; later ones wait for the same, or boot again where that failed. */
  boot(start: () => Promise<T>): Promise<T> {
    this.#booting ??= start().then(
      (result) => {
        this.#booted = result;
        const waiting = [...this.#recovered];
        this.#recovered.clear();
        for (const callback of waiting) callback();
        return result;
      },
      (error: unknown) => {
        this.#booting = undefined;
        this.#failure = error;
        throw error;
      },
    );
    return this.#booting;
  }

  /** The result has ended: the next use boots anew. */
  forget(): void {
    this.#booted = this.#booting = undefined;
  }

  /** Hands a step of loading to the listeners. */
  readonly progressed = (progress: LoadProgress): void => {
    for (const listener of this.#progress) listener(progress);
  };

  /** Tells `listener` how loading goes, until `signal` aborts. */
  onProgress(listener: (progress: LoadProgress) => void, signal: AbortSignal): void {
    subscribe(this.#progress, listener, signal);
  }

  /** Calls `callback` once when a boot succeeds after one that failed, unless `signal` aborts before. */
  onRecovered(callback: () => void, signal: AbortSignal): void {
    subscribe(this.#recovered, callback, signal);
  }
}

function subscribe<T>(set: Set<T>, item: T, signal: AbortSignal): void {
  if (signal.aborted) return;
  set.add(item);
  signal.addEventListener("abort", () => set.delete(item), { once: true });
}
