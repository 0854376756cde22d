import { textAddress } from "./text-address.js";

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

/** Imports a module from its text. */
export async function importText(text: string): Promise<unknown> {
  // Such a worker has an origin of its own, to which WebKit (2.50.6) refuses each `blob:`.
  if (location.protocol === "data:") return importModule(textAddress(text));
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return await importModule(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}
