/** The members of Python's host that are the same on both threads. */
import { pythonText } from "../config/python-text.js";
import type { ResolvedConfig } from "../config/types.js";
import { pythonError } from "../errors.js";
import type { InterpreterType } from "../interpreters/interpreter.js";
import { ownedBy } from "../lifetimes/ownership.js";
import { Uncaught, type UncaughtContext } from "../lifetimes/uncaught.js";
import type { Host } from "./host.js";

/** The part of an environment that these members need. */
export interface CommonHostContext extends UncaughtContext {
  readonly type: InterpreterType;
  readonly config: Pick<ResolvedConfig, "values" | "python">;
  /** The modules of `js_modules`, by name. */
  readonly jsModules: ReadonlyMap<string, object>;
  installPackages(names: readonly string[]): Promise<void>;
}

export type CommonHost = Pick<
  Host,
  "config_json" | "js_module" | "js_module_names" | "load_packages" | "report" | "leaving" | "own"
>;

/** @param ownerOf the signal that ends what a run leaves behind */
export function createCommonHost(
  context: CommonHostContext,
  ownerOf: (run: number) => AbortSignal,
): CommonHost {
  const uncaught = new Uncaught(context);
  return {
    config_json: () => pythonText(context.config, context.type),
    js_module: (name) => context.jsModules.get(name),
    js_module_names: () => JSON.stringify([...context.jsModules.keys()]),
    load_packages: (names) => context.installPackages(JSON.parse(names) as string[]),
    report: (run, ...description) => context.report(pythonError(...description), run),
    leaving: (run, ...description) => uncaught.leaving(pythonError(...description), run),
    own(run, proxy) {
      ownedBy(ownerOf(run)).add(() => (proxy as { destroy?: () => void }).destroy?.());
    },
  };
}
