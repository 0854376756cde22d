import { terminalSuite } from "../../suites/terminal-suite.js";

terminalSuite({ type: "py", thread: "main", canWait: true, canInterrupt: false });
