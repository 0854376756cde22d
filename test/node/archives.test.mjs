// The list of which Python module is in which archive.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkLists, lists } from "../../scripts/build/archive.mjs";

const present = [...new Set([...lists.base, ...lists.more, ...lists.worker, ...lists.components])];

describe("the list of archives", () => {
  it("has every module", () => {
    checkLists(present);
  });

  it("fails the build for a module that is in no archive", () => {
    assert.throws(() => checkLists([...present, "pyscript/new"]), /pyscript\/new is in no archive/);
  });

  it("fails the build for a module that is not there", () => {
    assert.throws(
      () => checkLists(present.filter((module) => module !== "pyscript/web")),
      /no pyscript\/web/,
    );
  });

  it("names modules of `base` and `worker` where it says what an interpreter boots without", () => {
    const early = [...lists.base, ...lists.worker, ...lists.components];
    assert.deepEqual(
      lists.afterBoot.filter((module) => !early.includes(module)),
      [],
    );
  });
});
