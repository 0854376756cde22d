import { promptSuite } from "../../suites/prompt-suite.js";

promptSuite({ type: "mpy", thread: "main", canWait: true, canInterrupt: false });
