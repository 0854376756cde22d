// Puts data into WebAssembly modules, as custom sections: browsers hand those out and otherwise ignore them.
import { leb } from "./bytes.mjs";

const CUSTOM = 0;

/**
 * @param {Uint8Array} wasm
 * @param {string} name what `WebAssembly.Module.customSections` is to find it by
 * @param {Uint8Array} content
 * @returns {Buffer} the module with the section at its end
 */
export function withCustomSection(wasm, name, content) {
  const label = Buffer.from(name);
  const section = Buffer.concat([Buffer.from(leb(label.length)), label, content]);
  return Buffer.concat([wasm, Buffer.from([CUSTOM, ...leb(section.length)]), section]);
}
