// Lets MicroPython's memory grow for one object that is larger than all it has.
//
// `gc_try_add_heap` adds an area that holds the object and the tables that describe the area. Since 1.28
// there is a table of weak references more, and the sum still leaves it out: the area is too small by that,
// and the object a `MemoryError`, however much memory there is. In C:
//
//     size_t needed = failed_alloc + MAX(2048, failed_alloc * 13 / 512);
//
// The tables take 4/128 of an area now instead of 3/128, so 13 becomes 17.
import { instructions } from "../wasm/instructions.mjs";

const op = { localTee: 0x22, const: 0x41, mul: 0x6c };
const [SHARE, NEEDED] = [13, 17];
/** 2048 * 512: the compiler divides last. */
const LEAST = 1048576;

/** @param {import("../wasm/module.mjs").WasmModule} module it is changed */
export function growForLargeObjects(module) {
  const found = module.bodies.flatMap((body, index) =>
    sharesIn([...instructions(body)]).map((at) => ({ index, at })),
  );
  if (found.length !== 1) throw new Error(`micropython.wasm adds memory in ${found.length} places`);
  const [{ index, at }] = found;
  const body = Uint8Array.from(module.bodies[index]);
  body[at + 1] = NEEDED;
  module.bodies[index] = body;
}

/** The places of the number in a body's instructions. */
function sharesIn(steps) {
  const isShare = ({ opcode, value }, index) =>
    opcode === op.const &&
    value === SHARE &&
    steps[index + 1]?.opcode === op.mul &&
    steps[index + 2]?.opcode === op.localTee &&
    steps[index + 3]?.value === LEAST;
  return steps.filter(isShare).map(({ at }) => at);
}
