/** The promises that Python waits for inside synchronous calls, so that waiting can be interrupted. */
import { PythonError } from "../errors.js";

export class BlockingPromises {
  #pending = new Map<(error: unknown) => void, number>();

  /** `promise`, unless `run` is interrupted first. */
  add(promise: unknown, run: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#pending.set(reject, run);
      Promise.resolve(promise).then(
        (value) => {
          this.#pending.delete(reject);
          resolve(value);
        },
        (error: unknown) => {
          this.#pending.delete(reject);
          reject(error as Error);
        },
      );
    });
  }

  /** Makes Python raise `KeyboardInterrupt` where `run` waits; wherever it waits when that is undefined. */
  interrupt(run?: number): void {
    for (const [reject, owner] of [...this.#pending]) {
      if (run !== undefined && run !== owner) continue;
      this.#pending.delete(reject);
      reject(raisable("KeyboardInterrupt", ""));
    }
  }
}

/** An exception for Python to raise. */
export function raisable(type: string, message: string, options?: ErrorOptions): PythonError {
  return new PythonError({ type, message, traceback: "", filename: "", lineno: 0 }, options);
}
