// Configurations in a bundle: everything that one asks for gets a place, and where that is another one than
// its author named, the bundle has a configuration that names it.
import { readPyodide } from "../lock.mjs";
import { lockedPackages } from "./python-packages.mjs";
import { mipPackages } from "./mip-packages.mjs";

const { signal } = new AbortController();
const inLibrary = (name) => import(`../../dist/lib/runtime/config/${name}.js`);

/**
 * Places what a configuration asks for.
 *
 * @param {import("./contents.mjs").Contents} contents
 * @param {object} source what `readConfig` takes: a URL, or text with its base
 * @param {"py" | "mpy"} type
 * @param {string} from the place of the file that relative addresses of the new one are relative to
 * @returns {Promise<string | undefined>} JSON; undefined where the configuration can stay as it is
 */
export async function bundledConfig(contents, source, type, from) {
  const [{ readConfig }, { expandConfig }, { planFiles }] = await Promise.all(
    ["read", "entries", "files"].map(inLibrary),
  );
  const options = { signal, fetch: contents.fetch };
  const config = await readConfig(source, options);
  const { values } = config;
  if (values.interpreter) {
    throw new Error(
      `"interpreter" is ${JSON.stringify(values.interpreter)}: a bundle has the interpreters that come with py-elements. ` +
        "Take the key away.",
    );
  }
  const expanded = await expandConfig(config, "main", options);
  const { modules: inWorker } = await expandConfig(config, "worker", options);
  const seen = new Set();
  // A file may be put in two places, and each has a key of its own.
  const keyOf = (reference) => {
    const key = seen.has(reference) ? `${reference}#${seen.size}` : reference;
    seen.add(key);
    return key;
  };
  let isMoved = false;
  const place = async (url, kind) => {
    isMoved ||= !contents.isInPlace(url);
    return contents.reference(url.href, from, await contents.place(url, kind));
  };

  const files = await Promise.all(
    planFiles(expanded.files, expanded.fetched).map(async ({ url, path, unpack }) => [
      keyOf(await place(url)),
      unpack ? `${path === "" || path.endsWith("/") ? path : `${path}/`}*` : path,
    ]),
  );
  const modules = async (tables) => {
    const entries = tables.flatMap(({ modules, base }) =>
      Object.entries(modules).map(async ([text, name]) => {
        const url = contents.resolve(text, base);
        return [await place(url, /\.css$/i.test(url.pathname) ? "style" : "module"), name];
      }),
    );
    return Object.fromEntries(await Promise.all(entries));
  };
  const [main, worker] = [await modules(expanded.modules), await modules(inWorker)];
  const packages = expanded.packages.length > 0 ? await packagesOf() : {};

  const others = { ...values };
  delete others.fetch;
  const changed = {
    ...others,
    ...packages,
    ...(files.length > 0 && { files: Object.fromEntries(files) }),
    ...(expanded.modules.length + inWorker.length > 0 && {
      js_modules: {
        ...(Object.keys(main).length > 0 && { main }),
        ...(Object.keys(worker).length > 0 && { worker }),
      },
    }),
  };
  if (!isMoved && expanded.packages.length === 0) return undefined;
  return JSON.stringify(changed, null, 2);

  async function packagesOf() {
    const wanted = { contents, config, packages: expanded.packages, from };
    if (type === "mpy") return mipPackages(wanted);
    const named = values.lockFileURL && new URL(values.lockFileURL, config.base);
    const pyodide = named ? await (await contents.fetch(named.href)).json() : readPyodide();
    return lockedPackages({ ...wanted, pyodide, packagesAt: named && new URL("./", named) });
  }
}
