/**
 * Which configuration a script on the main thread runs with: its own `config` attribute, else the page's
 * `<py-config>` or `<mpy-config>`, else the one that another script of the same type brought, else none.
 */
import type { ConfigSource } from "../runtime/config/read.js";
import type { ResolvedConfig } from "../runtime/config/types.js";
import type { Environment } from "../runtime/environment.js";
import { ConfigError } from "../runtime/errors.js";
import type { InterpreterType } from "../runtime/interpreters/interpreter.js";
import { documentParsed } from "./document-parsed.js";
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
  const own = attributeSource(element);
  if (own) {
    const config = await runtime.config(own);
    signal.throwIfAborted();
    return runtime.environment({ type, config, ownConfig: true });
  }
  const present = runtime.mainEnvironment(type);
  if (present) return present;
  const config = await sharedConfig(runtime, type);
  signal.throwIfAborted();
  return runtime.environment({ type, config, ownConfig: false });
}

async function sharedConfig(runtime: ElementsRuntime, type: InterpreterType): Promise<ResolvedConfig> {
  const tag = `${type}-config`;
  const elements = document.querySelectorAll<HTMLElement>(tag);
  if (elements.length > 1) throw duplicateConfig(runtime, tag, elements.length);
  const [configElement] = elements;
  if (configElement) return runtime.config(configElementSource(configElement));
  const scripts = document.querySelectorAll<HTMLElement>(
    `${type}-script[config]:not([worker]), script[type="${type}"][config]:not([worker])`,
  );
  for (const script of scripts) {
    const source = attributeSource(script);
    // A bad configuration is its own script's failure, reported there.
    const config = source && (await runtime.config(source).catch(() => undefined));
    if (config) return config;
  }
  return runtime.config({ text: "{}", base: document.baseURI });
}

/** All the scripts that need it find the same mistake; one error object for all lets it be reported once. */
function duplicateConfig(runtime: ElementsRuntime, tag: string, count: number): ConfigError {
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

function attributeSource(element: HTMLElement): ConfigSource | undefined {
  const text = element.getAttribute("config")?.trim();
  if (!text) return undefined;
  return { text, base: document.baseURI, ...parserOf(element, "config-parser") };
}

function configElementSource(element: HTMLElement): ConfigSource {
  const src = element.getAttribute("src");
  if (src) return { text: src, base: document.baseURI, ...parserOf(element, "type") };
  return { text: element.textContent, base: document.baseURI, ...parserOf(element, "type") };
}

function parserOf(element: HTMLElement, attribute: string): { parser?: "json" | "toml" } {
  const parser = element.getAttribute(attribute) ?? element.getAttribute("config-parser");
  return parser === "json" || parser === "toml" ? { parser } : {};
}
