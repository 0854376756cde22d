// Installs what an application needs, from its lock file, in a folder that knows nothing of this repository,
// and the package of the library beside it, packed as it is published.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { endWithProcess } from "../../../scripts/browsers/end-with-process.mjs";
import { root } from "../../../scripts/command.mjs";
import { isInstalled, npm } from "../../../scripts/ensure.mjs";
import { pack } from "../../../scripts/test/pack.mjs";

const here = path.join(root, "test/frameworks");

/** Errors of npm's when nobody answers; a registry that says no is a failure. */
const noAnswer =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b/;

/**
 * A folder with one of `test/frameworks/`'s applications, what is in `shared/`, and `node_modules`.
 *
 * @param {string} name
 * @returns {{ folder: string, skip: string | false }} `skip` has the reason where no registry answers
 */
export function installed(name) {
  const begun = Date.now();
  const folder = path.join(temporaryFolder(), name);
  cpSync(path.join(here, name), folder, { recursive: true });
  const skip = install(folder);
  if (skip) console.log(`${name}: skipped, ${skip}`);
  else {
    unpack(packed(), path.join(folder, "node_modules/py-elements"));
    addDependencies(folder);
    console.log(`${name}: installed in ${seconds(begun)} s.`);
  }
  return { folder, skip };
}

export function seconds(begun) {
  return ((Date.now() - begun) / 1000).toFixed(1);
}

let temporary;

/** Goes when this process ends; one that `FRAMEWORKS_FOLDER` names stays, with what is installed in it. */
function temporaryFolder() {
  if (process.env.FRAMEWORKS_FOLDER) return process.env.FRAMEWORKS_FOLDER;
  if (!temporary) {
    temporary = mkdtempSync(path.join(tmpdir(), "py-elements-frameworks-"));
    endWithProcess(() => rmSync(temporary, { recursive: true, force: true }));
  }
  return temporary;
}

/** Returns why nothing could be installed, or false. */
function install(folder) {
  if (isInstalled(`${folder}/`)) return false;
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stdout, stderr } = npm(folder, ["ci", ...quiet, "--fetch-retries=1"], "pipe");
  if (status === 0) return false;
  if (noAnswer.test(stderr)) return "no registry answers";
  throw new Error(`npm ci failed in ${folder}.\n${stdout}${stderr}`);
}

/** The package's file: the one that `FRAMEWORKS_PACKAGE` names, or packed now. */
function packed() {
  return process.env.FRAMEWORKS_PACKAGE ?? pack(temporaryFolder());
}

function unpack(file, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { status, stderr } = spawnSync("tar", ["-xzf", file, "-C", folder, "--strip-components=1"]);
  if (status !== 0) throw new Error(`${file} could not be unpacked.\n${stderr}`);
}

/**
 * Adds what the package depends on, as this repository's lock file has it: where npm would put it, at the top
 * unless the application has another version there.
 */
function addDependencies(folder) {
  const top = path.join(folder, "node_modules");
  const wanted = [path.join(top, "py-elements")];
  for (let from = wanted.pop(); from; from = wanted.pop()) {
    for (const name of Object.keys(manifest(from).dependencies ?? {})) {
      const source = path.join(root, "node_modules", name);
      const places = [path.join(top, name), path.join(top, "py-elements/node_modules", name)];
      const { version } = manifest(source);
      if (places.some((place) => existsSync(place) && manifest(place).version === version)) continue;
      const target = places.find((place) => !existsSync(place));
      cpSync(source, target, { recursive: true });
      wanted.push(target);
    }
  }
}

function manifest(folder) {
  return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
}
