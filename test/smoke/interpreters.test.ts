import { canShareMemory, canSwitchStacks } from "../harness/abilities.js";
import { expectInWorker } from "../harness/worker-suites.js";

describe("interpreters in workers", function () {
  this.timeout(120_000);

  for (const type of ["mpy", "py"] as const) {
    it(`${type}: is interrupted where it computes`, async function () {
      if (!canShareMemory) this.skip();
      await expectInWorker({ suite: "interrupt", type, interruptible: true });
    });
  }

  it("mpy: waits for promises, where the browser can", async function () {
    if (!canSwitchStacks) this.skip();
    await expectInWorker({ suite: "suspending", type: "mpy", suspendable: true });
  });
});
