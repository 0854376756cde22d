// The script that finds in a build of MicroPython what the patches have to know.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { root } from "../../scripts/command.mjs";
import { findConstants } from "../../tools/micropython/find-constants.mjs";
import { knownBuild } from "../../tools/micropython/known-build.mjs";
import { WasmModule } from "../../tools/micropython/wasm/module.mjs";

const wasm = readFileSync(`${root}node_modules/${knownBuild.package}/micropython.wasm`);

describe("the search for constants", () => {
  it("finds those of the known build", () => {
    const { hash, typeInt, typeFloat, findName, textMakers } = knownBuild;
    assert.deepEqual(findConstants(wasm), { hash, typeInt, typeFloat, findName, textMakers, problems: [] });
  });

  it("finds functions that have another number", () => {
    const module = new WasmModule(wasm);
    const [first, second] = knownBuild.textMakers;
    const bodies = [module.body(first), module.body(second)];
    module.setBody(first, bodies[1]);
    module.setBody(second, bodies[0]);
    assert.deepEqual(findConstants(module.bytes()).textMakers, [second, first]);
  });

  it("says what it does not find", () => {
    const module = new WasmModule(wasm);
    module.setBody(knownBuild.findName, Uint8Array.of(0, 0x41, 0, 0x0b));
    assert.deepEqual(findConstants(module.bytes()).problems, [
      "findName: 0 functions have its instructions ()",
    ]);
  });
});
