/** How long a worker looks for an answer before it sleeps; see `shared-memory-worker.ts`. */
import { expect } from "chai";
import { SIZE, State, viewsOf, Word } from "../../../../../src/runtime/link/shared/transports/layout.js";

describe("a worker that waits for an answer in shared memory", () => {
  const atomics = Atomics as unknown as { pause: () => void; wait: () => string };
  const { pause, wait } = atomics;
  const memory = new SharedArrayBuffer(SIZE);
  const { words } = viewsOf(memory);
  let looks = 0;
  let sleeps = 0;
  let rings = 0;
  /** The page answers when the worker has looked so often. */
  let answersAfter = Infinity;
  let ask: () => void;

  before(async () => {
    const answer = () => Atomics.store(words, Word.state, State.answer);
    atomics.pause = () => {
      if (++looks === answersAfter) answer();
    };
    atomics.wait = () => {
      sleeps++;
      answer();
      return "ok";
    };
    // It takes these when it is evaluated.
    const { SharedMemoryWorker } =
      await import("../../../../../src/runtime/link/worker/transports/shared-memory-worker.js");
    const worker = new SharedMemoryWorker(memory, false, () => rings++);
    ask = () => {
      looks = 0;
      worker.request();
      worker.ask();
    };
  });

  after(() => Object.assign(atomics, { pause, wait }));

  function asks(count: number, after: number): number {
    answersAfter = after;
    sleeps = 0;
    for (let request = 0; request < count; request++) ask();
    return sleeps;
  }

  it("stops sleeping when the answers of a page that looks come soon again", () => {
    Atomics.store(words, Word.lingers, 1);
    expect(asks(100, Infinity), "answers that take long").to.equal(100);
    expect(asks(100, 100), "answers that come soon").to.be.lessThan(9);
    expect(asks(100, 100), "more of them").to.equal(0);
  });

  it("looks less and less while answers take long", () => {
    Atomics.store(words, Word.lingers, 1);
    asks(100, Infinity);
    let all = 0;
    for (let request = 0; request < 80; request++) {
      ask();
      all += looks;
    }
    expect(all / 80).to.be.lessThan(50);
  });

  it("sleeps soon where the page has to be woken", () => {
    Atomics.store(words, Word.lingers, 0);
    rings = 0;
    expect(asks(10, Infinity)).to.equal(10);
    expect(looks).to.be.lessThan(17);
    expect(rings).to.equal(10);
  });
});
