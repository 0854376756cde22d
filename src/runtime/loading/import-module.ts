/**
 * Imports a module whose address only the page knows. The one place that does: bundlers would look for such
 * a module among their own files, and fail when the page runs, unless each of them finds its own comment
 * here.
 *
 * @param address an absolute URL, or a name of the page's import map
 */
export function importModule(address: string): Promise<unknown> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ /* turbopackIgnore: true */ address);
}
