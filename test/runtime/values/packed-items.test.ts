/** Items of Python's maps, parted on the page. */
import { expect } from "chai";
import { PackedItems } from "../../../src/runtime/donkey/packed-items.js";
import { unpack } from "../../../src/runtime/values/unpack.js";

describe("items that Python has packed", () => {
  it("are parted by the commas of their list, whatever is in them", () => {
    const texts = ['"a,b]"', '[1,{"x":[2,"\\"]"]}]', "2.0", '{"\\u0000":["bytes",0]}', "null"];
    const extras = [Uint8Array.of(1)];
    for (const [before, between] of [
      ["", ","],
      [" ", ", "],
    ] as const) {
      const items = new PackedItems({ text: `[${before}${texts.join(between)}]`, extras }, texts.length);
      const singles = items.singles();
      expect(singles.map(({ text }) => text)).to.deep.equal(texts.map((text) => `[${text}]`));
      expect(singles.map(unpack)[3]).to.deep.equal([extras[0]]);
    }
  });

  it("are parted where they are numbers in one buffer", () => {
    const numbers = Float64Array.of(9, 0.5, 1.5, 2.5);
    for (const extra of [numbers.subarray(1), new Uint8Array(numbers.buffer, 8)]) {
      const items = new PackedItems({ text: '{"\\u0000": ["floats", 0]}', extras: [extra] }, 3);
      expect(items.singles().map(unpack)).to.deep.equal([[0.5], [1.5], [2.5]]);
    }
  });
});
