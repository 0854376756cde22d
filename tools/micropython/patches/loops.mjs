// Lets WebKit end a worker whose MicroPython computes.
//
// WebKit ends WebAssembly only when it calls JavaScript, and MicroPython's loops call nothing. So the virtual
// machine, which looks for interrupts at each backward jump, gets a call of JavaScript at that place, each
// 65,536 times, and a branch that skips it: compilers make nothing of code that nobody reaches. The page
// overwrites the branch for workers of browsers that need it: `micropython-loops.ts` of the runtime.
// `wasm-opt` would remove all that, so it comes after that.
import { knownBuild } from "../known-build.mjs";
import { join, leb } from "../wasm/bytes.mjs";
import { instructions } from "../wasm/instructions.mjs";
import { WasmModule } from "../wasm/module.mjs";

/** Any JavaScript will do; this reads the clock. */
const CALLED = "mp_js_ticks_ms";
/** The branch, and a number by which the worker finds it. */
const SKIP = [0x0c, 0x00, 0x41, 0xe5, 0xf2, 0xe1, 0xe3, 0x07, 0x1a];

const [CONST, LOAD16_U] = [0x41, 0x2f];

/**
 * @param {Uint8Array} wasm a module that has been optimized
 * @returns {Uint8Array} the same, with a call that is skipped in the virtual machine's loop
 * @throws {Error} when there is not one place for it
 */
export function prepareCallsInLoops(wasm) {
  const module = new WasmModule(wasm);
  const counter = module.addGlobal();
  const called = module.functionNamed(CALLED);
  // The virtual machine is by far the largest function.
  const machine = module.bodies.reduce((one, other) => (other.length > one.length ? other : one));
  const places = [...looksForInterrupts(machine)];
  if (places.length !== 1) throw new Error(`MicroPython looks for interrupts in ${places.length} places`);
  const [at] = places;
  const call = [
    ...[0x02, 0x40, ...SKIP],
    ...[0x23, ...leb(counter), 0x41, 1, 0x6b, 0x24, ...leb(counter)],
    ...[0x23, ...leb(counter), CONST, 0xff, 0xff, 0x03, 0x71, 0x45],
    ...[0x04, 0x40, 0x10, ...leb(called), 0x1a, 0x0b],
    0x0b,
  ];
  module.bodies[module.bodies.indexOf(machine)] = join([
    machine.subarray(0, at),
    Uint8Array.from(call),
    machine.subarray(at),
  ]);
  return module.bytes();
}

/** The places where a body reads the scheduler's state. */
function* looksForInterrupts(body) {
  let address;
  for (const { opcode, at, value } of instructions(body)) {
    if (opcode === LOAD16_U && address !== undefined) yield address;
    address = opcode === CONST && value === knownBuild.schedulerState ? at : undefined;
  }
}
