/** Terminals on a page without isolation headers: Python waits by suspending WebAssembly. */
import { promptSuite } from "../suites/prompt-suite.js";
import { terminalSuite } from "../suites/terminal-suite.js";
import { workerPage } from "../harness/worker-page.js";

workerPage();
for (const type of ["mpy", "py"] as const) {
  terminalSuite({ type, thread: "worker", canWait: true, canInterrupt: false });
}
promptSuite({ type: "mpy", thread: "worker", canWait: true, canInterrupt: false });
