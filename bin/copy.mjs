// Copies what pages load at run time to a project's static files, for bundlers that have no plugin of ours.
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { dist, readRunTimeFiles, version } from "./run-time-files.mjs";

/** Lists, in the copy, what was put there: only that is ever removed. */
const LIST = "py-elements.json";

/**
 * Makes a folder hold this version's files. Once more it changes nothing; after an upgrade it removes what
 * only the older version had.
 *
 * @param {string} folder made where it is not there
 * @returns {{ total: number, written: number, removed: number }} numbers of files
 * @throws {Error} when the folder is the package's own, or is a file
 */
export function copyFiles(folder) {
  if (isWithin(dist, path.resolve(folder))) {
    throw new Error(`${folder} is this package's own: name a folder among your project's static files.`);
  }
  return fillFolder(folder, readRunTimeFiles());
}

/**
 * Makes a folder hold these files, beside what others have put there.
 *
 * @param {string} folder made where it is not there
 * @param {ReadonlyMap<string, string | Uint8Array>} files name, with slashes → the file that it is copied
 *   from, or its content
 * @returns {{ total: number, written: number, removed: number }} numbers of files
 * @throws {Error} when the folder is a file
 */
export function fillFolder(folder, files) {
  if (existsSync(folder) && !statSync(folder).isDirectory()) throw new Error(`${folder} is a file.`);
  const stale = new Set(readList(folder));
  let written = 0;
  for (const [name, content] of files) {
    stale.delete(name);
    const data = typeof content === "string" ? readFileSync(content) : content;
    written += write(path.join(folder, name), data) ? 1 : 0;
  }
  for (const name of stale) removeFile(folder, name);
  write(path.join(folder, LIST), `${JSON.stringify({ version, files: [...files.keys()] }, null, 2)}\n`);
  return { total: files.size, written, removed: stale.size };
}

/** The names that an earlier copy has written down. */
function readList(folder) {
  const file = path.join(folder, LIST);
  if (!existsSync(file)) return [];
  try {
    const { files } = JSON.parse(readFileSync(file, "utf8"));
    return files.filter((name) => isWithin(folder, path.join(folder, name)));
  } catch {
    throw new Error(`${file} is damaged: remove ${folder}, then copy again.`);
  }
}

/** Writes a file unless it is so already, which leaves its time as it is. @returns {boolean} whether it
 * wrote */
function write(file, content) {
  const data = Buffer.from(content);
  if (existsSync(file) && statSync(file).size === data.length && readFileSync(file).equals(data))
    return false;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, data);
  return true;
}

/** Removes a file, and the folders that have nothing in them any more. */
function removeFile(folder, name) {
  rmSync(path.join(folder, name), { force: true });
  for (let parent = path.dirname(name); parent !== "."; parent = path.dirname(parent)) {
    try {
      rmdirSync(path.join(folder, parent));
    } catch {
      return; // Something is in it.
    }
  }
}

/** @returns {boolean} whether `file` is `folder`, or below it */
export function isWithin(folder, file) {
  const relative = path.relative(folder, file);
  return relative === "" || !(relative.startsWith("..") || path.isAbsolute(relative));
}
