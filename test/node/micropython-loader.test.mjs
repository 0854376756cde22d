// MicroPython's loader as `dist/` has it: without Emscripten's assertions, and still the loader.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { before, describe, it } from "node:test";
import { micropythonFiles } from "../../scripts/build/interpreter-files.mjs";
import { patchMicroPythonLoader } from "../../tools/micropython/patches/loader.mjs";

const files = micropythonFiles();
const published = createRequire(import.meta.url).resolve(
  "@micropython/micropython-webassembly-pyscript/micropython.mjs",
);

describe("MicroPython's loader", () => {
  let mp;

  before(async () => {
    const { loadMicroPython } = await import(files.script);
    mp = await loadMicroPython({ url: files.wasm });
  });

  it("calls the WebAssembly directly, and asserts nothing", () => {
    const script = readFileSync(files.script, "utf8");
    assert.doesNotMatch(script, /native function|missing Wasm export|is not exported/);
    assert.ok(script.length < 0.7 * readFileSync(published).length);
    // An exported function, not one around it.
    assert.match(String(mp._module._malloc), /\[native code\]/);
    assert.equal(Object.getOwnPropertyDescriptor(mp._module, "stackSave"), undefined);
  });

  it("tells what is wrong with a file", () => {
    assert.throws(
      () => mp.FS.readFile("/missing"),
      (error) => {
        assert.ok(error instanceof Error);
        assert.equal(String(error), "ErrnoError: No such file or directory");
        assert.equal(error.code, "ENOENT");
        assert.equal(error.errno, 44);
        return true;
      },
    );
    mp.runPython(`
import os
os.mkdir("/folder")
try:
    os.mkdir("/folder")
except OSError as error:
    exists = error.errno
try:
    open("/folder/none")
except OSError as error:
    missing = error.errno`);
    assert.deepEqual([mp.globals.get("exists"), mp.globals.get("missing")], [20, 44]);
  });

  it("lets values and exceptions cross", () => {
    const text = mp.runPython("def same(value):\n    return value\nsame");
    assert.equal(text, null);
    for (const text of ["ä 🐍", "a\0b", "\0", "", `long ${"\0 ä".repeat(1000)}`])
      assert.equal(mp.globals.get("same")(text), text);
    assert.throws(() => mp.runPython('raise ValueError("a" + chr(0) + "b")'), /ValueError: a\0b/);
    assert.throws(() => mp.runPython("1 / 0"), { name: "PythonError", type: "ZeroDivisionError" });
    assert.throws(() => mp.runPython("def ("), { name: "PythonError", type: "SyntaxError" });
  });

  it("is made of one build only", () => {
    const script = readFileSync(published, "utf8");
    assert.throws(
      () => patchMicroPythonLoader(script.replace("unexportedRuntimeSymbol(sym)})", "other(sym)})")),
      /is not the build that .*patches\/loader\.mjs was written for/,
    );
  });
});
