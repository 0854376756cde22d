/** Knows where `dist/` is: what is loaded at run time (interpreters, workers, the Python package) comes from
 * there. */

/** As much of a page as is needed; a worker has none. */
interface Page {
  readonly baseURI: string;
  querySelector(selector: string): { readonly content?: string } | null;
}

/** The element that says where it is, where that is not beside this code: a bundler moves modules, not
 * `dist/`. */
export const META = 'meta[name="py-elements"]';

/** The folder, with a slash at its end. Looked up each time: a page may say where it is after this code has
 * been loaded. */
export function distURL(): URL {
  const { document } = globalThis as { document?: Page };
  const named = document?.querySelector(META)?.content;
  if (document && named) return new URL(named.replace(/\/?$/, "/"), document.baseURI);
  // Written as new URL(…), bundlers take it for a file of theirs, even in two steps.
  return Reflect.construct(URL, [__DIST__, ownAddress(import.meta.url)]) as URL;
}

/** A file's address where a CDN that makes modules says so at its end: what is beside the file is not below
 * it. */
export function ownAddress(url: string): string {
  return url.replace(/\/\+esm(?=$|[?#])/, "");
}
