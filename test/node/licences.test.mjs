// The licences of what the package redistributes. `npm run build` first.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { bundled } from "../../scripts/build/licences.mjs";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const text = readFileSync(`${dist}THIRD-PARTY-LICENSES.txt`, "utf8");

describe("the licences of others", () => {
  it("are there for every package whose code is in a bundle, and for no other", () => {
    const maps = readdirSync(dist, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith(".map") && !/^(lib|stubs)/.test(name));
    const found = new Set();
    for (const name of maps) {
      for (const source of JSON.parse(readFileSync(path.join(dist, name), "utf8")).sources) {
        const [, owner] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(source) ?? [];
        if (owner) found.add(owner);
      }
    }
    assert.deepEqual([...found].sort(), [...bundled].sort());
    for (const name of bundled) assert.ok(text.includes(`\n${name} `), name);
  });

  it("have the terms of Python's standard library, and of the libraries that Pyodide's WebAssembly has in it", () => {
    for (const words of [
      "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2",
      "In pyodide/pyodide.asm.wasm, pyodide/python_stdlib.zip",
      "ZERO-CLAUSE BSD LICENSE",
      "Makoto Matsumoto and Takuji Nishimura",
      "Lucent Technologies",
      "LLVM Exceptions to the Apache 2.0 License",
    ]) {
      assert.ok(text.includes(words), words);
    }
    // By what each leaves in the binary, so that one which is no longer in it is noticed, too.
    const traces = {
      bzip2: "bzip2",
      Emscripten: "emscripten_",
      Expat: "expat_",
      "HACL*": "HACL",
      "libc++": "_ZNSt3__2",
      libffi: "ffi_call",
      liblzma: "lzma",
      libmpdec: "libmpdec",
      mimalloc: "mimalloc",
      SQLite: "sqlite3_",
      zlib: "deflate 1.",
      Zstandard: "ZSTD_",
    };
    const binary = readFileSync(`${dist}pyodide/pyodide.asm.wasm`);
    const libraries = text.slice(
      text.indexOf("\nCPython and its standard library"),
      text.indexOf("\nMicroPython "),
    );
    for (const [name, trace] of Object.entries(traces)) {
      assert.ok(binary.includes(trace), `${name} is no longer in Pyodide`);
      assert.ok(libraries.includes(name), `${name} has no terms`);
    }
  });

  it("name the interpreters, what was changed in them, and where their source is", () => {
    for (const part of [
      "Pyodide",
      "Mozilla Public License",
      "CPython",
      "PYTHON SOFTWARE FOUNDATION LICENSE",
      "MicroPython",
    ]) {
      assert.ok(text.includes(part), part);
    }
    for (const [script] of text.matchAll(/scripts\/[\w-]+\.mjs/g)) {
      assert.ok(existsSync(path.join(dist, "..", script)), script);
    }
    assert.match(text, /https:\/\/github\.com\/pyodide\/pyodide/);
  });
});
