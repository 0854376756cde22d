import { expect } from "chai";
import {
  requestInterrupt,
  takenWhenRead,
  withdrawInterrupt,
} from "../../../src/runtime/interpreters/interrupts.js";

describe("the word that asks for an interrupt", () => {
  const handle = { buffer: new SharedArrayBuffer(8), index: 1, value: 2 };

  it("keeps a request that comes while the interpreter looks at it", () => {
    const word = takenWhenRead(handle);
    expect(word[0]).to.equal(0);
    requestInterrupt(handle); // Between the two steps that an interpreter looks in.
    word[0] = 0;
    expect(word[0]).to.equal(2);
    expect(word[0]).to.equal(0);
  });

  it("can be withdrawn until it was read", () => {
    const word = takenWhenRead(handle);
    requestInterrupt(handle);
    expect(withdrawInterrupt(handle)).to.equal(true);
    expect(word[0]).to.equal(0);
    requestInterrupt(handle);
    expect(word[0]).to.equal(2);
    expect(withdrawInterrupt(handle)).to.equal(false);
  });
});
