// Pages that measure themselves: served, and visited one after the other.
import { serveFiles } from "../scripts/serve/static-server.mjs";
import { visit } from "../scripts/browsers/launch-chrome.mjs";

/** The names of the interpreters, by type. */
export const interpreters = { mpy: "MicroPython", py: "Pyodide" };

/** The interpreters to measure. @param {string | undefined} only the type of the only one */
export function typesOf(only) {
  return Object.keys(interpreters).filter((type) => !only || type === only);
}

/** @returns the measurements of a page that is visited in a context of its own */
export async function measured(browser, url) {
  const context = await browser.createBrowserContext();
  try {
    return (await visit(context, url)).finished;
  } finally {
    await context.close();
  }
}

/**
 * Serves pages with `dist/`, cross-origin isolated, and visits each once.
 *
 * @param {Pick<import("./run.mjs").BenchContext, "browser" | "progress">} bench
 * @param {object} options
 * @param {Record<string, string>} options.pages name → HTML
 * @param {Record<string, string>} [options.titles] name → its title for the progress
 * @param {Record<string, string>} [options.folders] more folders: URL prefix → folder
 * @param {boolean} [options.isolated]
 * @returns {AsyncGenerator<[name: string, finished: any], void, void>} each page's measurements
 */
export async function* visits({ browser, progress }, options) {
  const { pages, titles = interpreters, folders, isolated = true } = options;
  const server = await serveFiles({
    folders: { "/dist/": "dist", ...folders },
    pages: Object.fromEntries(Object.entries(pages).map(([name, html]) => [`/${name}`, html])),
    isolated,
  });
  try {
    for (const name of Object.keys(pages)) {
      progress(titles[name]);
      yield [name, await measured(browser, `${server.origin}/${name}`)];
    }
  } finally {
    await server.close();
  }
}
