/** The members of Python's host that are the same on both threads, and that modules of `more` alone need. */
import { pythonError } from "../errors.js";
import { ownedBy } from "../lifetimes/ownership.js";
import { Uncaught, type UncaughtContext } from "../lifetimes/uncaught.js";
import type { ModulesHost, ProxiesHost } from "./host.js";

/** The part of an environment that these members need. */
export interface MoreHostContext extends UncaughtContext {
  /** The modules of `js_modules`, by name. */
  readonly jsModules: ReadonlyMap<string, object>;
  installPackages(names: readonly string[]): Promise<void>;
}

export type MoreHost = Omit<ModulesHost, "import_js"> & ProxiesHost;

/** @param ownerOf the signal that ends what a run leaves behind */
export function createMoreHost(context: MoreHostContext, ownerOf: (run: number) => AbortSignal): MoreHost {
  const uncaught = new Uncaught(context);
  return {
    js_module: (name) => context.jsModules.get(name),
    js_module_names: () => JSON.stringify([...context.jsModules.keys()]),
    load_packages: (names) => context.installPackages(JSON.parse(names) as string[]),
    leaving: (run, ...description) => uncaught.leaving(pythonError(...description), run),
    own(run, proxy) {
      ownedBy(ownerOf(run)).add(() => (proxy as { destroy?: () => void }).destroy?.());
    },
  };
}
