// Puts everything that a page needs into one folder, which any static server can serve without a network.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { usedInterpreters } from "../vite/used-interpreters.js";
import { Contents } from "./bundle/contents.mjs";
import { bundledConfig } from "./bundle/configs.mjs";
import { bundledPage } from "./bundle/page.mjs";
import { fillFolder, isWithin } from "./copy.mjs";

/**
 * Bundles a page, or a configuration for pages that are made otherwise.
 *
 * @param {string} file the page's HTML; a configuration
 * @param {object} options
 * @param {string} options.out the folder
 * @param {string[]} [options.add] files and folders beside the page that nothing in it names
 * @param {"py" | "mpy"} [options.type] the interpreter that a configuration is for
 * @returns {Promise<string>} what was done, for people to read
 * @throws {Error} where something that the page needs cannot be had
 */
export async function writeBundle(file, { out, add = [], type = "py" }) {
  if (!existsSync(file) || !statSync(file).isFile()) throw new Error(`There is no file ${file}.`);
  const base = pathToFileURL(path.resolve(file));
  const folder = path.dirname(path.resolve(file));
  if (isWithin(path.resolve(out), folder)) {
    throw new Error(`${out} holds ${file} itself: name another folder for the bundle.`);
  }
  const contents = new Contents(new URL("./", base));
  const name = path.basename(file);
  if (/\.(?:json|toml)$/.test(file)) await addConfig(contents, base, name, type);
  else
    contents.files.set(
      name,
      Buffer.from(await bundledPage(contents, readFileSync(file, "utf8"), base, name)),
    );
  for (const extra of add) await addExtra(contents, folder, extra);
  await contents.complete();
  if (!contents.library) {
    throw new Error(
      `${file} does not load py-elements: its core.js was not found among the scripts of the page.`,
    );
  }
  const used = new Set(contents.texts.flatMap(usedInterpreters));
  contents.addLibrary(used.size > 0 ? used : ["py", "mpy"]);
  const { total, written, removed } = fillFolder(out, contents.files);
  return [
    `${out} has ${total} files: ${written} written, ${removed} removed. It needs no network: serve it from anywhere.`,
    ...contents.notes,
  ].join("\n");
}

async function addConfig(contents, url, name, type) {
  const written = await bundledConfig(contents, { url }, type, name);
  if (written === undefined) contents.files.set(name, readFileSync(url));
  else contents.files.set(name.replace(/\.toml$/, ".json"), Buffer.from(written));
  contents.library = "py-elements";
  contents.texts.push(`<${type}-script>`);
}

/** Adds a file, or all files of a folder. */
async function addExtra(contents, folder, name) {
  const file = path.resolve(folder, name);
  if (!isWithin(folder, file) || !existsSync(file)) {
    throw new Error(`There is no ${name} in ${folder}: --add names files and folders beside the page.`);
  }
  const files = statSync(file).isDirectory()
    ? readdirSync(file, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    : [file];
  for (const each of files) await contents.place(pathToFileURL(each));
}
