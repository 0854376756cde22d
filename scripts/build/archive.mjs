// The archives of the Python package, three for each interpreter, named by the hash of what is in them:
// `base` is what every page loads, `more` the modules that only some use, `worker` those of workers. Their
// form is the interpreter's:
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
import { stripPython } from "./strip-python.mjs";

const root = fileURLToPath(new URL("../../src/python/", import.meta.url));
const cache = fileURLToPath(new URL("../../node_modules/.cache/py-elements/", import.meta.url));

/** Modules that the other interpreter imports. */
const foreign = { py: /_(micropython|terminal_sys)\.py$/, mpy: /_cpython\.py$/ };

/** Modules of `more`; `src/runtime/loading/archive.ts` knows which sources do without. */
const more =
  /^(polyscript|pyscript\/(_?web\w*|ffi|util|imports|js_modules|http|websocket|media|fs|flatted|_storage\w*|_bridge\w*|_terminal\w*|_(?:un)?pack\w*|_workers|_sync|_representations))\.py$/;

/** Modules that every worker is given, besides `base`. */
const worker = /^pyscript\/(_link_\w+|_worker_\w+|_remote|util)\.py$/;

const isBase = (file) => !more.test(file) && !worker.test(file);

/** The Python files below a folder, as paths relative to it, with `/` on every system. */
function listPython(folder) {
  return readdirSync(folder, { recursive: true })
    .map((file) => String(file).split(path.sep).join("/"))
    .filter((file) => file.endsWith(".py"));
}

/** The archives' names and contents: `{ py: { base: { name, content }, more: … }, mpy: … }`. MicroPython's
 * have their `modules` as well: `[path, bytecode]`. */
export function archives() {
  const read = (file, type) => ownBranches(readFileSync(path.join(root, file), "utf8"), type);
  const files = listPython(root).sort();
  const parts = (type, pack) => {
    const all = files.filter((file) => !foreign[type].test(file));
    return {
      base: pack(all.filter(isBase)),
      more: pack(all.filter((file) => more.test(file))),
      worker: pack(all.filter((file) => worker.test(file))),
    };
  };
  const text = (names) =>
    JSON.stringify(
      Object.fromEntries(
        names.map((file) => [file, stripPython(read(file, "py"), file, { compact: isBase(file) })]),
      ),
    );
  return {
    py: parts("py", (names) => named(Buffer.from(text(names)), "json")),
    mpy: parts("mpy", (names) => {
      const modules = compileAll(names.map((file) => [file, read(file, "mpy")]));
      return { ...named(container(modules), "bin"), modules };
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
