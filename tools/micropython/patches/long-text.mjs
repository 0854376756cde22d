// Lets MicroPython make long text and bytes without reading all of it once more.
//
// Whenever text or bytes are made, from JavaScript's, by `+`, a slice or from a file, MicroPython computes
// their hash (`qstr_compute_hash`), byte by byte, asked for or not: 17 ms for 10 MB, longer than copying them
// takes. Equal ones need equal hashes, and others need not differ: `==` and dictionaries compare the text
// itself then. So the hash of what is longer than two halves is that of its beginning, end and length.
// Names, whose hashes are computed when MicroPython is built, are shorter. In C:
//
//     if (len > 2 * HALF)
//         hash = whole(data, HALF) * 33 ^ whole(data + len - HALF, HALF) ^ len
import { leb } from "../wasm/bytes.mjs";
import { instructions, op } from "../wasm/instructions.mjs";

const CONST = 0x41;
/** The hash of nothing. */
const START = 5381;
/** Bytes. */
const HALF = 2048;
const I32 = 0x7f;

/** @param {import("../wasm/module.mjs").WasmModule} module it is changed */
export function hashLongTextInPart(module) {
  // Functions that look for names compute it as well, and call others.
  const found = module.bodies.flatMap((body, index) => {
    const steps = [...instructions(body)];
    const computes = steps.some(({ opcode, value }) => opcode === CONST && value === START);
    return computes && !steps.some(({ opcode }) => opcode === op.call) ? [index] : [];
  });
  if (found.length !== 1)
    throw new Error(`micropython.wasm computes hashes of text in ${found.length} functions`);
  const index = module.imports.length + found[0];
  const whole = module.add(module.type([I32, I32], [I32]), module.body(index));
  const [DATA, LENGTH, HASH] = [0, 1, 2];
  const ofHalf = [CONST, ...leb(HALF), op.call, ...leb(whole)];
  module.setBody(
    index,
    Uint8Array.from([
      ...[1, 1, I32],
      ...[0x20, LENGTH, CONST, ...leb(2 * HALF), 0x4b, 0x04, I32], // if length > 2 * HALF
      ...[0x20, DATA, ...ofHalf, CONST, 33, 0x6c],
      ...[0x20, DATA, 0x20, LENGTH, 0x6a, CONST, ...leb(HALF), 0x6b, ...ofHalf, 0x73],
      ...[0x20, LENGTH, 0x73, CONST, 0xff, 0xff, 0x03, 0x71, 0x22, HASH],
      ...[CONST, 1, 0x20, HASH, 0x1b], // 0 means that there is none
      0x05,
      ...[0x20, DATA, 0x20, LENGTH, op.call, ...leb(whole), 0x0b],
      0x0b,
    ]),
  );
}
