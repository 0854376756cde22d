import { expect } from "chai";
import { BootMemo } from "../../../src/runtime/environment/boot-memo.js";

describe("the memo of an environment's boot", () => {
  const { signal } = new AbortController();
  const rejection = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  it("boots once for all that ask, and knows the result when it has succeeded", async () => {
    const memo = new BootMemo<string>();
    let starts = 0;
    const start = () => Promise.resolve(`boot ${++starts}`);
    const first = memo.boot(start);
    expect(memo.boot(start)).to.equal(first);
    expect(memo.booted).to.equal(undefined);
    expect(memo.booting).to.equal(first);
    expect(await first).to.equal("boot 1");
    expect(memo.booted).to.equal("boot 1");
    expect(await memo.boot(start)).to.equal("boot 1");
  });

  it("boots again after a boot that failed, and tells who waits for that once", async () => {
    const memo = new BootMemo<string>();
    const failure = new Error("no network");
    let told = 0;
    memo.onRecovered(() => told++, signal);
    expect(await rejection(memo.boot(() => Promise.reject(failure)))).to.equal(failure);
    expect(memo.booting).to.equal(undefined);
    expect(memo.failure).to.equal(failure);
    expect(told).to.equal(0);
    const booting = memo.boot(() => Promise.resolve("here"));
    expect(memo.failure, "while it boots").to.equal(undefined);
    expect(await booting).to.equal("here");
    memo.forget();
    await memo.boot(() => Promise.resolve("again"));
    expect(told).to.equal(1);
  });

  it("has a failure only for as long as somebody waits for a boot that succeeds", async () => {
    const memo = new BootMemo<string>();
    const waiting = new AbortController();
    memo.onRecovered(() => {}, waiting.signal);
    await rejection(memo.boot(() => Promise.reject(new Error("no network"))));
    expect(memo.failure).to.be.an("error");
    waiting.abort();
    expect(memo.failure).to.equal(undefined);
  });

  it("boots anew after it was told to forget", async () => {
    const memo = new BootMemo<number>();
    let starts = 0;
    const start = () => Promise.resolve(++starts);
    await memo.boot(start);
    memo.forget();
    expect(memo.booted).to.equal(undefined);
    expect(await memo.boot(start)).to.equal(2);
  });

  it("hands on progress until the listener's signal aborts", () => {
    const memo = new BootMemo<string>();
    const listening = new AbortController();
    const seen: unknown[] = [];
    memo.onProgress((progress) => seen.push(progress), listening.signal);
    const progress = { phase: "interpreter", loaded: 1, total: 2, item: "a.wasm" } as const;
    memo.progressed(progress);
    listening.abort();
    memo.progressed(progress);
    memo.onProgress((late) => seen.push(late), listening.signal);
    memo.progressed(progress);
    expect(seen).to.deep.equal([progress]);
  });
});
