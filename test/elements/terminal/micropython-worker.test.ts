import { workerPage } from "../../harness/worker-page.js";
import { terminalSuite } from "../../suites/terminal-suite.js";

workerPage();
terminalSuite({ type: "mpy", thread: "worker", canWait: true, canInterrupt: true });
