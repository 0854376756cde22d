import { expectInWorker } from "../../harness/worker-suites.js";

describe("interpreters in workers", function () {
  this.timeout(120_000);

  for (const type of ["mpy", "py"] as const) {
    it(`${type}: does what every interpreter does`, () => expectInWorker({ suite: "interpreter", type }));

    it(`${type}: waits for promises`, () => expectInWorker({ suite: "suspending", type, suspendable: true }));

    it(`${type}: is interrupted where it awaits`, () => expectInWorker({ suite: "interrupt", type }));
  }
});
