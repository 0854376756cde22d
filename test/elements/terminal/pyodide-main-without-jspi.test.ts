/** Terminals on the main thread of a browser that cannot suspend WebAssembly: input() cannot wait, and says
 * so. */
import { terminalSuite } from "../../suites/terminal-suite.js";

delete (WebAssembly as { Suspending?: unknown }).Suspending;
delete (WebAssembly as { promising?: unknown }).promising;
terminalSuite({ type: "py", thread: "main", canWait: false, canInterrupt: false });
