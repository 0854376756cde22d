/** Lazy chunk: the host functions for the modules of the `more` archive, loaded before these are imported. */
import type { PageWorkers } from "../donkey/python-pool.js";
import type { Host, ModulesHost, ProxiesHost, ResourceHost, WorkersHost } from "../host/host.js";
import { createMoreHost } from "../host/more-host.js";
import { importModule } from "../loading/import-module.js";
import { remembered } from "../loading/remembered.js";
import type { DebugHost } from "../runs/run-debugger.js";
import type { TerminalHost } from "../terminal/run-terminal.js";
import type { WebHost } from "../host/web-host.js";
import type { HostContext } from "./host.js";
import { createResourceHost } from "./resource-host.js";
import { createTerminalHost } from "./terminal-host.js";
import { createWebHost, type WebContext } from "./web.js";
import { createWorkersHost } from "./workers-host.js";

export { showRich } from "./rich-parts.js";

/** The functions that the host has already for its other members. */
interface LazyHostOptions extends Pick<WebContext, "ownerOf" | "attempt"> {
  readonly workers: PageWorkers;
}

export function createLazyHost(
  host: Host,
  context: HostContext,
  { ownerOf, attempt, workers }: LazyHostOptions,
): ModulesHost &
  ProxiesHost &
  WebHost &
  WorkersHost &
  TerminalHost &
  DebugHost &
  ResourceHost &
  Pick<Host, "script_element" | "load_components"> {
  return {
    // Once: it has the numbers of elements.
    load_components: remembered(async () => {
      const { createComponentHost } = await import("./components/component-host.js");
      Object.assign(host, createComponentHost(context, { ownerOf, attempt }));
    }),
    ...createMoreHost(context, ownerOf),
    import_js(url) {
      const address = /^\.{0,2}\//.test(url) ? new URL(url, document.baseURI).href : url;
      const module = importModule(address);
      module.catch(() => {}); // Python awaits several of them, one after the other.
      return module;
    },
    ...createWebHost({
      ownerOf,
      attempt,
      retain: (callback) => context.interpreter.retain(callback, true),
      report: (error, run) => context.report(error, run),
    }),
    script_element(run) {
      const element = context.runs.get(run)?.element;
      return element && element !== document.documentElement ? element : null;
    },
    ...createWorkersHost(context, workers, ownerOf),
    ...createTerminalHost(() => context.runs),
    debug_stopped: async (run, state) =>
      (await context.runs.get(run)?.debugger?.stopped(state)) ?? '{"command":"continue"}',
    ...createResourceHost(host, context, ownerOf),
  };
}
