// Packages for MicroPython in a bundle: the files that they come to, in one package of its own.
import { createHash } from "node:crypto";

const { signal } = new AbortController();

/**
 * Places the packages of a configuration.
 *
 * @returns {Promise<object>} the keys that name them
 * @throws {Error} where a package cannot be had, or is not the one that its index promises
 */
export async function mipPackages({ contents, config, packages, from }) {
  const { installMip } = await import("../../dist/lib/runtime/config/mip.js");
  const installed = new Map();
  const interpreter = {
    type: "mpy",
    installPackageFiles: (files) => files.forEach((content, name) => installed.set(name, content)),
  };
  const options = { signal, fetch: contents.fetch };
  await installMip(packages, config.values, config.base, interpreter, options);
  const urls = [...installed].map(([name, content]) => {
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
    const place = `packages/mip/${hash}${name.slice(name.lastIndexOf("."))}`;
    contents.files.set(place, Buffer.from(content));
    return [name, place];
  });
  const name = `packages/mip-${createHash("sha256").update(JSON.stringify(urls)).digest("hex").slice(0, 8)}/package.json`;
  const manifest = {
    version: "1",
    urls: urls.map(([path, place]) => [path, contents.reference("", name, place)]),
  };
  contents.files.set(name, Buffer.from(JSON.stringify(manifest, null, 2)));
  return { packages: [contents.reference("", from, name)] };
}
