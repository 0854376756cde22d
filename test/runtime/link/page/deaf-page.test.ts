/** A page whose waits for shared memory do not end, though the worker rings. */
import { expect } from "chai";
import { createLinkWorld, type LinkWorld } from "../../../harness/link-world.js";

describe("a page that does not hear the bell of its worker", function () {
  this.timeout(60_000);
  const { waitAsync } = Atomics;
  let world: LinkWorld | undefined;

  afterEach(() => {
    Atomics.waitAsync = waitAsync;
    world?.end();
  });

  it("is told by messages, and hears it again when it can", async () => {
    let hear = () => {};
    Atomics.waitAsync = () => ({
      async: true,
      value: new Promise((resolve) => (hear = () => resolve("ok"))),
    });
    world = await createLinkWorld("mpy", { mode: "shared-memory" });
    const ask = async (times: number) => {
      const begin = performance.now();
      // The page has stopped to look when the next one asks.
      await world?.run(`
import time
for _ in range(${times}):
    document.title
    time.sleep(0.01)
`);
      return performance.now() - begin;
    };
    await world.run("from pyscript import document");
    document.title = "Asked";
    expect(await world.run("document.title")).to.equal("Asked");
    // As long as the first each would take 200 ms.
    expect(await ask(50)).to.be.lessThan(4000);
    await world.run('document.title = "Written"');
    expect(document.title).to.equal("Written");

    Atomics.waitAsync = waitAsync;
    hear();
    expect(await ask(50)).to.be.lessThan(4000);
  });
});
