// Lets the buffers that text is written to grow by half of what is in them.
//
// `vstr_ensure_extra` makes room for what is needed and 16 to 24 bytes more, so text that is written in small
// parts is copied again for each of them. `json.loads` adds a string's characters one by one: 1.6 MB took 6
// seconds; `json.dumps`, `io.StringIO` and `%` write likewise. What text is made of gives back what it does
// not use. In C:
//
//     needed = vstr->len + size;
//     alloc = ((needed + needed / 2) & ~7) + 24;
import { join } from "../wasm/bytes.mjs";
import { instructions, op } from "../wasm/instructions.mjs";

const [LOCAL_GET, LOCAL_TEE, CONST, ADD, AND, SHIFT_RIGHT] = [0x20, 0x22, 0x41, 0x6a, 0x71, 0x76];
/** As it is written in one byte, and read without a sign. */
const MINUS_8 = 0x78;
const ROOM = 24;

/** @param {import("../wasm/module.mjs").WasmModule} module it is changed */
export function growBuffersByHalf(module) {
  const found = module.bodies.flatMap((body, index) =>
    placesIn([...instructions(body)]).map((at) => ({ index, ...at })),
  );
  if (found.length !== 1) throw new Error(`micropython.wasm makes room for text in ${found.length} places`);
  const [{ index, needed, end }] = found;
  const body = module.bodies[index];
  const half = Uint8Array.of(LOCAL_GET, needed, CONST, 1, SHIFT_RIGHT, ADD);
  module.bodies[index] = join([body.subarray(0, end), half, body.subarray(end)]);
}

/** Finds `(needed & -8) + 24`, for which memory is asked. @returns the variable, and where it was read */
function placesIn(steps) {
  return steps.flatMap(({ opcode, value, end }, index) => {
    const [mask, and, room, add, tee, call] = steps.slice(index + 1, index + 7);
    const isPlace =
      opcode === LOCAL_GET &&
      mask?.opcode === CONST &&
      mask.value === MINUS_8 &&
      and?.opcode === AND &&
      room?.opcode === CONST &&
      room.value === ROOM &&
      add?.opcode === ADD &&
      tee?.opcode === LOCAL_TEE &&
      call?.opcode === op.call;
    return isPlace ? [{ needed: value, end }] : [];
  });
}
