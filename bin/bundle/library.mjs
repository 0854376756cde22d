// Recognizes this library where a page loads it: beside the page, from a CDN, or PyScript's in its place.
import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { dist, version } from "../run-time-files.mjs";

/** The files of `dist/` that pages name. */
const ENTRY = /\/(core|bridge|donkey|storage|base-path|service-worker)\.js$|\/core\.css$/;
const CDN = /\/py-elements(?:@([^/]+))?\/(?:.*\/)?[\w-]+\.\w+$/;
const PYSCRIPT = /^https:\/\/pyscript\.net\/releases\/[^/]+\/core\.(?:js|css)$/;

/**
 * @param {URL} url
 * @returns {{ name: string, folder: URL, note?: string } | undefined} the file's name in `dist/`, and the
 *   folder that the page takes for `dist/`; undefined for what is not this library
 */
export function libraryFile(url) {
  const entry = ENTRY.exec(url.pathname)?.[0];
  if (!entry) return undefined;
  const name = entry.slice(1);
  const folder = new URL("./", url);
  if (url.protocol === "file:") return isOurs(fileURLToPath(url), name) ? { name, folder } : undefined;
  if (PYSCRIPT.test(url.href)) {
    return { name, folder, note: `${url.href} is replaced by py-elements ${version}.` };
  }
  const found = CDN.exec(url.pathname);
  if (!found) return undefined;
  const other = found[1] && found[1] !== version;
  return { name, folder, ...(other && { note: `${url.href} is replaced by version ${version}.` }) };
}

function isOurs(file, name) {
  if (!existsSync(file)) return false;
  const folder = path.dirname(file);
  if (realpathSync(folder) === realpathSync(dist) || existsSync(path.join(folder, "py-elements.json")))
    return true;
  return readFileSync(file).equals(readFileSync(path.join(dist, name)));
}
