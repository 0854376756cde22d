import { expect } from "chai";
import { ModuleFiles } from "../../../src/runtime/interpreters/micropython-files.js";
import type { MicroPythonExports } from "../../../src/runtime/interpreters/micropython-module.js";

const MISSING = -44;
const FOLDER = 0o40777;

/** Imports as Emscripten makes them, that note what they are asked; `kindAt` is where its version of `stat`
 * puts that. */
function emscripten({ kindAt = 1 } = {}) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const words = new Uint32Array(memory.buffer);
  const asked: string[] = [];
  const text = (address: number) => {
    const bytes = new Uint8Array(memory.buffer, address);
    return new TextDecoder().decode(bytes.slice(0, bytes.indexOf(0)));
  };
  const imports = {
    env: {
      __syscall_stat64(path: number, out: number) {
        asked.push(`stat ${text(path)}`);
        if (text(path) !== "/") return MISSING;
        words[(out >> 2) + kindAt] = FOLDER;
        words[(out >> 2) + 8] = 4096;
        return 0;
      },
      __syscall_openat: (_: number, path: number) => (asked.push(`open ${text(path)}`), MISSING),
    },
    wasi_snapshot_preview1: {
      fd_read: () => (asked.push("read"), 8),
      fd_close: () => (asked.push("close"), 8),
    },
  };
  const exports = { memory, malloc: () => 1024, free: () => {} } as unknown as MicroPythonExports;
  const write = (value: string) => {
    new Uint8Array(memory.buffer).set(new TextEncoder().encode(`${value}\0`), 4096);
    return 4096;
  };
  return { imports, exports, asked, words, write };
}

const archive = new Map<string, string | Uint8Array>([
  ["pyscript/one.mpy", Uint8Array.of(1, 2, 3, 4, 5)],
  ["other/two.mpy", Uint8Array.of(6)],
  ["pyscript/text.py", "text"],
]);

describe("the modules that MicroPython imports", () => {
  for (const kindAt of [1, 3]) {
    it(`are there without the file system being asked, wherever stat puts things (${kindAt})`, () => {
      const { imports, exports, asked, words, write } = emscripten({ kindAt });
      const files = new ModuleFiles("/lib");
      files.prepare(imports);
      expect([...files.add(archive, exports).keys()]).to.deep.equal(["other/two.mpy", "pyscript/text.py"]);
      asked.length = 0;
      const { env, wasi_snapshot_preview1: wasi } = imports as unknown as Record<
        string,
        Record<string, (...args: number[]) => number>
      >;
      const call = (name: string, ...args: number[]) => (env?.[name] ?? wasi?.[name])?.(...args);
      const out = 8192;
      words[(out >> 2) + 9] = 7;
      expect(call("__syscall_stat64", write("/lib/pyscript/one.mpy"), out)).to.equal(0);
      expect(words[(out >> 2) + kindAt]).to.equal(0o100444);
      expect(words[(out >> 2) + 9]).to.equal(7); // Behind what stat tells.
      expect(call("__syscall_stat64", write("/lib/pyscript"), out)).to.equal(0);
      expect(words[(out >> 2) + kindAt]).to.equal(FOLDER);
      expect(call("__syscall_stat64", write("/lib/pyscript/none.py"), out)).to.equal(MISSING);

      const descriptor = call("__syscall_openat", -100, write("/lib/pyscript/one.mpy"), 0, 0) ?? 0;
      // Two pieces, of two bytes and of eight.
      words.set([12_000, 2, 12_100, 8], 2048);
      expect(call("fd_read", descriptor, 2048 * 4, 2, 9000)).to.equal(0);
      expect(words[9000 >> 2]).to.equal(5);
      expect([...new Uint8Array(words.buffer, 12_000, 2), ...new Uint8Array(words.buffer, 12_100, 3)]).to.eql(
        [1, 2, 3, 4, 5],
      );
      expect(call("fd_read", descriptor, 2048 * 4, 2, 9000)).to.equal(0);
      expect(words[9000 >> 2]).to.equal(0);
      expect(call("fd_close", descriptor)).to.equal(0);
      expect(asked).to.deep.equal([]);
      expect(call("fd_close", descriptor)).to.equal(8);
      expect(call("__syscall_stat64", write("json.py"), out)).to.equal(MISSING);
      expect(asked).to.deep.equal(["close", "stat json.py"]);
    });
  }

  it("are the file system's where it is not as expected", () => {
    const unknown = emscripten({ kindAt: 200 });
    const files = new ModuleFiles("/lib");
    files.prepare(unknown.imports);
    expect(files.add(archive, unknown.exports)).to.equal(archive);
    // An unknown name has to be found instead.
    unknown.asked.length = 0;
    const env = unknown.imports.env as Record<string, (...args: number[]) => number>;
    env["__syscall_stat64"]?.(unknown.write("/lib/pyscript/one.mpy"), 8192);
    env["__syscall_openat"]?.(-100, unknown.write("/lib/pyscript/one.mpy"), 0, 0);
    expect(unknown.asked).to.deep.equal(["stat /lib/pyscript/one.mpy", "open /lib/pyscript/one.mpy"]);
    const none = new ModuleFiles("/lib");
    none.prepare({ env: {} });
    expect(none.add(archive, emscripten().exports)).to.equal(archive);
  });
});
