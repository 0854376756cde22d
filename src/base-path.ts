/**
 * Says where the files are that this library loads at run time, for pages that a bundler makes: what
 * `<meta name="py-elements" content="…">` says, by a call.
 *
 * @example
 * ```js
 * import "py-elements";
 * import { setBasePath } from "py-elements/base-path";
 *
 * setBasePath("/py-elements/"); // where `npx py-elements copy public/py-elements` has put them
 * ```
 */
import { META } from "./runtime/loading/dist.js";

/**
 * Says where the copy of this library's files is. Call it in the module that imports the library, or before:
 * from then on everything is loaded from there. On a server it does nothing.
 *
 * @param url the folder, absolute or relative to the page; a slash at its end is not needed
 */
export function setBasePath(url: string | URL): void {
  const { document } = globalThis as { document?: Document };
  if (!document) return;
  let meta = document.querySelector<HTMLMetaElement>(META);
  if (!meta) {
    meta = document.createElement("meta");
    meta.name = "py-elements";
    document.head.append(meta);
  }
  meta.content = String(url);
}
