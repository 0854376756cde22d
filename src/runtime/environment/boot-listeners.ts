/** The listeners to the progress of an environment's boot. */
import type { LoadProgress } from "../interpreters/interpreter.js";

export class BootListeners {
  readonly #progress = new Set<(progress: LoadProgress) => void>();
  readonly #recovered = new Set<() => void>();

  /** Tells `listener` how loading goes, until `signal` aborts. */
  onProgress(listener: (progress: LoadProgress) => void, signal: AbortSignal): void {
    subscribe(this.#progress, listener, signal);
  }

  /** Calls `callback` once when a boot succeeds after one that failed, unless `signal` aborts before. */
  onRecovered(callback: () => void, signal: AbortSignal): void {
    subscribe(this.#recovered, callback, signal);
  }

  /** True while somebody waits for a boot that succeeds after one that failed. */
  get awaitRecovery(): boolean {
    return this.#recovered.size > 0;
  }

  progress(progress: LoadProgress): void {
    for (const listener of this.#progress) listener(progress);
  }

  /** A boot has succeeded. */
  recovered(): void {
    const waiting = [...this.#recovered];
    this.#recovered.clear();
    for (const callback of waiting) callback();
  }
}

function subscribe<T>(set: Set<T>, item: T, signal: AbortSignal): void {
  if (signal.aborted) return;
  set.add(item);
  signal.addEventListener("abort", () => set.delete(item), { once: true });
}
