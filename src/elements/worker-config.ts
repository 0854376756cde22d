/** Where a script with the `worker` attribute runs, and with which configuration; see `page-config.ts`. */
import type { InterpreterType } from "../runtime/interpreters/interpreter.js";
import type { Place } from "../runtime/place.js";
import { emptyConfig } from "../runtime/runtime.js";
import { attributeConfig, firstConfig } from "./page-config.js";
import type { ElementsRuntime, ScriptRun } from "./runtime.js";

/**
 * The environment for a script in a worker: that of its `env`, else one of its own.
 *
 * @param session aborts when the script no longer uses it
 * @throws ConfigError, LoadError when the script's configuration cannot be used
 */
export async function workerEnvironment(
  runtime: ElementsRuntime,
  type: InterpreterType,
  element: HTMLElement,
  session: AbortSignal,
): Promise<Place<ScriptRun>> {
  const attribute = (name: string) => element.getAttribute(name)?.trim() || undefined;
  const env = attribute("env");
  const own = attributeConfig(runtime, element);
  const [workers, config = emptyConfig(document.baseURI)] = await Promise.all([
    runtime.workers(),
    own ?? (env ? firstConfig(runtime, type, `[worker][env="${CSS.escape(env)}"]`) : undefined),
  ]);
  const serviceWorker = attribute("service-worker");
  const request = {
    type,
    config,
    ownConfig: own !== undefined,
    env,
    name: attribute("name"),
    serviceWorker: serviceWorker ? new URL(serviceWorker, document.baseURI) : undefined,
  };
  return workers.environment(request, session, element);
}
