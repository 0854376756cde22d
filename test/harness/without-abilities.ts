/** Takes from the page what its browser can do. */

export interface Abilities {
  readonly isolated: boolean;
  readonly sharedArrayBuffer: boolean;
  readonly stackSwitching: boolean;
  /** `Atomics.waitAsync`. */
  readonly waitAsync: boolean;
}

/** The abilities of this browser and page. */
export function abilities(): Abilities {
  return {
    isolated: crossOriginIsolated,
    sharedArrayBuffer: "SharedArrayBuffer" in globalThis,
    stackSwitching: "Suspending" in WebAssembly,
    waitAsync: "waitAsync" in Atomics,
  };
}

/** Takes away what is false. @returns a function that gives it back */
export function withoutAbilities(those: Abilities): () => void {
  const { isolated, sharedArrayBuffer, stackSwitching, waitAsync } = those;
  const taken: (() => void)[] = [];
  const take = (object: object, name: string) => {
    const descriptor = Object.getOwnPropertyDescriptor(object, name);
    if (!descriptor || !Reflect.deleteProperty(object, name)) return;
    taken.push(() => Object.defineProperty(object, name, descriptor));
  };
  if (!isolated) {
    // It may be the prototype's: hidden by one of the page's own.
    take(globalThis, "crossOriginIsolated");
    Object.defineProperty(globalThis, "crossOriginIsolated", { configurable: true, value: false });
    taken.unshift(() => Reflect.deleteProperty(globalThis, "crossOriginIsolated"));
  }
  if (!sharedArrayBuffer) take(globalThis, "SharedArrayBuffer");
  if (!stackSwitching) {
    take(WebAssembly, "Suspending");
    take(WebAssembly, "promising");
  }
  if (!waitAsync) take(Atomics, "waitAsync");
  return () => taken.forEach((give) => give());
}
