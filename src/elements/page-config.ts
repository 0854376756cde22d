/**
 * Where a script runs, and with which configuration. On the main thread that is its own `config` attribute, else the page's
 * `<py-config>` or `<mpy-config>`, else the one that another script of the same type brought, else none. In a worker it is
 * its own, else that of its `env`, else the page's.
 */
import type { ResolvedConfig } from "../runtime/config/types.js";
import type { Environment } from "../runtime/environment.js";
import type { InterpreterType } from "../runtime/interpreters/interpreter.js";
import { emptyConfig, type ConfigOptions } from "../runtime/runtime.js";
import { documentParsed } from "./document-parsed.js";
import { markupText } from "./markup-text.js";
import type { ElementsRuntime, ScriptRun } from "./runtime.js";

/**
 * The environment for a script on the main thread.
 *
 * @throws ConfigError, LoadError when the script's configuration cannot be used
 */
export async function pageEnvironment(
  runtime: ElementsRuntime,
  type: InterpreterType,
  element: HTMLElement,
  signal: AbortSignal,
): Promise<Environment<ScriptRun>> {
  await documentParsed();
  const own = attributeConfig(runtime, element);
  if (!own) return sharedEnvironment(runtime, type, signal);
  const config = await own;
  const suspendable = hasTerminal(type);
  if (!runtime.mainEnvironment(type)) {
    // Which of several holds, the document says, not which of them was read first.
    const leading = await leadingConfig(runtime, type);
    signal.throwIfAborted();
    if (leading) await runtime.environment({ type, config: leading, ownConfig: false, suspendable });
  }
  signal.throwIfAborted();
  return runtime.environment({ type, config, ownConfig: true, suspendable });
}

/**
 * The environment on the main thread for what brings no configuration: the page's.
 *
 * @throws ConfigError, LoadError when the page's configuration cannot be used
 */
export async function sharedEnvironment(
  runtime: ElementsRuntime,
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

/** Whether a script on the main thread has a terminal, and so may wait for a line. */
function hasTerminal(type: InterpreterType): boolean {
  const scripts = `${type}-script[terminal]:not([worker]), script[type="${type}"][terminal]:not([worker])`;
  return document.querySelector(`${scripts}, py-terminal[type="${type}"][main]`) !== null;
}

/** The configuration of scripts that bring none: the page's, else the one of a script on the main thread, else an empty one. */
export async function sharedConfig(runtime: ElementsRuntime, type: InterpreterType): Promise<ResolvedConfig> {
  const config = (await pageConfig(runtime, type)) ?? (await firstConfig(runtime, type, ":not([worker])"));
  return config ?? emptyConfig(document.baseURI);
}

/** The configuration of the main thread's interpreter, where anything brings one: the page's, else the one of the first script. */
async function leadingConfig(
  runtime: ElementsRuntime,
  type: InterpreterType,
): Promise<ResolvedConfig | undefined> {
  try {
    const config = await pageConfig(runtime, type);
    if (config) return config;
  } catch {
    // It is the failure of those scripts that need it.
    runtime.brokenConfigs.add(type);
  }
  return firstConfig(runtime, type, ":not([worker])");
}

/** What the page's configuration element says, if there is one. */
async function pageConfig(
  runtime: ElementsRuntime,
  type: InterpreterType,
): Promise<ResolvedConfig | undefined> {
  const tag = `${type}-config`;
  const elements = document.querySelectorAll<HTMLElement>(tag);
  if (elements.length > 1) {
    const { duplicateConfig } = await import("./duplicate-config.js");
    throw duplicateConfig(runtime, tag, elements.length);
  }
  const [configElement] = elements;
  return configElement && elementConfig(runtime, configElement);
}

/** The first configuration that can be used of scripts, elements and tags, that match. */
export async function firstConfig(
  runtime: ElementsRuntime,
  type: InterpreterType,
  selector: string,
): Promise<ResolvedConfig | undefined> {
  const scripts = document.querySelectorAll<HTMLElement>(
    `:is(${type}-script, script[type="${type}"])[config]${selector}`,
  );
  for (const script of scripts) {
    // A bad configuration is its own script's failure, reported there.
    const config = await attributeConfig(runtime, script)?.catch(() => undefined);
    if (config) return config;
  }
  return undefined;
}

export function attributeConfig(
  runtime: ElementsRuntime,
  script: HTMLElement,
): Promise<ResolvedConfig> | undefined {
  const text = script.getAttribute("config")?.trim();
  return text ? runtime.config(text, configOptions(script)) : undefined;
}

/** What a configuration element says. */
export function elementConfig(runtime: ElementsRuntime, element: HTMLElement): Promise<ResolvedConfig> {
  const src = element.getAttribute("src");
  const options = configOptions(
    element,
    element.getAttribute("config-parser") ?? element.getAttribute("type"),
  );
  if (src) return runtime.config(src, { ...options, url: true });
  if (element.firstElementChild) void import("./eaten-code.js").then((eaten) => eaten.warnOfEaten(element));
  return runtime.config(markupText(element), options);
}

function configOptions(element: HTMLElement, parser = element.getAttribute("config-parser")): ConfigOptions {
  return { base: document.baseURI, ...(parser && { parser }) };
}
