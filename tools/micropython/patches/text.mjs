// Lets MicroPython make text without looking for it among all names.
//
// Whenever text is made, by `+`, `str()`, an f-string or from JavaScript's, MicroPython looks whether a name
// that it knows reads the same (`qstr_find_strn`), to use that instead. Names that came with modules are
// looked through one by one: 1,000 of them take 2 µs, more than all the rest, and this package alone brings
// hundreds. Nothing relies on it: text that was there before the name is another object as well. So only text
// of one character is looked for, which saves memory.
import { knownBuild } from "../known-build.mjs";
import { leb } from "../wasm/bytes.mjs";
import { replaceCalls } from "../wasm/instructions.mjs";

const { findName: FIND, textMakers: MAKERS } = knownBuild;
const LONGEST = 1;

const I32 = 0x7f;

/** @param {import("../wasm/module.mjs").WasmModule} module it is changed */
export function makeTextFreely(module) {
  const type = module.type([I32, I32], [I32]);
  const find = module.add(type, [
    0,
    ...[0x20, 1, 0x41, LONGEST, 0x4b, 0x04, I32], // if length > LONGEST
    ...[0x41, 0, 0x05],
    ...[0x20, 0, 0x20, 1, 0x10, ...leb(FIND), 0x0b],
    0x0b,
  ]);
  for (const index of MAKERS) {
    const body = module.body(index);
    const patched = replaceCalls(body, new Map([[FIND, find]]));
    if (patched === body)
      throw new Error("micropython.wasm makes text in other functions than it is known to");
    module.setBody(index, patched);
  }
}
