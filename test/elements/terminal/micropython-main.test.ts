import { terminalSuite } from "../../suites/terminal-suite.js";

terminalSuite({ type: "mpy", thread: "main", canWait: true, canInterrupt: false });
