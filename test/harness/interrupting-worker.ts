/**
 * Another thread: asks an interpreter to interrupt itself, on request, and reports that it has. The request
 * comes through shared memory, since browsers may not deliver messages of a thread that goes on computing.
 */
import type { InterruptHandle } from "../../src/runtime/interpreters/interpreter.js";
import { requestInterrupt } from "../../src/runtime/interpreters/interrupts.js";

interface Start {
  readonly handle: InterruptHandle;
  /** The milliseconds to wait for, plus one; 0 while there is nothing to do. */
  readonly orders: Int32Array;
}

onmessage = ({ data: { handle, orders } }: MessageEvent<Start>) => {
  postMessage("ready");
  for (;;) {
    Atomics.wait(orders, 0, 0);
    const milliseconds = Atomics.load(orders, 0) - 1;
    Atomics.wait(orders, 0, milliseconds + 1, milliseconds);
    requestInterrupt(handle);
    Atomics.store(orders, 0, 0);
    postMessage("told");
  }
};
