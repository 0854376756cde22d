/**
 * Decides where a script runs and with which configuration. On the main thread that is the script's own
 * `config` attribute, else the page's `<py-config>` or `<mpy-config>`, else the one that another script of
 * the same type brought, else none. In a worker it is the script's own, else that of its `env`, else the
 * page's.
 */
import type { Environment } from "../runtime/environment/environment.js";
import type { InterpreterType } from "../runtime/interpreters/interpreter.js";
import { emptyConfig, type ResolvedConfig } from "../runtime/config/types.js";
import { documentParsed } from "./document-parsed.js";
import type { PageServices, ScriptRun } from "./types.js";

/**
 * The environment for a script on the main thread.
 *
 * @throws ConfigError, LoadError when the script's configuration cannot be used
 */
export async function pageEnvironment(
  runtime: PageServices,
  type: InterpreterType,
  element: HTMLElement,
  signal: AbortSignal,
): Promise<Environment<ScriptRun>> {
  await documentParsed();
  if (!element.hasAttribute("config")) return sharedEnvironment(runtime, type, signal);
  const { ownEnvironment } = await configured();
  return ownEnvironment(runtime, type, element, signal);
}

/** Loads the configuration reader, and the modules that it needs at the same time. */
function configured() {
  import("../runtime/config/read.js").catch(() => {}); // The reader asks again, and gets the failure then.
  return import("./configured.js");
}

/**
 * The environment on the main thread for what brings no configuration: the page's.
 *
 * @throws ConfigError, LoadError when the page's configuration cannot be used
 */
export async function sharedEnvironment(
  runtime: PageServices,
  type: InterpreterType,
  signal: AbortSignal,
): Promise<Environment<ScriptRun>> {
  await documentParsed();
  const present = runtime.mainEnvironment(type);
  if (present && !runtime.brokenConfigs.has(type)) return present;
  const config = await sharedConfig(runtime, type);
  signal.throwIfAborted();
  runtime.brokenConfigs.delete(type);
  // One that could not be read before may differ from what is in use since.
  return runtime.environment({
    type,
    config,
    ownConfig: present !== undefined,
    suspendable: hasTerminal(type),
  });
}

/** Returns true if a script on the main thread has a terminal, and so may wait for a line. */
export function hasTerminal(type: InterpreterType): boolean {
  const scripts = `${type}-script[terminal]:not([worker]), script[type="${type}"][terminal]:not([worker])`;
  return document.querySelector(`${scripts}, py-terminal[type="${type}"][main]`) !== null;
}

/** The configuration of scripts that bring none: the page's, else the one of a script on the main thread,
 * else an empty one. */
export async function sharedConfig(runtime: PageServices, type: InterpreterType): Promise<ResolvedConfig> {
  const present =
    document.querySelector(`${type}-config,[config]`) &&
    (await (await configured()).presentConfig(runtime, type));
  return present ?? emptyConfig(document.baseURI);
}
