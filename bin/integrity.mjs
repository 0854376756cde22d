// Hashes of what pages load at run time, and what a page needs so that browsers check them.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { dist, isForPages, version } from "./run-time-files.mjs";

const OWN = ["integrity.json", "integrity.js", "py-elements.json"];

/**
 * The hashes of a folder's files.
 *
 * @param {string} folder
 * @returns {Record<string, string>} name, with slashes → `sha384-…`, as browsers take it
 * @throws {Error} when it does not hold this library
 */
export function hashes(folder = dist) {
  if (!existsSync(path.join(folder, "core.js"))) {
    throw new Error(
      `${folder} has no core.js: name the folder that "npx py-elements copy <folder>" has made.`,
    );
  }
  const names = readdirSync(folder, { recursive: true })
    .map((name) => String(name).replaceAll("\\", "/"))
    .filter((name) => statSync(path.join(folder, name)).isFile() && isForPages(name) && !OWN.includes(name));
  return Object.fromEntries(names.sort().map((name) => [name, hash(readFileSync(path.join(folder, name)))]));
}

/**
 * Writes `integrity.json` and `integrity.js` into a folder.
 *
 * @param {string} folder
 * @param {string} base the address of the folder, with a slash at its end
 * @returns {string} the tags for a page
 */
export function writeIntegrity(folder, base) {
  const files = hashes(folder);
  const script = checkingScript(files);
  writeFileSync(path.join(folder, "integrity.json"), `${JSON.stringify({ version, files }, null, 2)}\n`);
  writeFileSync(path.join(folder, "integrity.js"), script);
  const modules = Object.entries(files).filter(([name]) => name.endsWith(".js"));
  const map = JSON.stringify({
    integrity: Object.fromEntries(modules.map(([name, value]) => [base + name, value])),
  });
  const policy = createHash("sha256").update(map).digest("base64");
  return [
    `<script src="${base}integrity.js" integrity="${hash(script)}"></script>`,
    `<!-- A policy (script-src) has to allow this one: 'sha256-${policy}' -->`,
    `<script type="importmap">${map}</script>`,
    `<link rel="stylesheet" href="${base}core.css" integrity="${files["core.css"]}">`,
    `<script type="module" src="${base}core.js" integrity="${files["core.js"]}"></script>`,
  ].join("\n");
}

function hash(content) {
  return `sha384-${createHash("sha384").update(content).digest("base64")}`;
}

/** A classic script, so that it runs before every module of the page. */
function checkingScript(files) {
  return `// Written by "npx py-elements integrity" for version ${version}: has the browser check what py-elements fetches.
(${check.toString()})(${JSON.stringify(files, null, 2)});
`;
}

/** Runs in the page. */
function check(files) {
  const { document, fetch } = globalThis;
  const folder = new URL("./", document.currentScript.src);
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, document.baseURI);
    const isOurs = url.origin === folder.origin && url.pathname.startsWith(folder.pathname);
    if (!isOurs) return fetch.call(globalThis, input, init);
    const name = url.pathname.slice(folder.pathname.length);
    const refused = (why) =>
      new TypeError(`${why}. Nothing of it was used; see "Hashes" in docs/guide/security.md`);
    if (!Object.hasOwn(files, name)) throw refused(`integrity.js names no hash for ${name}`);
    try {
      return await fetch.call(globalThis, input, { ...init, integrity: files[name] });
    } catch (error) {
      // Browsers do not say whether it was the hash, or the network.
      const response = await fetch.call(globalThis, input, init);
      if (!response.ok) return response;
      if (error.name === "AbortError") throw error;
      throw refused(
        `${name} does not have the hash that integrity.js names: it was changed, or is of another version`,
      );
    }
  };
}
