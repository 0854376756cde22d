import { promptSuite } from "../../suites/prompt-suite.js";

promptSuite({ type: "py", thread: "main", canWait: true, canInterrupt: false });
