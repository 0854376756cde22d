/** For entry points that are small: the page's API, with `core.js` loaded where the page has not. */
import { distURL } from "../runtime/loading/dist.js";
import { importModule } from "../runtime/loading/import-module.js";
import type { Page } from "./page.js";

/** The key of the page's API on `globalThis`; see `page.ts`. */
const symbol = Symbol.for("@pyscript/core");

/**
 * A part of the page's API.
 *
 * @param pyscript the folder or version of the library to load, where the page has none
 * @throws Error when what the page has loaded does not have it
 */
export async function pageAPI<K extends "openBridge" | "openDonkey">(
  name: K,
  pyscript?: string,
): Promise<NonNullable<Page[K]>> {
  const find = () => (globalThis as { readonly [symbol]?: Page })[symbol]?.[name];
  let failure: unknown;
  let failed = "";
  for (const core of coreURLs(pyscript)) {
    if (find()) break;
    await importModule(core).catch((error: unknown) => ((failure = error), (failed = core)));
  }
  const found = find();
  if (!found) {
    if (failure) throw await loadFailed(failed, failure);
    const what = name === "openBridge" ? "bridge" : "donkey";
    throw new Error(
      `Python runs in a browser's page, and what this one has loaded does not know ${what}s: load the core.js that came ` +
        `with this ${what}.js, or nothing else.`,
    );
  }
  return found;
}

async function loadFailed(core: string, cause: unknown): Promise<Error> {
  const problems = await import("../runtime/loading/load-problems.js").catch(() => undefined);
  return new Error(`${core} could not be loaded: ${String(cause)}.${problems?.adviceOn(core) ?? ""}`, {
    cause,
  });
}

/** Yields the modules to load, in turn, until the page has an API. */
function* coreURLs(pyscript: string | undefined): Generator<string> {
  // The page may be about to load it: then it is loaded once.
  const { document } = globalThis as { document?: Document };
  const scripts =
    document?.querySelectorAll<HTMLScriptElement>('script[type="module"][src*="core.js"]') ?? [];
  for (const { src } of scripts) yield src;
  const dist = distURL().href;
  if (pyscript?.includes("/")) {
    const named = new URL(pyscript, document?.baseURI ?? dist).href;
    yield named.endsWith(".js") ? named : `${named.replace(/\/?$/, "/")}core.js`;
  } else {
    // A release of PyScript's is named by a date: this library stands in for any of them.
    const version = pyscript && !/^20\d\d\./.test(pyscript) ? pyscript : "";
    yield `${version ? dist.replace(/(py-elements@)[^/]+/, `$1${version}`) : dist}core.js`;
  }
}
