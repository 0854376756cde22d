/** The members of Python's host that are the same on both threads, and that each script needs. */
import { pythonText } from "../config/python-text.js";
import type { ResolvedConfig } from "../config/types.js";
import { pythonError } from "../errors.js";
import type { InterpreterType } from "../interpreters/interpreter.js";
import type { Host } from "./host.js";

/** The part of an environment that these members need. */
export interface CommonHostContext {
  readonly type: InterpreterType;
  readonly config: Pick<ResolvedConfig, "values" | "python">;
  report(error: unknown, run: number): void;
}

export type CommonHost = Pick<Host, "config_json" | "report">;

export function createCommonHost(context: CommonHostContext): CommonHost {
  return {
    config_json: () => pythonText(context.config, context.type),
    report: (run, ...description) => context.report(pythonError(...description), run),
  };
}
