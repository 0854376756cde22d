/** The suites that `test/harness/suite-worker.ts` runs, by name. */
import { interpreterSuite } from "./interpreter-suite.js";
import { interruptSuite } from "./interrupt-suite.js";
import { suspendingSuite } from "./suspending-suite.js";

export const suites = {
  interpreter: interpreterSuite,
  suspending: suspendingSuite,
  interrupt: interruptSuite,
};
