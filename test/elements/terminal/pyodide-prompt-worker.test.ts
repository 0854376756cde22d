import { workerPage } from "../../harness/worker-page.js";
import { promptSuite } from "../../suites/prompt-suite.js";

workerPage();
promptSuite({ type: "py", thread: "worker", canWait: true, canInterrupt: true });
