/** A configuration element that comes when its interpreter runs already: loaded with the first one. */
import type { Environment } from "../runtime/environment/environment.js";
import { interpreterLabel } from "../runtime/interpreters/location.js";
import type { PageServices, ScriptRun } from "./types.js";

/**
 * The interpreter on the main thread is configured once: what comes later is for workers only.
 *
 * @param present the configuration of the main thread
 */
export async function warn(
  runtime: PageServices,
  present: Environment<ScriptRun>,
  element: HTMLElement,
): Promise<void> {
  const { elementConfig } = await import("./configured.js");
  // A configuration that cannot be read is reported to whoever needs it.
  const config = await elementConfig(runtime, element).catch(() => undefined);
  if (!config || config.key === present.config.key) return;
  console.warn(
    `(PY0409): this <${element.localName}> is not used: ${interpreterLabel(present.type)} runs on this page with another ` +
      `configuration already. Have it in the page before the first script, or give a script with the "worker" ` +
      `attribute a "config" of its own.`,
    element,
  );
}
