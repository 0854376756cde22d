// Packages for Pyodide in a bundle: a lock, its wheels, and of Pyodide's own packages those that are needed.
import { createHash } from "node:crypto";

const FOLDER = "packages";
const sha256 = (data) => createHash("sha256").update(data).digest("hex");

/**
 * Places the packages of a configuration.
 *
 * @returns {Promise<object>} the keys that name them
 * @throws {Error} where a package cannot be had, or is not the one that its index promises
 */
export async function lockedPackages({ contents, config, packages, pyodide, packagesAt, from }) {
  const { makeLock } = await import("../../dist/lib/runtime/config/packages/make-lock.js");
  const { lock, native, missing } = await makeLock({ config, fetch: contents.fetch, pyodide });
  for (const { name, by } of missing) {
    contents.notes.add(`Left out, since it cannot be had: ${name}, which ${by.join(", ")} needs.`);
  }
  const places = new Map();
  for (const wheel of lock.wheels) {
    const body = Buffer.from(await (await contents.fetch(wheel.url)).arrayBuffer());
    places.set(wheel.url, addPackage(contents, decodeURIComponent(new URL(wheel.url).pathname), body));
  }
  const lockName = `${FOLDER}/lock-${sha256(JSON.stringify(lock)).slice(0, 8)}.json`;
  const wheels = lock.wheels.map((wheel) => ({
    ...wheel,
    url: contents.reference("", lockName, places.get(wheel.url)),
  }));
  contents.files.set(lockName, Buffer.from(JSON.stringify({ ...lock, wheels }, null, 2)));
  const own = native.length > 0 ? await ownPackages(contents, native, pyodide, packagesAt) : undefined;
  const refer = (name) => contents.reference("", from, name);
  return {
    packages: packages.map(({ text, base }) => {
      const [, before, address] = /^(.*?@\s*)?(\S+\.whl(?:[?#]\S*)?)$/s.exec(text) ?? [];
      if (!address || !URL.canParse(address, base)) return text;
      const url = new URL(address, base);
      const name = places.get(url.href) ?? places.get(url.href.replace(url.hash, ""));
      return name ? `${before ?? ""}${refer(name)}${url.hash}` : text;
    }),
    packages_lock: refer(lockName),
    ...(own && { lockFileURL: refer(own) }),
  };
}

/** Pyodide's packages are named by its lock file, and are beside that. @returns the lock file's place */
async function ownPackages(contents, names, pyodide, packagesAt) {
  const address = packagesAt ?? new URL(`https://cdn.jsdelivr.net/pyodide/v${pyodide.info.version}/full/`);
  for (const name of names) {
    const { file_name: file, sha256: hash } = pyodide.packages[name];
    const url = new URL(file, address);
    const response = await contents.fetch(url.href).catch((cause) => {
      throw new Error(`${url.href} cannot be had: ${cause.cause?.message ?? cause.message}`);
    });
    if (!response.ok)
      throw new Error(`${url.href} cannot be had: ${response.status} ${response.statusText}.`);
    const body = Buffer.from(await response.arrayBuffer());
    if (sha256(body) !== hash) {
      throw new Error(
        `${url.href} is not what Pyodide's lock file promises: its SHA-256 is ${sha256(body)}.`,
      );
    }
    contents.files.set(`${FOLDER}/${url.pathname.slice(url.pathname.lastIndexOf("/") + 1)}`, body);
  }
  const packages = Object.fromEntries(
    Object.entries(pyodide.packages).map(([name, entry]) => [
      name,
      { ...entry, file_name: entry.file_name.slice(entry.file_name.lastIndexOf("/") + 1) },
    ]),
  );
  const name = `${FOLDER}/pyodide-lock.json`;
  contents.files.set(name, Buffer.from(JSON.stringify({ ...pyodide, packages })));
  return name;
}

/** @returns its place: its own name, and where that is another file's, one with its hash */
function addPackage(contents, path, body) {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const present = contents.files.get(`${FOLDER}/${file}`);
  const isOthers = present !== undefined && !body.equals(present);
  // A wheel's name says what it is.
  const name = isOthers ? `${FOLDER}/${sha256(body).slice(0, 8)}/${file}` : `${FOLDER}/${file}`;
  contents.files.set(name, body);
  return name;
}
