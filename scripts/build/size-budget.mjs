// The budget for a page with one script besides the interpreter's own files: bytes as brotli compresses them
// at its best.
import { brotliCompressSync } from "node:zlib";
import { micropythonFiles } from "./interpreter-files.mjs";
import { withoutPackage, withPackage } from "../../tools/micropython/image.mjs";
import { withCustomSection } from "../../tools/micropython/wasm/custom-section.mjs";

export const budget = { bytes: 36_000, requests: 3 };

/** Lengths of padding: by where a byte falls the compressor's result changes by some hundred bytes. */
const paddings = [0, 1, 2, 3, 5, 7, 9, 11, 14];
/** Fewer for WebAssembly: each takes some seconds. */
const paddingsOfWasm = [0, 2, 5, 9, 14];

/** Returns the size of a script or style sheet as brotli compresses it, the median with several paddings. */
export function compressedSize(text) {
  return medianSize((padding) => Buffer.concat([Buffer.alloc(padding, " "), text]));
}

/**
 * @param {(padding: number) => Uint8Array} padded
 * @param {number[]} lengths
 */
function medianSize(padded, lengths = paddings) {
  const sizes = lengths.map((padding) => brotliCompressSync(padded(padding)).length);
  return sizes.sort((a, b) => a - b)[lengths.length >> 1];
}

/**
 * Measures the package in MicroPython's WebAssembly, against one with the image of its own start.
 *
 * @returns {{ raw: number, bytes: number }} `bytes` is the difference of the medians with several paddings
 */
export function packageInMicroPython() {
  const [ours, own] = [withPackage, withoutPackage].map((make) => make(micropythonFiles()));
  const compressed = (data) =>
    medianSize((padding) => withCustomSection(data, "padding", Buffer.alloc(padding)), paddingsOfWasm);
  return { raw: ours.length - own.length, bytes: compressed(ours) - compressed(own) };
}
