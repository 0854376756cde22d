import { expect } from "chai";
import { ownedBy } from "../../../src/runtime/lifetimes/ownership.js";

describe("what a signal owns", () => {
  it("ends when the signal aborts, in reverse order, and once", () => {
    const life = new AbortController();
    const ended: string[] = [];
    ownedBy(life.signal).add(() => ended.push("first"));
    ownedBy(life.signal).add(() => ended.push("second"));
    expect(ended).to.deep.equal([]);
    life.abort();
    life.abort();
    expect(ended).to.deep.equal(["second", "first"]);
  });

  it("is one list for all that ask with the same signal, and another for each other signal", () => {
    const [one, other] = [new AbortController(), new AbortController()];
    expect(ownedBy(one.signal)).to.equal(ownedBy(one.signal));
    expect(ownedBy(one.signal)).not.to.equal(ownedBy(other.signal));
    let ended = false;
    ownedBy(one.signal).add(() => (ended = true));
    other.abort();
    expect(ended).to.equal(false);
  });

  it("ends at once when it comes after the signal has aborted", () => {
    let ended = 0;
    ownedBy(AbortSignal.abort()).add(() => ended++);
    const life = new AbortController();
    ownedBy(life.signal);
    life.abort();
    ownedBy(life.signal).add(() => ended++);
    expect(ended).to.equal(2);
  });
});
