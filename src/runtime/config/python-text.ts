/** A configuration on its way to Python. */
import type { ResolvedConfig } from "./types.js";

/** JSON that `pyscript.config` is made of, with the type of its interpreter; `context.py` takes it apart. */
export function pythonText(
  { values, python }: Pick<ResolvedConfig, "values" | "python">,
  type: string,
): string {
  if (python === undefined) return JSON.stringify({ ...values, type });
  const members = python.slice(1, -1);
  return `{${members}${members && ","}"type":"${type}"}`;
}
