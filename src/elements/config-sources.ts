/**
 * The configurations that a page has: of scripts, and of configuration elements. Loaded with the first one,
 * or the first script with the `worker` attribute.
 */
import type { ResolvedConfig } from "../runtime/config/types.js";
import type { Environment } from "../runtime/environment/environment.js";
import type { InterpreterType } from "../runtime/interpreters/interpreter.js";
import type { ConfigOptions } from "../runtime/runtime.js";
import { markupText } from "./markup-text.js";
import { hasTerminal, sharedEnvironment } from "./page-config.js";
import type { PageServices, ScriptRun } from "./types.js";

/**
 * The environment for a script on the main thread that has a `config` attribute.
 *
 * @throws ConfigError, LoadError when the configuration cannot be used
 */
export async function ownEnvironment(
  runtime: PageServices,
  type: InterpreterType,
  element: HTMLElement,
  signal: AbortSignal,
): Promise<Environment<ScriptRun>> {
  const attributes = attributeConfig(runtime, element);
  if (!attributes) return sharedEnvironment(runtime, type, signal);
  const config = await attributes;
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

/** The page's configuration, else the one of a script on the main thread, where there is any. */
export async function presentConfig(
  runtime: PageServices,
  type: InterpreterType,
): Promise<ResolvedConfig | undefined> {
  return (await pageConfig(runtime, type)) ?? firstConfig(runtime, type, ":not([worker])");
}

/** The configuration of the main thread's interpreter, where anything brings one: the page's, else the one of
 * the first script. */
async function leadingConfig(
  runtime: PageServices,
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

/** Returns the content of the page's configuration element, if there is one. */
async function pageConfig(runtime: PageServices, type: InterpreterType): Promise<ResolvedConfig | undefined> {
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
  runtime: PageServices,
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
  runtime: PageServices,
  script: HTMLElement,
): Promise<ResolvedConfig> | undefined {
  const text = script.getAttribute("config")?.trim();
  return text ? runtime.config(text, configOptions(script)) : undefined;
}

/** Returns the content of a configuration element. */
export function elementConfig(runtime: PageServices, element: HTMLElement): Promise<ResolvedConfig> {
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
