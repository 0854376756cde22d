// Functions of JavaScript's that WebAssembly calls by number are wrapped in modules, one for each of 260
// functions: compiling them takes a twelfth of a start from the snapshot. They have 27 signatures, and one
// module for each does.
import { replaceOnce } from "./replace.mjs";

const COMPILE =
  "var module=new WebAssembly.Module(bytes);var instance=new WebAssembly.Instance(module,{e:{f:func}})";
const CONVERT = "var convertJsFunctionToWasm=";

/**
 * @param {string} script `pyodide.asm.mjs`
 * @returns {string} the patched script
 * @throws {Error} when it is another build
 */
export function patchPyodideFunctions(script) {
  return replaceOnce(script, "functions", [
    [
      COMPILE,
      COMPILE.replace("new WebAssembly.Module(bytes)", "wrappers[bytes]??=new WebAssembly.Module(bytes)"),
    ],
    [CONVERT, `var wrappers={};${CONVERT}`],
  ]);
}
