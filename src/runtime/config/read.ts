/**
 * Reads a configuration: JSON or TOML, inline or from a URL, or an object that JavaScript gave.
 *
 * @example
 * ```ts
 * const source = configSource(element.getAttribute("config"), document.baseURI);
 * const config = await readConfig(source, { signal });
 * config.values.packages; // ["numpy"]
 * ```
 */
import { ConfigError } from "../errors.js";
import { importModule } from "../loading/import-module.js";
import { findJsonProblem } from "./json.js";
import { fromJs, fromToml, type PlainValues } from "./plain-values.js";
import { requestedInterpreter } from "./requested-interpreter.js";
import { fetchText, type TransferOptions } from "./transfer.js";
import type { ConfigValue, PythonConfig, ResolvedConfig } from "./types.js";
import { unknownKeys, validateConfig } from "./validate.js";

/** The formats that can be parsed, or a JavaScript module that parses another one: `config-parser` names
 * one. */
export type ConfigParser = "json" | "toml" | URL;

/** The place of a configuration. */
export type ConfigSource =
  | {
      readonly text: string;
      /** The base of relative URLs in it. */
      readonly base: URL | string;
      readonly parser?: ConfigParser | undefined;
    }
  | { readonly url: URL; readonly parser?: ConfigParser | undefined };

/** A path or URL that ends in `.json` or `.toml`; quotes and `=` before it can only be TOML. */
const configUrl = /^[^"'=?#\r\n]+\.(?:json|toml)(?:[?#][^"'\r\n]*)?$/i;

/**
 * Decides by its shape what the text of a `config` attribute or element is: a URL, inline JSON, or inline
 * TOML.
 *
 * @param parser the value of `config-parser`: a format, or the URL of a module that exports `parse`; it
 *   never says whether the text is a URL
 * @throws ConfigError when `parser` is no format or the URL is none
 */
export function configSource(text: string, base: URL | string, parser?: string | null): ConfigSource {
  const format = parserOf(parser?.trim() ?? "", base);
  const trimmed = text.trim();
  if (trimmed.startsWith("{") || !configUrl.test(trimmed)) return { text, base, parser: format };
  return { url: configLocation(trimmed, base), parser: format };
}

function parserOf(text: string, base: URL | string): ConfigParser | undefined {
  if (text === "") return undefined;
  const format = text.toLowerCase();
  if (format === "json" || format === "toml") return format;
  // A word alone is a format that there is none of.
  if (/[./]/.test(text) && URL.canParse(text, base)) return new URL(text, base);
  throw new ConfigError(
    "PY1000",
    `"config-parser" is "${text}", but "json", "toml" or the URL of a JavaScript module that exports "parse" was expected.`,
  );
}

/** The URL that an `src` of a configuration element names.
 * @throws ConfigError when it is none */
export function configLocation(text: string, base: URL | string): URL {
  if (URL.canParse(text, base)) return new URL(text, base);
  throw new ConfigError("PY1000", `"${text}" is not a URL, but the configuration's URL was expected.`);
}

/** How a configuration's text is to be read. */
export interface TextOptions {
  readonly base: string;
  /** The value of `config-parser`. */
  readonly parser?: string | undefined;
  /** Reads the text as a URL, whatever it looks like. */
  readonly url?: boolean;
}

/**
 * Reads what an attribute or an element says: a URL, JSON or TOML.
 *
 * @throws LoadError, ConfigError
 */
export async function readText(
  text: string,
  { base, parser, url }: TextOptions,
  options: TransferOptions,
): Promise<ResolvedConfig> {
  const inline = configSource(text, base, parser);
  return readConfig(url ? { url: configLocation(text, base), parser: inline.parser } : inline, options);
}

/**
 * Reads what an API takes as its `config`: an object, a `Map`, what Python's `to_js` gives; JSON or TOML; a
 * URL.
 *
 * @param read reads text
 * @returns undefined for empty text
 * @throws ConfigError, and what `read` rejects with
 */
export async function readOption(
  config: unknown,
  options: TextOptions,
  read: (text: string, options: TextOptions) => Promise<ResolvedConfig>,
): Promise<ResolvedConfig | undefined> {
  if (config instanceof URL) return read(config.href, { ...options, url: true });
  if (typeof config === "string") return config.trim() ? read(config, options) : undefined;
  return resolveConfig(config, options.base, 'the option "config"');
}

/**
 * Reads, parses and checks a configuration.
 *
 * @throws LoadError when its URL cannot be loaded, {@link ConfigError} when it cannot be used
 */
export async function readConfig(source: ConfigSource, options: TransferOptions): Promise<ResolvedConfig> {
  if ("text" in source) {
    const base = new URL(source.base);
    const where = `the inline configuration of ${base.href}`;
    const parser = source.parser ?? formatOf(source.text);
    return resolved(await parse(source.text, parser, where, options.signal), base, where);
  }
  const wanted = { url: source.url, what: "the configuration" };
  const [text, response] = await fetchText(wanted, options);
  const where = `the configuration ${source.url.href}`;
  const named = `${source.url.pathname} ${response.headers.get("content-type") ?? ""}`;
  const parser = source.parser ?? /\.(json|toml) /i.exec(named)?.[1]?.toLowerCase() ?? formatOf(text);
  const values = await parse(text, parser, where, options.signal);
  // After a redirect, what is relative is relative to where the file really is.
  return resolved(values, response.redirected ? new URL(response.url) : source.url, where);
}

/**
 * Checks values that are already there: the `config` option of a JavaScript API, or none at all.
 *
 * @param base the base of relative URLs in it
 * @throws ConfigError when a value is not what its key expects
 */
export function resolveConfig(
  values: unknown,
  base: URL | string,
  where = "the configuration",
): ResolvedConfig {
  return resolved(fromJs(values ?? {}), new URL(base), where);
}

function resolved({ values, python }: PlainValues, base: URL, where: string): ResolvedConfig {
  const config = validateConfig(values, where);
  const unknown = unknownKeys(config);
  return {
    values: config,
    base,
    key: keyOf(config, base),
    ...(config.interpreter && { interpreters: requestedInterpreter(config.interpreter, base) }),
    ...(python !== undefined && { python }),
    ...(unknown.length > 0 && { unknown }),
  };
}

const formatOf = (text: string) => (text.trimStart().startsWith("{") ? "json" : "toml");

async function parse(
  text: string,
  parser: string | URL,
  where: string,
  signal: AbortSignal,
): Promise<PlainValues> {
  if (parser instanceof URL) return fromJs(await parseByModule(text, parser, where, signal));
  if (text.trim() === "") return { values: {} };
  if (parser === "json") return { values: parseJson(text, where) };
  const { parse: parseToml, TomlError } = await import("smol-toml");
  signal.throwIfAborted();
  try {
    return fromToml(parseToml(text, { integersAsBigInt: true }));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ""] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
    const found = text.split(/\r?\n/)[error.line - 1]?.trim() ?? "";
    throw new ConfigError(
      "PY1000",
      `${where} is not valid TOML: line ${error.line}, column ${error.column}: ${reason}, found ${JSON.stringify(found)}.${htmlHint(text)}`,
      { cause: error },
    );
  }
}

/** Has the page's own parser read a text. */
async function parseByModule(text: string, url: URL, where: string, signal: AbortSignal): Promise<unknown> {
  const failed = (reason: string, cause?: unknown) =>
    new ConfigError("PY1000", `${where} cannot be parsed by the "config-parser" ${url.href}: ${reason}.`, {
      cause,
    });
  let module: Readonly<Record<string, unknown>>;
  try {
    module = (await importModule(url.href)) as typeof module;
  } catch (error) {
    throw failed(
      `it cannot be imported (${String(error)}). Check its URL, and that it is an ECMAScript module`,
      error,
    );
  }
  signal.throwIfAborted();
  const parse = module["parse"] ?? module["default"];
  if (typeof parse !== "function") throw failed('it exports no function "parse"');
  try {
    return await (parse as (text: string) => unknown)(text);
  } catch (error) {
    throw failed(String(error), error);
  }
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const problem = findJsonProblem(text);
    const reason = problem
      ? `line ${problem.line}, column ${problem.column}: expected ${problem.expected}, found ${problem.found}`
      : String(error);
    throw new ConfigError("PY1000", `${where} is not valid JSON: ${reason}.${htmlHint(text)}`, {
      cause: error,
    });
  }
}

/** Development servers answer unknown paths with a page. */
const htmlHint = (text: string) =>
  /^\s*<(?:!doctype|html)/i.test(text) ? " The server answered with an HTML page: check the URL." : "";

/** Keys whose values may be relative URLs: two pages' equal configurations are equal only without them. */
const withUrls = ["interpreter", "packages", "files", "fetch", "js_modules", "lockFileURL", "index_urls"];

function keyOf(config: PythonConfig, base: URL): string {
  const text = canonical(config);
  return withUrls.some((key) => key in config) ? `${text} ${base.href}` : text;
}

function canonical(value: ConfigValue | PythonConfig | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  // JSON would make one of infinity and NaN.
  if (typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join()}}`;
}
