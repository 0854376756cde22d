import { expect } from "chai";
import { OutputQueue } from "../../../src/runtime/terminal/output-queue.js";

describe("output on its way to a terminal", () => {
  it("is handed over in one go, in order", async () => {
    const chunks: string[] = [];
    const queue = new OutputQueue((text, parsed) => (chunks.push(text), setTimeout(parsed)));
    for (let index = 0; index < 100; index++) queue.write(`${index} `);
    await queue.written();
    expect(chunks).to.deep.equal([Array.from({ length: 100 }, (_, index) => `${index} `).join("")]);
  });

  it("is handed over once, where the terminal parses at once", async () => {
    const chunks: string[] = [];
    const queue = new OutputQueue((text, parsed) => (chunks.push(text), parsed()));
    queue.write("one");
    await queue.written();
    queue.write("two");
    await queue.written();
    expect(chunks).to.deep.equal(["one", "two"]);
  });

  it("waits for a terminal that is slow, and cuts no character in two", async () => {
    let unparsed = 0;
    let most = 0;
    let all = "";
    const queue = new OutputQueue((text, parsed) => {
      most = Math.max(most, ++unparsed);
      all += text;
      expect(/^[\udc00-\udfff]/.test(text)).to.equal(false);
      setTimeout(() => (unparsed--, parsed()));
    });
    const text = "x" + "😀".repeat(400_000);
    queue.write(text);
    await queue.written();
    expect(all === text).to.equal(true);
    expect(most).to.be.at.most(4);
  });
});
