/**
 * Lets WebKit end a worker whose MicroPython computes: `endsComputing` of `capabilities.ts`.
 *
 * The build has put a call of JavaScript into the virtual machine's loop, and a branch that skips it
 * (`tools/micropython/patches/loops.mjs`). Without the branch it is made each 65,536 backward jumps.
 */
import { endIfTold } from "./ending.js";

/** `br 0`, then `drop` of a number that is there to be found. */
const SKIP = Uint8Array.of(0x0c, 0x00, 0x41, 0xe5, 0xf2, 0xe1, 0xe3, 0x07, 0x1a);
const NOP = 0x01;
/** The function that loops call. */
const CALLED = "mp_js_ticks_ms";

/**
 * Has a module call JavaScript in its loops.
 *
 * @param code the module; it is changed
 * @returns whether it is prepared for that: not each build is
 */
export function callInLoops(code: Uint8Array): boolean {
  for (let at = 0; (at = code.indexOf(0x0c, at)) >= 0; at++) {
    if (!SKIP.every((byte, index) => code[at + index] === byte)) continue;
    code.fill(NOP, at, at + 2);
    return true;
  }
  return false;
}

/** Has what loops call end the worker when somebody has told it to. */
export function endInLoops({ env }: WebAssembly.Imports): void {
  const called = env?.[CALLED] as (() => number) | undefined;
  if (!env || !called) return;
  env[CALLED] = () => {
    endIfTold();
    return called();
  };
}
