// The budget for a page with one script besides the interpreter's own files: bytes as brotli compresses them
// at its best.
import { brotliCompressSync } from "node:zlib";
import { micropythonFiles } from "./interpreter-files.mjs";
import { withoutPackage, withPackage } from "../../tools/micropython/image.mjs";

// The goal is 36,000 bytes; ending what removed elements leave running took 500 for each interpreter.
export const budget = { bytes: 36_700, requests: 3 };

/**
 * Returns the size that our package adds to MicroPython's WebAssembly, against one with the image of its own
 * start.
 *
 * @returns {{ raw: number, bytes: number }}
 */
export function packageInMicroPython() {
  const [ours, own] = [withPackage, withoutPackage].map((make) => make(micropythonFiles()));
  const compressed = (data) => brotliCompressSync(data).length;
  return { raw: ours.length - own.length, bytes: compressed(ours) - compressed(own) };
}
