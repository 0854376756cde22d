import { expectInWorker } from "../harness/worker-suites.js";

describe("interpreters in workers of a page without isolation", function () {
  this.timeout(120_000);

  for (const type of ["mpy", "py"] as const) {
    it(`${type}: waits for promises`, () => expectInWorker({ suite: "suspending", type, suspendable: true }));
  }
});
