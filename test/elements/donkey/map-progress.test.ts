/** How far a map is, in the terminal. */
import { expect } from "chai";
import type { RunTerminal } from "../../../src/runtime/terminal/run-terminal.js";
import { mapProgress } from "../../../src/elements/py-donkey/map-progress.js";

describe("the bar of a map", () => {
  const { now } = performance;
  let time = 0;
  let written: string[] = [];
  const view = {
    target: document.createElement("div"),
    type: "mpy" as const,
    terminal: { write: (text: string) => written.push(text) } as unknown as RunTerminal,
  };

  beforeEach(() => {
    [time, written] = [0, []];
    performance.now = () => time;
  });

  afterEach(() => {
    performance.now = now;
  });

  it("appears when it takes longer than a second, is drawn anew ten times at most, and goes", () => {
    const progress = mapProgress("work", {}, view);
    progress.show({ done: 1, total: 100 });
    expect(written).to.deep.equal([]);
    time = 1500;
    for (let done = 2; done <= 100; done++) progress.show({ done, total: 100 });
    expect(written[0]).to.equal("\r\x1b[K░░░░░░░░░░ 2 of 100");
    expect(written.at(-1)).to.equal("\r\x1b[K██████████ 100 of 100");
    expect(written.length).to.equal(11);
    progress.show(undefined);
    expect(written.at(-1)).to.equal("\r\x1b[K");
  });

  it("is not there for short maps, nor where nobody wants it", () => {
    for (const bar of [true, false]) {
      const progress = mapProgress("work", { bar }, view);
      time += bar ? 10 : 5000;
      progress.show({ done: 1, total: 2 });
      progress.show(undefined);
    }
    expect(written).to.deep.equal([]);
  });
});
