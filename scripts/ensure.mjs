// Installs what is missing. The commands call this first, so it and what it imports use only Node's own
// modules.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { Failure, root } from "./command.mjs";

const oldest = [20, 10];

/**
 * Installs the npm packages of a `package-lock.json` unless they are there already.
 *
 * @param {string} [folder] the one that it is in, with a slash at the end
 */
export function ensureInstalled(folder = root) {
  requireNode();
  if (isInstalled(folder)) return;
  console.log("Installing npm packages…");
  const { status } = npm(folder, ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (status !== 0) throw new Failure("npm ci failed; its output is above.");
}

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  throw new Failure(`py-elements needs Node ${oldest.join(".")} or newer; this is ${process.version}.`);
}

/** Returns true if `node_modules` holds the packages of the lock file; npm leaves a list of those it
 * installed. */
export function isInstalled(folder) {
  const list = `${folder}node_modules/.package-lock.json`;
  if (!existsSync(list)) return false;
  const installed = JSON.parse(readFileSync(list, "utf8")).packages;
  const wanted = JSON.parse(readFileSync(`${folder}package-lock.json`, "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === "" || entry.optional || entry.devOptional || installed[path]?.version === entry.version,
  );
}

/**
 * Runs the npm that runs this script, or the one on the path.
 *
 * @param {string} folder the one that it runs in
 * @param {string[]} args
 * @param {import("node:child_process").StdioOptions} [stdio]
 */
export function npm(folder, args, stdio = "inherit") {
  const env = { ...process.env, PUPPETEER_SKIP_DOWNLOAD: "1" };
  const options = { cwd: folder, stdio, encoding: "utf8", env };
  const script = process.env.npm_execpath;
  if (script?.endsWith(".js")) return spawnSync(process.execPath, [script, ...args], options);
  return spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
}
