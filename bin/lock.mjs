// Resolves the packages of a configuration once, as pages would each time.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { fetchAnything } from "./fetch-anything.mjs";
import { dist } from "./run-time-files.mjs";

/** `app.toml` → `app.lock.json` */
const lockName = (config) => `${config.replace(/\.(toml|json)$/, "")}.lock.json`;

/**
 * Writes the lock of a configuration beside it.
 *
 * @param {string} config its file
 * @returns {Promise<string>} what was done, for people to read
 * @throws {Error} when it has no such file, or its packages cannot be had
 */
export async function writeLock(config) {
  if (!existsSync(config)) throw new Error(`There is no file ${config}.`);
  const { makeLock } = await import("../dist/lib/runtime/config/packages/make-lock.js");
  const url = pathToFileURL(path.resolve(config));
  const made = await makeLock({ config: url, fetch: fetchAnything, pyodide: readPyodide() });
  const file = lockName(config);
  const content = { ...made.lock, wheels: made.lock.wheels.map((wheel) => beside(wheel, url)) };
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  return [
    `${file} has ${content.wheels.length} wheels; ${made.native.length} packages are Pyodide's own.`,
    ...made.missing.map(
      ({ name, by }) => `Left out, since it cannot be had: ${name}, which ${by.join(", ")} needs.`,
    ),
    ...(made.config.values.packages_lock
      ? []
      : [`Name it in ${config}: ${named(config, path.basename(file))}`]),
  ].join("\n");
}

const named = (config, lock) =>
  config.endsWith(".json") ? `"packages_lock": "${lock}"` : `packages_lock = "${lock}"`;

/** Wheels among the project's own files are named relative to the lock. */
function beside(wheel, config) {
  const folder = new URL("./", config).href;
  return wheel.url.startsWith(folder) ? { ...wheel, url: `./${wheel.url.slice(folder.length)}` } : wheel;
}

/** Pyodide's own lock file, of the version that comes with this package. */
export const readPyodide = () =>
  JSON.parse(readFileSync(path.join(dist, "pyodide", "pyodide-lock.json"), "utf8"));
