/**
 * Abilities of the browser that our ways depend on: the one place that asks. It asks each time, so what a
 * test takes out of the global scope is missing everywhere.
 *
 * A driver says what its interpreter's build makes of them: `Interpreter.capabilities`.
 */

/** Returns true if threads can share memory here. */
export function sharesMemory(): boolean {
  // WebKitGTK isolates pages, and has the constructor behind a switch.
  return globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === "function";
}

/** Returns true if a thread that must not sleep can wait for shared memory to change: `Atomics.waitAsync`. */
export function waitsWithoutSleeping(): boolean {
  return "waitAsync" in Atomics;
}

/** The API that suspends WebAssembly while it waits for promises (JSPI). */
export interface StackSwitching {
  readonly Suspending: new (call: () => Promise<unknown>) => () => unknown;
  readonly promising: (call: unknown) => (...args: number[]) => Promise<unknown>;
  /** The tag of JavaScript's exceptions in WebAssembly: suspending MicroPython needs it. */
  readonly JSTag: unknown;
}

/** @returns undefined where the browser cannot suspend WebAssembly */
export function stackSwitching(): StackSwitching | undefined {
  const { Suspending, promising, JSTag } = WebAssembly as Partial<StackSwitching>;
  return Suspending && promising && JSTag ? { Suspending, promising, JSTag } : undefined;
}

/**
 * Says whether ending a worker ends the WebAssembly that computes in it. WebKit (WebKitGTK 2.50.6) ends it
 * only when it calls JavaScript, so there it has to do that now and then. No page can try: a loop that goes
 * on takes a core until the page is closed. Engines that have JSPI end it.
 */
export function endsComputing(): boolean {
  return stackSwitching() !== undefined;
}
