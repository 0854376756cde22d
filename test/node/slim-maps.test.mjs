// Source maps without others' code.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decode, encode } from "@jridgewell/sourcemap-codec";
import { slimMap } from "../../scripts/build/slim-maps.mjs";

const map = {
  version: 3,
  sources: ["../node_modules/theirs/index.js", "../src/ours.ts"],
  sourcesContent: ["their text", "our text"],
  names: ["theirName", "ourName"],
  mappings: encode([
    [
      [0, 1, 4, 2, 1],
      [10, 0, 0, 0, 0],
      [20, 0, 7, 3],
      [30, 1, 5, 6],
    ],
    [[0, 0, 9, 9]],
  ]),
};

describe("a slim source map", () => {
  const slim = JSON.parse(slimMap(JSON.stringify(map)));

  it("leads to the same places of our sources", () => {
    assert.deepEqual(decode(slim.mappings)[0][0], [0, 1, 4, 2, 0]);
    assert.deepEqual(decode(slim.mappings)[0].at(-1), [30, 1, 5, 6]);
    assert.deepEqual(slim.names, ["ourName"]);
    assert.deepEqual(slim.sourcesContent, [null, "our text"]);
  });

  it("ends what is ours where others' code begins, and leads nowhere from there", () => {
    assert.deepEqual(decode(slim.mappings)[0].slice(1, -1), [[10]]);
    assert.deepEqual(decode(slim.mappings)[1], []);
    assert.deepEqual(slim.sources, map.sources);
  });

  it("is the map itself where nothing is of others", () => {
    const own = JSON.stringify({ ...map, sources: ["../src/a.ts", "../src/ours.ts"] });
    assert.equal(slimMap(own), own);
  });
});
