/** The calls of one worker: in order, and those of a map ahead. */
import { expect } from "chai";
import { CallQueue } from "../../../src/runtime/donkey/call-queue.js";

describe("CallQueue", () => {
  const lifetime = new AbortController();
  const queue = () =>
    new CallQueue({
      signal: lifetime.signal,
      open: () => Promise.resolve({}),
      setUp: () => Promise.resolve(),
      stopped: () => Promise.resolve(false),
      interrupted: () => new Error("interrupted"),
    });
  const task = () => new Promise((resolve) => setTimeout(resolve));

  /** Makes calls that note when they begin, and end when they are told. */
  function recorded(calls: CallQueue) {
    const begun: string[] = [];
    const ends = new Map<string, () => void>();
    const call = (name: string, part?: number, signal?: AbortSignal) =>
      calls.work(
        { signal },
        async (interrupts, sent) => {
          begun.push(name);
          sent();
          await new Promise<void>((resolve, reject) => {
            ends.set(name, resolve);
            interrupts.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
          });
        },
        part,
      );
    return { begun, call, end: (name: string) => ends.get(name)?.() };
  }

  it("begins each call when those before have ended", async () => {
    const { begun, call, end } = recorded(queue());
    const calls = [call("a"), call("b"), call("c", 1)];
    await task();
    expect(begun).to.deep.equal(["a"]);
    end("a");
    await task();
    expect(begun).to.deep.equal(["a", "b"]);
    end("b");
    await task();
    expect(begun).to.deep.equal(["a", "b", "c"]);
    end("c");
    await Promise.all(calls);
  });

  it("begins a call of the same part when the one before has been sent, and others later", async () => {
    const calls = queue();
    const { begun, call, end } = recorded(calls);
    const made = [call("a", 1), call("b", 1), call("other", 2), call("c", 1)];
    await task();
    expect(begun).to.deep.equal(["a", "b"]);
    expect(calls.pending).to.equal(4);
    end("b");
    await task();
    expect(begun).to.deep.equal(["a", "b"]);
    end("a");
    await task();
    expect(begun).to.deep.equal(["a", "b", "other"]);
    end("other");
    await task();
    end("c");
    await Promise.all(made);
    expect(calls.pending).to.equal(0);
  });

  it("interrupts all calls of a part that have begun, and goes on with the next", async () => {
    const calls = queue();
    const { begun, call, end } = recorded(calls);
    const failures = [call("a", 1), call("b", 1)].map((made) => made.catch((error: Error) => error.message));
    await task();
    await calls.interrupt();
    expect(await Promise.all(failures)).to.deep.equal(["interrupted", "interrupted"]);
    const next = call("c", 1);
    await task();
    expect(begun).to.deep.equal(["a", "b", "c"]);
    end("c");
    await next;
  });
});
