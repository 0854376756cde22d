import { expect } from "chai";
import { FIRST_ALIAS, SHAPES } from "../../../../src/runtime/link/shared/protocol.js";
import { handleOf, pack, shapeOf } from "../../../../src/runtime/link/worker/tokens.js";

describe("references", () => {
  it("keep every handle and every shape apart, up to the largest", () => {
    for (const handle of [1, 2, 0xffff, FIRST_ALIAS, 0x7fffffff]) {
      for (const shape of [0, 1, 0xfff, 0x1000, 0xffff, 0x10000, 0x10005, SHAPES - 1]) {
        const reference = pack(handle, shape);
        expect(Number.isSafeInteger(reference)).to.equal(true);
        expect([handleOf(reference), shapeOf(reference)]).to.deep.equal([handle, shape]);
      }
    }
  });

  it("take 32 bits where neither the page's objects nor their kinds are many", () => {
    for (const shape of [0, 1, 1000]) expect(pack(100_000, shape)).to.be.below(2 ** 31);
  });
});
