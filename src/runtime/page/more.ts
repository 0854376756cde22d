/** What the modules of the `more` archive need of the page; loaded before they are imported. */
import type { WebHost } from "../web-host.js";
import type { WorkersHost } from "../host.js";
import type { TerminalHost } from "../terminal/run-terminal.js";
import type { HostedPlace } from "../place.js";
import type { WorkerServices } from "../workers/python-worker.js";
import type { PageRun } from "./host.js";
import { createTerminalHost } from "./terminal-host.js";
import { createWebHost, type WebContext } from "./web.js";
import { createWorkersHost } from "./workers-host.js";

export function createMoreHost(
  context: HostedPlace<PageRun>,
  web: WebContext,
  workers: WorkerServices,
): WebHost & WorkersHost & TerminalHost {
  return {
    ...createWebHost(web),
    ...createWorkersHost(context, workers),
    ...createTerminalHost(() => context.runs),
  };
}
