/**
 * The `js_modules` of a configuration: JavaScript modules that Python imports as
 * `pyscript.js_modules.<name>`. A stylesheet among those of `main` is added to the page.
 */
import { CodedError, ConfigError, LoadError } from "../errors.js";
import { httpErrorCode } from "../loading/http-error-code.js";
import { importModule as load } from "../loading/import-module.js";
import type { TransferOptions } from "./transfer.js";

export interface JsModulesOptions extends TransferOptions {
  /** Adds a stylesheet to the page; absent where there is none. */
  readonly addStylesheet?: ((url: URL) => void | Promise<void>) | undefined;
}

/** One table of `js_modules`, and what relative URLs in it are relative to. */
export interface JsModulesTable {
  /** Module URL → name. */
  readonly modules: Readonly<Record<string, string>>;
  readonly base: URL;
}

/**
 * Imports modules in parallel.
 *
 * @returns name → module
 * @throws ConfigError for a URL that is none, CodedError PY0409 for two modules of one name, LoadError for a
 *   module that cannot be loaded or throws
 */
export async function importModules(
  tables: readonly JsModulesTable[],
  options: JsModulesOptions,
): Promise<Map<string, object>> {
  const { addStylesheet } = options;
  const stylesheets = new Map<string, URL>();
  const urls = new Map<string, URL>();
  for (const { modules, base } of tables) {
    for (const [source, name] of Object.entries(modules)) {
      const url = moduleUrl(source, base);
      if (/\.css$/i.test(url.pathname)) {
        stylesheets.set(url.href, url);
        continue;
      }
      const other = urls.get(name);
      if (other && other.href !== url.href) {
        throw new CodedError(
          "PY0409",
          `"js_modules": two modules are called "${name}": ${other.href} and ${url.href}. Rename one of them.`,
        );
      }
      urls.set(name, url);
    }
  }
  const [modules] = await Promise.all([
    Promise.all(
      [...urls].map(async ([name, url]) => [name, await importModule(url, name, options)] as const),
    ),
    Promise.all([...stylesheets.values()].map(async (url) => addStylesheet?.(url))),
  ]);
  options.signal.throwIfAborted();
  return new Map(modules);
}

/** Every key is a URL, as documented; relative ones are relative to the configuration. */
function moduleUrl(source: string, base: URL): URL {
  if (source !== "" && URL.canParse(source, base)) return new URL(source, base);
  throw new ConfigError("PY1000", `"js_modules": "${source}" is not a URL, but a module's URL was expected.`);
}

async function importModule(url: URL, name: string, { signal, fetch }: JsModulesOptions): Promise<object> {
  try {
    return (await load(url.href)) as object;
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const status = await statusOf(url, signal, fetch);
    const answered = status === undefined ? "" : ` The server answered ${status}.`;
    throw new LoadError(
      status === undefined ? "PY0001" : status < 400 ? "PY0000" : httpErrorCode(status),
      `cannot import the JavaScript module "${name}" from ${url.href}: ${reason}.${answered} ` +
        'Check its URL in "js_modules", and that it is an ECMAScript module.',
      url.href,
      { cause: error },
    );
  }
}

/** Why an import failed, browsers do not say; a request for the same URL does. */
async function statusOf(
  url: URL,
  signal: AbortSignal,
  fetch = globalThis.fetch as NonNullable<TransferOptions["fetch"]>,
): Promise<number | undefined> {
  try {
    const response = await fetch(url.href, { signal });
    void response.body?.cancel().catch(() => {});
    return response.status;
  } catch {
    return undefined;
  }
}
