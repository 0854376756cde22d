// The archives of the Python package, four for each interpreter, named by the hash of what is in them:
// `base` is what every page loads, `more` the modules that only some use, `worker` those of workers,
// `components` what makes custom elements of classes. Their form is the interpreter's:
// - for Pyodide, JSON: path → text, with the docstrings of public names, of which `base` has the first
//   paragraphs;
// - for MicroPython, bytecode, since compiling the text would take longer than all else that starts there; a
//   container that `src/runtime/loading/archive.ts` reads.
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { ownBranches } from "./python-branches.mjs";
import { knownPlatform, ownBuiltins } from "./known-names.mjs";
import { withProtocol } from "./protocol.mjs";
import { stripPython } from "./strip-python.mjs";

const root = fileURLToPath(new URL("../../src/python/", import.meta.url));
const cache = fileURLToPath(new URL("../../node_modules/.cache/py-elements/", import.meta.url));

/**
 * The one list of what is in which archive, `src/python/archives.json`:
 * - `base`, `worker`, `more`, `components`: the modules of each; one may be in several;
 * - `afterBoot`: modules of `base` and `worker` without which an interpreter boots;
 * - `baseNames`: names of `pyscript` for which `base` is enough;
 * - `onlyMicroPython`: modules for one interpreter whose name does not say so, by `_cpython` or
 *   `_micropython`;
 * - `image`: the modules that the image of MicroPython's memory has, in an order in which none is half done
 *   while it imports another.
 */
export const lists = JSON.parse(readFileSync(path.join(root, "archives.json"), "utf8"));

const parts = ["base", "more", "worker", "components"];

/** Modules that the other interpreter imports. */
const isForeign = {
  py: (module) => module.endsWith("_micropython") || lists.onlyMicroPython.includes(module),
  mpy: (module) => module.endsWith("_cpython"),
};

/** @returns {string[]} all modules, by their path without the ending */
function listModules() {
  const present = readdirSync(root, { recursive: true })
    .map((file) => String(file).split(path.sep).join("/"))
    .filter((file) => file.endsWith(".py"))
    .map((file) => file.slice(0, -".py".length))
    .sort();
  checkLists(present);
  return present;
}

/**
 * @param {string[]} present the modules that there are
 * @throws {Error} when a module is in no archive, or one is listed that is not there
 */
export function checkLists(
  present,
  { base, more, worker, components = [], afterBoot, onlyMicroPython } = lists,
) {
  const listed = [...base, ...more, ...worker, ...components];
  const missing = present.filter((module) => !listed.includes(module));
  const gone = [...listed, ...afterBoot, ...onlyMicroPython].filter((module) => !present.includes(module));
  if (missing.length > 0) {
    throw new Error(
      `src/python/archives.json: ${missing.join(", ")} is in no archive; add it to one of ${parts}.`,
    );
  }
  if (gone.length > 0) throw new Error(`src/python/archives.json: there is no ${gone.join(", ")}.`);
}

/** The archives' names and contents: `{ py: { base: { name, content }, more: … }, mpy: … }`. MicroPython's
 * have their `modules` as well: `[path, bytecode]`. */
export function archives() {
  const read = (file, type) => {
    const own = ownBranches(withProtocol(readFileSync(path.join(root, file), "utf8"), file), type);
    const known = knownPlatform(own, type);
    return type === "mpy" ? ownBuiltins(known, file) : known;
  };
  const modules = listModules();
  const filesOf = (type, part) =>
    modules
      .filter((module) => lists[part].includes(module) && !isForeign[type](module))
      .map((module) => `${module}.py`);
  const packAll = (type, pack) =>
    Object.fromEntries(parts.map((part) => [part, pack(filesOf(type, part), part)]));
  const text = (files, part) =>
    JSON.stringify(
      Object.fromEntries(
        files.map((file) => [file, stripPython(read(file, "py"), file, { compact: part === "base" })]),
      ),
    );
  return {
    py: packAll("py", (files, part) => named(Buffer.from(text(files, part)), "json")),
    mpy: packAll("mpy", (files) => {
      const compiled = compileAll(files.map((file) => [file, read(file, "mpy")]));
      return { ...named(container(compiled), "bin"), modules: compiled };
    }),
  };
}

/** The archives' names, by interpreter and part, for the code that loads them. */
export function archiveNames() {
  const { py, mpy } = archives();
  const names = (parts) => Object.fromEntries(Object.entries(parts).map(([part, { name }]) => [part, name]));
  return { py: names(py), mpy: names(mpy) };
}

function named(content, extension) {
  return { name: `pyscript-${hash(content)}.${extension}`, content };
}

/** The length of a JSON header in four bytes (little-endian), the header (path → length), then the files. */
export function container(files) {
  const header = Buffer.from(
    JSON.stringify(Object.fromEntries(files.map(([file, data]) => [file, data.length]))),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  return Buffer.concat([length, header, ...files.map(([, data]) => data)]);
}

/** The compiler's options: no line numbers, which tracebacks show of authors' code only. */
const flags = ["-O3"];

/** Compiles modules for MicroPython, those that have changed. */
function compileAll(files) {
  mkdirSync(cache, { recursive: true });
  const cached = (source) => path.join(cache, `${hash(flags + source)}.mpy`);
  const missing = files.filter(([, source]) => !existsSync(cached(source)));
  if (missing.length > 0) {
    const script = fileURLToPath(new URL("../../tools/micropython/compile-modules.mjs", import.meta.url));
    const output = execFileSync(process.execPath, [script], {
      input: JSON.stringify({ flags, files: Object.fromEntries(missing) }),
      stdio: ["pipe", "pipe", "inherit"],
      maxBuffer: 1 << 26,
    });
    const compiled = JSON.parse(output);
    for (const [file, source] of missing)
      writeFileSync(cached(source), Buffer.from(compiled[file], "base64"));
  }
  return files.map(([file, source]) => [file.replace(/py$/, "mpy"), readFileSync(cached(source))]);
}

function hash(content) {
  return createHash("sha256").update(content).digest("hex").slice(0, 8);
}
