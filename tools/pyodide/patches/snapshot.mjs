// Lets one memory snapshot serve every browser.
//
// A snapshot holds addresses of functions: indices of a table, in which Pyodide gives a place to each
// function that WebAssembly exports, unless it has one. Two things differ between browsers:
// - Exported functions are looked up in the table by identity. In WebKit what comes out of a table is another
//   object than the export, so that 1,615 functions are put into it a second time, and all that follow have
//   other indices. There they are found by their names, which are their numbers in the module by the
//   standard.
// - The last one is a part of CPython that calls a function whatever its number of parameters. Pyodide leaves
//   it out on iOS and where it does not compile. The memory then has to say so, whatever was so where it was
//   made.
//
// And completes what the build's snapshot leaves out: so many words as the fourth of its header says are the
// difference from what the module's memory has when nothing has run yet. Pyodide writes 0 there.
import { replaceOnce } from "./replace.mjs";

const TABLE = "updateGOT(origExports)";
const RECEIVE = "function receiveInstance(";
const RECEIVED = "wasmExports=instance.exports;var origExports=wasmExports;";
const FIND = `function findExportsInTable(exports) {
  const functions = Object.values(exports).filter((value) => typeof value === "function");
  getFunctionAddress(functions[0]);
  if (functions.some((each) => functionsInTableMap.has(each))) return;
  const addresses = new Map();
  for (let index = 0; index < wasmTable.length; index++) {
    const item = getWasmTableEntry(index);
    if (item) addresses.set(item.name, index);
  }
  for (const each of functions) {
    const address = addresses.get(each.name);
    if (address !== undefined) functionsInTableMap.set(each, address);
  }
}
`;

// The snapshot itself stays as it is: workers may share it. Of a damaged one Pyodide says so afterwards; an
// error from here would reach nobody.
const DATA = `
var initialData;
function keepData({ buffer }, snapshot) {
  if (!(snapshot?.byteLength >= 16)) return;
  const [, , , length] = new Uint32Array(snapshot, 0, 4);
  if (length * 4 <= buffer.byteLength) initialData = new Uint32Array(buffer.slice(0, length * 4));
}
function addData({ buffer }) {
  const words = new Uint32Array(buffer);
  for (let index = 0; index < initialData?.length; index++) words[index] ^= initialData[index];
  initialData = undefined;
}
`;

const TRAMPOLINE =
  "addOnPreRun(function setEmscriptenTrampoline(){const ptr=getPyEMTrampolinePtr();" +
  "const offset=HEAP32[__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET/4>>>0];" +
  "HEAP32[(__PyRuntime+offset)/4>>>0]=ptr});";
const KEPT_TRAMPOLINE = `
let trampoline;
function setEmscriptenTrampoline() {
  trampoline ??= getPyEMTrampolinePtr();
  const offset = HEAP32[__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET / 4 >>> 0];
  HEAP32[(__PyRuntime + offset) / 4 >>> 0] = trampoline;
}
addOnPreRun(setEmscriptenTrampoline);
`;

const RESTORE = "return Module.HEAP8.set(t),";
/** Half of the blocks are nothing but zeros: memory that nothing has been written to takes no room. */
const RESTORE_BLOCKS = `
function restoreBlocks(heap, memory) {
  if (memory.byteOffset % 4 || memory.length % 4) return heap.set(memory);
  const words = new Int32Array(memory.buffer, memory.byteOffset, memory.length >> 2);
  const present = new Int32Array(heap.buffer, 0, words.length);
  for (let start = 0; start < words.length; start += 0x4000) {
    const end = Math.min(start + 0x4000, words.length);
    let at = start;
    while (at < end && words[at] === 0) at++;
    if (at === end) while (at > start && present[at - 1] === 0) at--;
    if (at > start || words[at] !== 0) present.set(words.subarray(start, end), start);
  }
}
`;

/** Its beginning is text, which is decoded: from memory that threads share only a copy can be. */
const SETTINGS = "let i=t.subarray(";

/**
 * @param {string} script `pyodide.asm.mjs`
 * @returns {string} the patched script
 * @throws {Error} when it is another build
 */
export function patchPyodideSnapshot(script) {
  return replaceOnce(script, "snapshot", [
    [TABLE, `findExportsInTable(origExports);${TABLE}`],
    [RECEIVE, FIND + RECEIVE],
    [RECEIVED, `${RECEIVED}keepData(origExports.memory,Module.API.config._loadSnapshot);`],
    [TRAMPOLINE, KEPT_TRAMPOLINE + RESTORE_BLOCKS + DATA],
    [SETTINGS, "let i=t.slice("],
    [RESTORE, "return restoreBlocks(Module.HEAP8,t),addData(Module.HEAP8),setEmscriptenTrampoline(),"],
  ]);
}
