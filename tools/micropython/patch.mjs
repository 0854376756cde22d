// Changes MicroPython's WebAssembly, before it is optimized: README.md has the list.
import { hashOf, isKnownBuild } from "./known-build.mjs";
import { growBuffersByHalf } from "./patches/buffers.mjs";
import { hashProxies } from "./patches/hash.mjs";
import { growForLargeObjects } from "./patches/heap.mjs";
import { passIntegersWhole } from "./patches/integers.mjs";
import { keepJumpsInside } from "./patches/jumps.mjs";
import { hashLongTextInPart } from "./patches/long-text.mjs";
import { makeTextFreely } from "./patches/text.mjs";
import { WasmModule } from "./wasm/module.mjs";

/**
 * @param {Uint8Array} wasm `micropython.wasm` as published
 * @param {{ exportJumps?: boolean }} [options] `exportJumps` for the names of what was imported to jump, as
 *   exports
 * @returns {Uint8Array} the patched module
 * @throws {Error} when it is another build
 */
export function patchMicroPython(wasm, { exportJumps = false } = {}) {
  if (!isKnownBuild(wasm)) {
    throw new Error(
      `micropython.wasm is not the build that the patches are written for (its SHA-256 is ${hashOf(wasm)}). ` +
        "See tools/micropython/README.md.",
    );
  }
  const module = new WasmModule(wasm);
  passIntegersWhole(module);
  makeTextFreely(module);
  hashLongTextInPart(module);
  hashProxies(module);
  growForLargeObjects(module);
  growBuffersByHalf(module);
  const jumps = keepJumpsInside(module);
  if (exportJumps) for (const [name, index] of jumps) module.export(name, index);
  return module.bytes();
}
