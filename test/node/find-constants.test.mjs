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
    const { package: name, version, ...known } = knownBuild;
    assert.deepEqual(findConstants(wasm), { ...known, problems: [] }, `${name} ${version}`);
  });

  it("finds functions that have another number", () => {
    const module = new WasmModule(wasm);
    const [first, second] = knownBuild.textMakers;
    const bodies = [module.body(first), module.body(second)];
    module.setBody(first, bodies[1]);
    module.setBody(second, bodies[0]);
    assert.deepEqual(findConstants(module.bytes()).textMakers, [second, first]);
  });

  it("finds a function that has changed a little, and says that it may be another one", () => {
    const module = new WasmModule(wasm);
    const [, index] = knownBuild.textMakers;
    const body = module.body(index);
    // After its one group of locals: a `nop`.
    module.setBody(index, Uint8Array.of(...body.subarray(0, 3), 0x01, ...body.subarray(3)));
    const { textMakers, problems } = findConstants(module.bytes());
    assert.deepEqual(textMakers, knownBuild.textMakers);
    assert.match(
      problems.join("\n"),
      /^textMakers\[1\] may be wrong: .*, differs by 3 % of its instructions/,
    );
  });

  it("says what it does not find", () => {
    const module = new WasmModule(wasm);
    module.setBody(knownBuild.findName, Uint8Array.of(0, 0x41, 0, 0x0b));
    const { findName, problems } = findConstants(module.bytes());
    assert.equal(findName, undefined);
    assert.match(problems.join("\n"), /^findName was not found: the nearest function, \d+, differs by \d+ %/);
  });
});
