// The build of MicroPython that the patches are written for, and what they have to know of it. README.md says
// how each number is found in another build.
import { createHash } from "node:crypto";

export const knownBuild = {
  package: "@micropython/micropython-webassembly-pyscript",
  version: "1.27.0",
  /** SHA-256 of its `micropython.wasm`. */
  hash: "06338c955b03c5700aa0069015d3e392d76836ef8e2ce25bedbe59b88ccd373c",
  /** Addresses of `mp_type_int` and `mp_type_float`. */
  typeInt: 95280,
  typeFloat: 94872,
  /** Address of `MP_STATE_VM(sched_state)`: the export `mp_sched_keyboard_interrupt` stores 0 there. */
  schedulerState: 185360,
  /**
   * Number of the function `qstr_find_strn`, and of those that call it for new text:
   * `mp_obj_new_str_type_from_vstr` and `mp_obj_new_str`.
   */
  findName: 93,
  textMakers: [746, 747],
  /** Fingerprints of the instructions of these functions, by which `find-constants.mjs` finds them. */
  fingerprints: { findName: "780e71610818e14a", textMakers: ["5cb7be9772b78030", "58ffbcb5ef80f41b"] },
};

/** @param {Uint8Array} wasm `micropython.wasm` as published */
export function hashOf(wasm) {
  return createHash("sha256").update(wasm).digest("hex");
}

/** @returns {boolean} true for the build that the patches are written for */
export function isKnownBuild(wasm) {
  return hashOf(wasm) === knownBuild.hash;
}
