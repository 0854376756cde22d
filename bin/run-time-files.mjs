// The files of `dist/` that pages load at run time. The others are for bundlers, editors and people: modules,
// types, source maps.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));

/** This package's version. */
export const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

/** The folder that the build fills. */
export const dist = path.join(root, "dist");

const NOT_FOR_PAGES = [
  /^(lib|stubs)\//,
  /\.(map|d\.ts)$/,
  /^(custom-elements|vscode\..*|web-types)\.json$/,
  /^(jsx|react|vue|svelte)\.js$/,
];

/** Returns true for the name, with slashes, of a file that pages load. */
export function isForPages(name) {
  return NOT_FOR_PAGES.every((pattern) => !pattern.test(name));
}

/** @returns {Map<string, string>} name in `dist/`, with slashes → the file */
export function readRunTimeFiles() {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => [path.relative(dist, file).replaceAll("\\", "/"), file])
    .filter(([name]) => isForPages(name));
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}
