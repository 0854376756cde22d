/** Words for a script whose configuration is not the one in use: loaded with the first. */
import { ConfigError } from "../errors.js";
import type { InterpreterType } from "../interpreters/interpreter.js";
import { interpreterLabel } from "../interpreters/location.js";
import type { PythonConfig, ResolvedConfig } from "./types.js";

export function conflictingConfig(
  type: InterpreterType,
  found: ResolvedConfig,
  used: ResolvedConfig,
): ConfigError {
  const label = interpreterLabel(type);
  return new ConfigError(
    "PY0409",
    `${label} runs on this page's main thread with another configuration already: found ` +
      `${describe(found.values)}, expected ${describe(used.values)}. The main thread has one ` +
      `${label}: give all its scripts the same configuration, or add the "worker" attribute to this one.`,
  );
}

function describe(values: PythonConfig): string {
  const text = JSON.stringify(values);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
