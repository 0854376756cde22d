// MicroPython's loops call JavaScript when that is asked for, so that WebKit can end them.
// `npm run build` first.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { callInLoops } from "../../dist/lib/runtime/interpreters/micropython-loops.js";
import { interpreterFiles } from "../../scripts/build/interpreter-files.mjs";

const files = interpreterFiles();
const published = readFileSync(files.get("micropython/micropython.wasm"));
const loop = "total = 0\nfor i in range(200_000):\n    total += i\nprint(total)";

/** Runs the loop. @returns what it printed, and how often it called JavaScript for the time */
async function run(wasm) {
  const { loadMicroPython } = await import(files.get("micropython/micropython.js"));
  const printed = [];
  let calls = 0;
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (_, imports) => {
    const { mp_js_ticks_ms: ticks } = imports.env;
    imports.env.mp_js_ticks_ms = () => (calls++, ticks());
    return instantiate(wasm, imports);
  };
  try {
    const url = files.get("micropython/micropython.wasm");
    const mp = await loadMicroPython({ url, stdout: (line) => printed.push(line) });
    calls = 0;
    mp.runPython(loop);
  } finally {
    WebAssembly.instantiate = instantiate;
  }
  return { printed, calls };
}

describe("a loop of MicroPython's", () => {
  it("calls no JavaScript", async () => {
    assert.deepEqual(await run(published), { printed: ["19999900000"], calls: 0 });
  });

  it("calls it each 65,536 times where the worker could not be ended otherwise", async () => {
    const code = Uint8Array.from(published);
    assert.equal(callInLoops(code), true);
    assert.equal(code.length, published.length);
    const { printed, calls } = await run(code);
    assert.deepEqual(printed, ["19999900000"]);
    assert.ok(calls >= 3 && calls <= 4, `it called ${calls} times`);
  });

  it("is left alone in a build that is not prepared", () => {
    const other = readFileSync("node_modules/@micropython/micropython-webassembly-pyscript/micropython.wasm");
    const code = Uint8Array.from(other);
    assert.equal(callInLoops(code), false);
    assert.deepEqual(Buffer.from(code), other);
  });
});
