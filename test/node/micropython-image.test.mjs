// The image of MicroPython's memory that `dist/` has, as `tools/micropython/image.mjs` makes it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { archives } from "../../scripts/build/archive.mjs";
import { micropythonFiles } from "../../scripts/build/interpreter-files.mjs";
import { imageName, withoutPackage, withPackage } from "../../tools/micropython/image.mjs";

const sections = (wasm, name) => WebAssembly.Module.customSections(new WebAssembly.Module(wasm), name);

describe("MicroPython's image", () => {
  const wasm = withPackage(micropythonFiles());
  const image = Buffer.from(sections(wasm, imageName())[0]);

  it("is the same each time it is made", () => {
    assert.deepEqual(withPackage(micropythonFiles()), wasm);
  });

  it("has the names of the runner, and neither the garbage nor the text of what made it", () => {
    for (const name of ["run_async", "compile_pending", "/lib/pyscript/_runner.py"])
      assert.ok(image.includes(name), name);
    // Bytecode as a file begins with the letter M, its version, its flags and the bits of its integers; files
    // were read, and what they were read into is free.
    assert.ok(!image.includes(Buffer.from([0x4d, 6, 0, 31])));
    for (const text of ["import gc", "gc.collect", ".mpy\0C"]) assert.ok(!image.includes(text), text);
    assert.ok(image.length < 24_500, String(image.length));
  });

  it("consists of runs that follow each other within the memory", () => {
    const words = new Int32Array(image.buffer.slice(image.byteOffset, image.byteOffset + image.length));
    let end = 0;
    let at = 0;
    while (at < words.length) {
      const [begin, length] = words.subarray(at);
      assert.ok(begin > end && length > 0, `${begin} after ${end}`);
      end = begin + length;
      at += 2 + length;
    }
    assert.equal(at, words.length);
    assert.ok(end * 4 < 0x200_000);
  });

  it("is smaller without the package, which is measured by that", () => {
    const [own] = sections(withoutPackage(micropythonFiles()), imageName());
    assert.ok(own.byteLength < image.length / 2);
    assert.ok(!Buffer.from(own).includes("pyscript"));
  });

  it("leaves those modules that need the page to the archive", () => {
    const [rest] = sections(wasm, archives().mpy.base.name);
    const header = new DataView(rest).getUint32(0, true);
    const names = Object.keys(JSON.parse(Buffer.from(rest, 4, header).toString()));
    const expected = ["_host", "_platform", "context", "events", "output"];
    assert.deepEqual(names.sort(), expected.map((name) => `pyscript/${name}.mpy`).sort());
  });
});
