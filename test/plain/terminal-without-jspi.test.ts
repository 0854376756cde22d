/** Terminals where memory is not shared and WebAssembly cannot suspend: a service worker lets Python wait. */
import { terminalSuite } from "../suites/terminal-suite.js";
import { workerPage } from "../harness/worker-page.js";

delete (WebAssembly as { Suspending?: unknown }).Suspending;
delete (WebAssembly as { promising?: unknown }).promising;
workerPage();
for (const type of ["mpy", "py"] as const) {
  terminalSuite({ type, thread: "worker", canWait: true, canInterrupt: false });
}
