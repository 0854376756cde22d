/** The order of sources: how many comparisons it takes. Comparing two elements of a page takes the page's
 * elements. */
import { expect } from "chai";
import { RunQueue, type Job } from "../../../src/runtime/runs/run-queue.js";

interface Numbered extends Job {
  /** Its position; undefined when it is not in the page. */
  readonly place: number | undefined;
}

describe("the queue of sources", () => {
  /** Adds jobs that stand at `places`. @returns the order in which they run, and how many comparisons that
   * took */
  async function order(places: readonly (number | undefined)[]) {
    const queue = new RunQueue();
    const ran: (number | undefined)[] = [];
    let comparisons = 0;
    for (const place of places) {
      const job: Numbered = {
        place,
        parallel: false,
        compare: (other) => {
          comparisons++;
          const theirs = (other as Numbered).place;
          return place === undefined || theirs === undefined ? 0 : place < theirs ? -1 : 1;
        },
        start: () => Promise.resolve(ran.push(place)),
      };
      queue.add(job);
    }
    await queue.idle();
    return { ran, comparisons };
  }

  const COUNT = 1600;
  const sorted = Array.from({ length: COUNT }, (_, index) => index);

  it("compares a source that comes in order once", async () => {
    const { ran, comparisons } = await order(sorted);
    expect(ran).to.deep.equal(sorted);
    expect(comparisons).to.be.at.most(COUNT);
  });

  it("compares one that comes in another order as often as halving takes", async () => {
    const mixed = sorted.map((index) => (index * 997) % COUNT);
    for (const places of [sorted.toReversed(), mixed]) {
      const { ran, comparisons } = await order(places);
      expect(ran).to.deep.equal(sorted);
      expect(comparisons).to.be.at.most(COUNT * 12);
    }
  });

  it("keeps the order where some are not in the page any more", async () => {
    const places = [5, undefined, undefined, 9, 1, undefined, 7, 3, 8, undefined, 2];
    const { ran } = await order(places);
    expect(ran.filter((place) => place !== undefined)).to.deep.equal([1, 2, 3, 5, 7, 8, 9]);
  });

  it("lets those of one place run as they came", async () => {
    const ran: string[] = [];
    const queue = new RunQueue();
    for (const name of ["first", "second", "third"]) {
      queue.add({ parallel: false, compare: () => 1, start: () => Promise.resolve(ran.push(name)) });
    }
    await queue.idle();
    expect(ran).to.deep.equal(["first", "second", "third"]);
  });

  describe("with sources that take their time", () => {
    /** A job that runs until its promise settles. */
    function job(name: string, log: string[], parallel = false) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const start = async () => {
        log.push(`${name} starts`);
        await promise.finally(() => log.push(`${name} ends`));
      };
      return { job: { parallel, compare: () => 1, start } satisfies Job, resolve, reject };
    }
    const task = () => new Promise((resolve) => setTimeout(resolve, 10));

    it("starts the next one when the one before has ended, even if that failed", async () => {
      const [queue, log] = [new RunQueue(), [] as string[]];
      const [first, second] = [job("first", log), job("second", log)];
      queue.add(first.job);
      queue.add(second.job);
      await task();
      expect(log).to.deep.equal(["first starts"]);
      first.reject(new Error("it fails"));
      await task();
      expect(log).to.deep.equal(["first starts", "first ends", "second starts"]);
      second.resolve();
      await queue.idle();
      expect(log.at(-1)).to.equal("second ends");
    });

    it("starts parallel ones at once, and nobody waits for them", async () => {
      const [queue, log] = [new RunQueue(), [] as string[]];
      const [slow, next] = [job("parallel", log, true), job("next", log)];
      queue.add(slow.job);
      expect(log).to.deep.equal(["parallel starts"]);
      next.resolve();
      queue.add(next.job);
      await queue.idle();
      expect(log).to.deep.equal(["parallel starts", "next starts", "next ends"]);
      slow.reject(new Error("reported by its owner"));
      await task();
    });

    it("is idle once all have ended, also those that were added meanwhile", async () => {
      const [queue, log] = [new RunQueue(), [] as string[]];
      const [first, second] = [job("first", log), job("second", log)];
      queue.add(first.job);
      let isIdle = false;
      void queue.idle().then(() => (isIdle = true));
      await task();
      queue.add(second.job);
      first.resolve();
      await task();
      expect(isIdle).to.equal(false);
      second.resolve();
      await task();
      expect(isIdle).to.equal(true);
    });
  });
});
