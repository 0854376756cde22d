// Python's half of a donkey in a kernel of a Jupyter server: a package that the page sends there. Modules
// for values are the same ones that the page's own Pythons have.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { stripPython } from "./strip-python.mjs";

const root = fileURLToPath(new URL("../../src/", import.meta.url));
const own = "runtime/donkey/jupyter/kernel";

/** In an order in which none is imported before it is there. */
const modules = [
  `${own}/_platform`,
  `${own}/_runner`,
  "python/pyscript/_pack_cpython",
  "python/pyscript/_pack",
  "python/pyscript/_unpack",
  `${own}/_failures`,
  `${own}/_sources`,
  `${own}/_interrupts`,
  `${own}/_clusters`,
  `${own}/_maps`,
  `${own}/_calls`,
  `${own}/_display`,
];

/**
 * @returns {{ package: string, code: string }} the package's name, by what is in it, and code that installs
 *   it
 */
export function kernelPython() {
  const sources = Object.fromEntries(modules.map((module) => [path.basename(module), stripped(module)]));
  const installer = stripped(`${own}/install`);
  const hash = createHash("sha256").update(JSON.stringify(sources)).update(installer).digest("hex");
  const name = `py_elements_${hash.slice(0, 8)}`;
  // JSON of text is Python as well. Names of the author's stay as they are.
  const names = `{"package": ${JSON.stringify(name)}, "sources": ${JSON.stringify(sources)}}`;
  return { package: name, code: `exec(${JSON.stringify(installer)}, ${names})` };
}

function stripped(module) {
  const file = path.join(root, `${module}.py`);
  return stripPython(readFileSync(file, "utf8"), file, { compact: true });
}
