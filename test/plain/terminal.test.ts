/** Terminals on a page without isolation headers: Python waits by suspending WebAssembly. */
import { terminalSuite } from "../suites/terminal-suite.js";
import { workerPage } from "../harness/worker-page.js";

workerPage();
terminalSuite({ type: "mpy", thread: "worker", canWait: true, canInterrupt: false });
