/** Two configurations in one page: loaded when there are. */
import { ConfigError } from "../runtime/errors.js";
import type { PageServices } from "./types.js";

/** All the scripts that need it find the same mistake; one error object for all lets it be reported once. */
export function duplicateConfig(runtime: PageServices, tag: string, count: number): ConfigError {
  let error = runtime.configErrors.get(tag);
  if (!error) {
    error = new ConfigError(
      "PY0409",
      `The page has ${count} <${tag}> elements; expected one, since its scripts share one interpreter on the main ` +
        `thread. Merge them into one.`,
    );
    runtime.configErrors.set(tag, error);
  }
  return error;
}
