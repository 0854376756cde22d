/** Decides where a script with the `worker` attribute runs and with which configuration; see
 * `page-config.ts`. */
import type { ResolvedConfig } from "../runtime/config/types.js";
import type { InterpreterType } from "../runtime/interpreters/interpreter.js";
import { sandboxOf } from "../runtime/workers/page/sandbox-options.js";
import type { PythonEnvironment } from "../runtime/environment/python-environment.js";
import type { ScriptView } from "./controllers/script-view.js";
import { attributeConfig, firstConfig } from "./config-sources.js";
import { documentParsed } from "./document-parsed.js";
import { sharedConfig } from "./page-config.js";
import type { PageServices, ScriptRun } from "./types.js";

/**
 * The environment for a script in a worker: that of its `env`, else one of its own.
 *
 * @param session aborts when the script no longer uses it
 * @throws ConfigError, LoadError when the script's configuration cannot be used
 */
export async function workerEnvironment(
  runtime: PageServices,
  type: InterpreterType,
  script: ScriptView,
  session: AbortSignal,
): Promise<PythonEnvironment<ScriptRun>> {
  const { element } = script;
  const attribute = (name: string) => element.getAttribute(name)?.trim() || undefined;
  const env = attribute("env");
  const attributes = attributeConfig(runtime, element);
  script.identify(); // Now, so that ids are counted in the order of scripts, not of workers that are ready.
  const [workers, config, shared] = await Promise.all([
    runtime.workers(),
    attributes ?? inheritedConfig(runtime, type, env),
    env && attributes ? sharersConfig(runtime, type, env) : undefined,
  ]);
  const serviceWorker = attribute("service-worker");
  const request = {
    type,
    config,
    ownConfig: attributes !== undefined,
    shared,
    env,
    name: attribute("name"),
    sandbox: sandboxOf(element),
    serviceWorker: serviceWorker ? new URL(serviceWorker, document.baseURI) : undefined,
  };
  return workers.environment(request, session, element);
}

/** Returns the configuration of a script that has none of its own. */
async function inheritedConfig(
  runtime: PageServices,
  type: InterpreterType,
  env: string | undefined,
): Promise<ResolvedConfig> {
  const shared = env && (await sharersConfig(runtime, type, env));
  await documentParsed();
  return shared || sharedConfig(runtime, type);
}

/** The configuration of those that share an `env`: that of the first script that has one. */
async function sharersConfig(
  runtime: PageServices,
  type: InterpreterType,
  env: string,
): Promise<ResolvedConfig | undefined> {
  await documentParsed();
  return firstConfig(runtime, type, `[worker][env="${CSS.escape(env)}"]`);
}
