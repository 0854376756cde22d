/**
 * Interrupting Python from another thread: two functions, one for each side of it.
 *
 * ```ts
 * // The page:
 * requestInterrupt(handle); // what computes or sleeps raises KeyboardInterrupt
 * worker.postMessage({ type: "interrupt", run: 3 });
 * // The worker, when the message arrives:
 * interrupted(interpreter, 3); // what awaits raises it
 * ```
 */
import type { Interpreter, InterruptHandle } from "./interpreter.js";

/** Asks an interpreter on another thread to raise `KeyboardInterrupt` in what it computes. */
export function requestInterrupt({ buffer, index, value, also }: InterruptHandle): void {
  const words = new Int32Array(buffer);
  Atomics.store(words, index, value);
  if (also) Atomics.store(words, also.index, also.value);
  Atomics.notify(words, index);
}

/** Interrupts what awaits, on the interpreter's own thread, unless a request has interrupted a computation
 * already.
 * @param run whose; all when absent */
export function interrupted(interpreter: Interpreter, run?: number): void {
  const { interruptHandle } = interpreter;
  // A request that nobody has seen must not hit what runs next.
  if (interruptHandle && !withdrawInterrupt(interruptHandle)) return;
  interpreter.interrupt(run);
}

/**
 * Stands for the word in memory: the interpreter reads requests, then stores 0. A request that came between
 * the two would be lost, so here reading takes a request, and storing does nothing.
 */
export function takenWhenRead({ buffer, index }: InterruptHandle): { 0: number } {
  const words = new Int32Array(buffer);
  return {
    get 0() {
      return Atomics.exchange(words, index, 0);
    },
    set 0(_: number) {},
  };
}

/** Takes a request back. @returns whether there was one */
export function withdrawInterrupt({ buffer, index }: InterruptHandle): boolean {
  return Atomics.exchange(new Int32Array(buffer), index, 0) !== 0;
}
