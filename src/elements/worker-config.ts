/** Where a script with the `worker` attribute runs, and with which configuration; see `page-config.ts`. */
import type { ResolvedConfig } from "../runtime/config/types.js";
import type { InterpreterType } from "../runtime/interpreters/interpreter.js";
import type { Place } from "../runtime/place.js";
import type { ScriptView } from "./controllers/script-view.js";
import { documentParsed } from "./document-parsed.js";
import { attributeConfig, firstConfig, sharedConfig } from "./page-config.js";
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
  script: ScriptView,
  session: AbortSignal,
): Promise<Place<ScriptRun>> {
  const { element } = script;
  const attribute = (name: string) => element.getAttribute(name)?.trim() || undefined;
  const env = attribute("env");
  const own = attributeConfig(runtime, element);
  script.identify(); // Now, so that ids are counted in the order of scripts, not of workers that are ready.
  const [workers, config] = await Promise.all([
    runtime.workers(),
    own ?? inheritedConfig(runtime, type, env),
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

/** What a script without a configuration of its own runs with. */
async function inheritedConfig(
  runtime: ElementsRuntime,
  type: InterpreterType,
  env: string | undefined,
): Promise<ResolvedConfig> {
  await documentParsed();
  const shared = env && (await firstConfig(runtime, type, `[worker][env="${CSS.escape(env)}"]`));
  return shared || sharedConfig(runtime, type);
}
