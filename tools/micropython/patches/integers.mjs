// Lets MicroPython's integers cross to JavaScript whole.
//
// `proxy_convert_mp_to_js_obj_cside` converts a Python object for JavaScript. It cuts integers to 32 bits,
// although it has a branch for floats, whose 64 bits hold integers up to 2**53 exactly, and although what
// that branch calls, `mp_obj_get_float`, takes integers as well. In C, the function reads like this:
//
//     if (is_small_int(obj) || obj->type == &mp_type_int) { … 32 bits … }
//     else if (obj->type == &mp_type_float) { … double … }
//
// The patch sends integers that are objects (small ones are not; they have 31 bits) to the second branch. It
// is bound to one build, by hash: `docs/decisions/0030-micropython-border.md`.
import { knownBuild } from "../known-build.mjs";
import { join } from "../wasm/bytes.mjs";

const { typeInt: TYPE_INT, typeFloat: TYPE_FLOAT } = knownBuild;
const FUNCTION = "proxy_convert_mp_to_js_obj_cside";

const op = { localGet: 0x20, localTee: 0x22, const: 0x41, ne: 0x47, and: 0x71, or: 0x72, brIf: 0x0d };

/** @param {import("../wasm/module.mjs").WasmModule} module it is changed */
export function passIntegersWhole(module) {
  const index = module.functionNamed(FUNCTION);
  module.setBody(index, patchBody(module.body(index)));
}

function patchBody(body) {
  const isInt = [op.const, ...address(TYPE_INT)];
  const isFloat = [op.const, ...address(TYPE_FLOAT)];
  // obj->type is in a local, `local.tee`d for the first comparison: it is read again for the second.
  const first = find(body, [...isInt, op.ne, op.brIf]);
  const local = body[find(body, [...isFloat, op.ne, op.brIf]) - 1];
  // Never equal: `type | TYPE_INT` is not 0, so objects always go on to the next comparison.
  const patched = Uint8Array.from(body);
  patched[first + isInt.length] = op.or;
  const second = find(patched, [...isFloat, op.ne, op.brIf]) + isFloat.length + 1;
  return join([
    patched.subarray(0, second),
    Uint8Array.of(op.localGet, local, ...isInt, op.ne, op.and),
    patched.subarray(second),
  ]);
}

/** Returns the index of a sequence that occurs once. */
function find(bytes, wanted) {
  const found = [];
  for (let at = 0; at + wanted.length <= bytes.length; at++) {
    if (wanted.every((byte, offset) => bytes[at + offset] === byte)) found.push(at);
  }
  if (found.length !== 1) throw new Error(`${FUNCTION} has the expected instructions ${found.length} times`);
  return found[0];
}

/** An address as the linker writes it: in five bytes, whatever it is. */
function address(value) {
  return [0, 7, 14, 21].map((shift) => ((value >> shift) & 0x7f) | 0x80).concat(value >> 28);
}
