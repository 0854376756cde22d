// The memory of a MicroPython that has imported modules, as the difference to that of a new one:
// `src/runtime/interpreters/micropython-image.ts` reads what this writes.
//
// JSON on standard input (the paths of the loader and the WebAssembly, path → base64 of modules, the names of
// those to import), JSON on standard output (the image as base64, the paths of the modules in it). A process
// of its own, since MicroPython keeps its tables in `globalThis`.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** Words that are the same are copied where fewer than that are between others: they compress better than a
 * new run. */
const MAX_GAP = 32;
/** How `None` crosses. */
const NONE = 1;
/** How many bytes a block of Python's memory has, how many blocks a byte of the table describes, and how
 * unused ones are marked. */
const [BLOCK, BLOCKS_PER_BYTE, FREE] = [16, 4, 0];
/** How many words describe Python's memory. */
const AREA = 6;

const { script, wasm, files, modules } = JSON.parse(readFileSync(0, "utf8"));
const { before, after, imported } = await capture();
process.stdout.write(JSON.stringify({ image: encode(before, after).toString("base64"), imported }));

/** Starts MicroPython, and stops it between its own start and what its loader does next. */
async function capture() {
  const { instantiate } = WebAssembly;
  const captured = {};
  WebAssembly.instantiate = async (source, imports) => {
    const { instance, module } = await instantiate(source, imports);
    const { memory, mp_js_init, proxy_c_init } = instance.exports;
    const words = () => new Int32Array(memory.buffer.slice(0));
    const exports = {
      ...instance.exports,
      mp_js_init(...args) {
        captured.before = words();
        mp_js_init(...args);
      },
      proxy_c_init() {
        proxy_c_init();
        importModules();
        captured.after = words();
        forgetStack(captured, instance.exports);
        forgetFreed(captured.after);
        captured.imported = Object.keys(files).filter(isImported);
      },
    };
    return { instance: { exports }, module };
  };
  const { loadMicroPython } = await import(pathToFileURL(script));
  await loadMicroPython({ url: wasm, stdout() {} });
  return captured;
}

function importModules() {
  const { Module } = globalThis;
  for (const [name, content] of Object.entries(files)) {
    const path = `/lib/${name}`;
    Module.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    Module.FS.writeFile(path, Buffer.from(content, "base64"));
  }
  for (const name of modules) {
    const code = `import ${name}\nimport gc\ngc.collect()\ndel gc, ${name.split(".")[0]}`;
    if (!run(code)) throw new Error(`MicroPython raised in: ${code}`);
  }
  if (globalThis.proxy_js_ref.length !== 2) throw new Error("Modules hold objects of JavaScript.");
}

function isImported(file) {
  const name = file.replace(/(\/__init__)?\.mpy$/, "").replaceAll("/", ".");
  return run(`import sys\nsys.modules[${JSON.stringify(name)}]`);
}

/** @returns whether nothing was raised */
function run(code) {
  const { Module } = globalThis;
  const result = Module._malloc(12);
  const size = Module.lengthBytesUTF8(code);
  const text = Module._malloc(size + 1);
  Module.stringToUTF8(code, text, size + 1);
  Module.ccall("mp_js_do_exec", "number", ["pointer", "number", "pointer"], [text, size, result]);
  const isNone = Module.getValue(result, "i32") === NONE;
  // Otherwise the image would have the text.
  for (let at = text; at < text + size; at++) Module.setValue(at, 0);
  for (const address of [text, result]) Module._free(address);
  return isNone;
}

/** Clears the part of the stack that functions have left. */
function forgetStack({ before, after }, exports) {
  const [end, current] = [exports.emscripten_stack_get_end(), exports.emscripten_stack_get_current()];
  after.set(before.subarray(end >> 2, current >> 2), end >> 2);
}

/** Clears freed memory. Six words describe Python's (`mp_state_mem_area_t`): the table of blocks that are in
 * use, its length, the tables of finalizers and of weak references, the blocks' begin and end. */
function forgetFreed(words) {
  const [area, ...others] = Array.from(words.keys()).filter((at) => {
    const [table, size, finalizers, weak, begin, end] = words.subarray(at, at + AREA);
    // One after the other, at addresses that such things can have: other numbers may happen to fit the sizes.
    const areTables = table > 0 && size > 0 && table + size <= finalizers && finalizers < weak;
    const inOrder = areTables && weak < begin && begin < end;
    const isAligned = table % 4 === 0 && begin % BLOCK === 0;
    return inOrder && isAligned && Math.trunc((end - begin) / BLOCK / BLOCKS_PER_BYTE) === size;
  });
  if (area === undefined || others.length > 0)
    throw new Error("MicroPython's memory is not as it is known to be.");
  const [table, size, , , begin] = words.subarray(area, area + AREA);
  const bytes = new Uint8Array(words.buffer);
  for (let block = 0; block < size * BLOCKS_PER_BYTE; block++) {
    const state = (bytes[table + Math.trunc(block / BLOCKS_PER_BYTE)] >> (2 * (block % BLOCKS_PER_BYTE))) & 3;
    if (state === FREE) bytes.fill(0, begin + block * BLOCK, begin + (block + 1) * BLOCK);
  }
}

function encode(before, after) {
  if (before.length !== after.length) throw new Error("MicroPython's memory has grown.");
  const runs = [];
  for (let at = 0; at < after.length; at++) {
    if (after[at] === before[at]) continue;
    const last = runs.at(-1);
    if (last && at - last.end < MAX_GAP) last.end = at + 1;
    else runs.push({ begin: at, end: at + 1 });
  }
  const words = runs.flatMap(({ begin, end }) => [begin, end - begin, ...after.subarray(begin, end)]);
  return Buffer.from(Int32Array.from(words).buffer);
}
