// The build of MicroPython that the patches are written for, and what they have to know of it. README.md says
// how each number is found in another build.
import { createHash } from "node:crypto";

export const knownBuild = {
  package: "@micropython/micropython-webassembly-pyscript",
  version: "1.29.0-6",
  /** SHA-256 of its `micropython.wasm`. */
  hash: "d5913c9327072e71d3e7a2e9384ea326f7d784bcc2f50a01b602c52bd2bdcafd",
  /** Addresses of `mp_type_int` and `mp_type_float`. */
  typeInt: 96112,
  typeFloat: 95704,
  /** Address of `MP_STATE_VM(sched_state)`: the export `mp_sched_keyboard_interrupt` writes 0 there. */
  schedulerState: 188372,
  /**
   * Number of the function `qstr_find_strn`, and of those that call it for new text:
   * `mp_obj_new_str_type_from_vstr` and `mp_obj_new_str`.
   */
  findName: 96,
  textMakers: [753, 765],
  /** Instructions of these functions, without their numbers, by which `find-constants.mjs` finds them. */
  opcodes: {
    findName:
      "AiANQQ8LICBqIUEhICEDIEFsIC1zISBBaiIgSQ0LAkEoIkUNIEFxIkEgQUsbIQMgKCFBIQIgKCJBSg0gQWoiQUkNIEFqIUEhAyAgakF2ISAgICAg" +
      "QXRqKCAQQUgiGyIgICAbImtBSw0LIEFqIQsCAiAgTw0gQWohICghAwIgICBBdGovRw0gICggai1HDSAgQXRqKCAgEEUNCyBBaiIgRw0LCyAoIkUNDAsL" +
      "ICBBcWoPC0EL",
    textMakers: [
      "AiBBRw0gKCAoECJFDSAQIEE2IEF0QXIPCyAoIQIgKCJBaiIgKEYNICAQISAoIQsgIGpBOiBBNiBBNgIgQUcNICggEA8LQSAQIiAoIjYgIBAhICA2ICA2IAs=",
      "AkEgIBBFDQIgIBAiRQ0gQXRBcg8LQSAgEA8LQUEQAAs=",
    ],
  },
};

/** @param {Uint8Array} wasm `micropython.wasm` as published */
export function hashOf(wasm) {
  return createHash("sha256").update(wasm).digest("hex");
}

/** @returns {boolean} true for the build that the patches are written for */
export function isKnownBuild(wasm) {
  return hashOf(wasm) === knownBuild.hash;
}
