import { expect } from "chai";
import { RingReader, RingWriter } from "../../../src/runtime/terminal/output-ring.js";

describe("output through shared memory", () => {
  const pair = () => {
    const writer = new RingWriter();
    const reader = new RingReader(writer.buffer);
    let told = 0;
    const got: [number, string, number][] = [];
    return {
      got,
      told: () => told,
      write: (run: number, text: string) => writer.write(run, text, () => told++),
      drain: () => reader.drain((run, text, count) => got.push([run, text, count])),
    };
  };

  it("needs one message until the page has looked", () => {
    const ring = pair();
    for (const text of ["one\n", "zwei ü\n", "世界\n"]) expect(ring.write(1, text)).to.equal(true);
    expect(ring.told()).to.equal(1);
    ring.drain();
    expect(ring.got).to.deep.equal([[1, "one\nzwei ü\n世界\n", 3]]);
    ring.drain();
    expect(ring.got.length).to.equal(1);
    ring.write(1, "more");
    expect(ring.told()).to.equal(2);
  });

  it("keeps runs apart, in order", () => {
    const ring = pair();
    ring.write(1, "a");
    ring.write(2, "b");
    ring.write(1, "c");
    ring.drain();
    expect(ring.got).to.deep.equal([
      [1, "a", 1],
      [2, "b", 1],
      [1, "c", 1],
    ]);
  });

  it("goes round and round without losing anything", () => {
    const ring = pair();
    let expected = "";
    for (let index = 0; index < 5000; index++) {
      const text = `${index} ${"ü".repeat(index % 300)}\n`;
      expected += text;
      expect(ring.write(7, text)).to.equal(true);
      if (index % 200 === 0) ring.drain();
    }
    ring.drain();
    expect(ring.got.map(([, text]) => text).join("") === expected).to.equal(true);
    expect(ring.got.reduce((sum, [, , count]) => sum + count, 0)).to.equal(5000);
  });

  it("refuses what is larger than it is", () => {
    expect(pair().write(1, "x".repeat(1 << 18))).to.equal(false);
  });
});
