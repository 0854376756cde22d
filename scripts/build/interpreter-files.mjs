// The interpreters' own files, which `dist/` holds copies of.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { root } from "../command.mjs";
import { minifyScript, optimizeWasm } from "./optimize.mjs";
import { isKnownBuild } from "../../tools/micropython/known-build.mjs";
import { patchMicroPython } from "../../tools/micropython/patch.mjs";
import { keepHandlersInReach } from "../../tools/micropython/patches/handlers.mjs";
import { assertions, patchMicroPythonLoader } from "../../tools/micropython/patches/loader.mjs";
import { prepareCallsInLoops } from "../../tools/micropython/patches/loops.mjs";
import { patchPyodideFunctions } from "../../tools/pyodide/patches/functions.mjs";
import { patchPyodide } from "../../tools/pyodide/patches/proxies.mjs";
import { patchPyodideSnapshot } from "../../tools/pyodide/patches/snapshot.mjs";
import { findSnapshot } from "../../tools/pyodide/snapshot.mjs";

/**
 * Returns the folder of MicroPython's package; `npm run build -- --micropython=<folder>` names another one.
 */
const micropythonFolder = () =>
  process.env.MICROPYTHON_FOLDER ?? `${root}node_modules/@micropython/micropython-webassembly-pyscript`;

const folders = {
  pyodide: {
    source: () => `${root}node_modules/pyodide`,
    files: ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"],
  },
  micropython: {
    source: micropythonFolder,
    files: ["micropython.mjs", "micropython.wasm"],
  },
};

/** Their name in `dist/`: not every server declares `.mjs` as JavaScript. */
const nameInDist = (name) => name.replace(/\.mjs$/, ".js");

/** Files that are changed. The recipe names the files, and folders of files, that say how: they name the
 * copy. */
const patches = {
  "micropython/micropython.wasm": {
    recipe: [
      "tools/micropython/known-build.mjs",
      "tools/micropython/patch.mjs",
      "tools/micropython/patches",
      "tools/micropython/wasm",
      "scripts/build/optimize.mjs",
      "node_modules/binaryen/package.json",
    ],
    patch: (wasm) => finished(patchMicroPython(wasm)),
  },
  "micropython/micropython.js": {
    recipe: [
      "tools/micropython/patches/loader.mjs",
      "scripts/build/optimize.mjs",
      "node_modules/terser/package.json",
    ],
    patch: (script) => minifyScript(patchMicroPythonLoader(script.toString()), assertions),
  },
  "pyodide/pyodide.asm.js": {
    recipe: ["tools/pyodide/patches"],
    patch: (script) => patchPyodideFunctions(patchPyodideSnapshot(patchPyodide(script.toString()))),
  },
};

let stock;

/**
 * Returns why MicroPython is taken as published, neither patched nor with an image of its start: since the
 * build was asked to (`npm run build -- --stock`), or since the patches do not know it. Empty where they do.
 *
 * @returns {"" | "asked" | "unknown"}
 */
export function stockReason() {
  if (process.env.MICROPYTHON_STOCK) return "asked";
  return (stock ??= isKnownBuild(readFileSync(`${micropythonFolder()}/micropython.wasm`)) ? "" : "unknown");
}

/** MicroPython as it is used, optimized; then what `wasm-opt` would take away. */
function finished(wasm) {
  return prepareCallsInLoops(keepHandlersInReach(optimizeWasm(wasm)));
}

let known;

/** @returns {Map<string, string>} from the file's name in `dist/` to where it is to be had */
export function interpreterFiles() {
  return (known ??= findFiles());
}

/** Returns the paths of MicroPython's loader and WebAssembly: as in `dist/`, but without our package. */
export function micropythonFiles() {
  const files = interpreterFiles();
  return {
    script: files.get("micropython/micropython.js"),
    wasm: files.get("micropython/micropython.wasm"),
  };
}

/**
 * MicroPython's WebAssembly with what stands in for each `invoke_…` exported by that name, and
 * `_emscripten_throw_longjmp`, for tests: in the file that `dist/` has, some are inlined.
 *
 * @returns {string} the file
 */
export function micropythonWithJumps() {
  const { recipe } = patches["micropython/micropython.wasm"];
  return patched(
    `${micropythonFolder()}/micropython.wasm`,
    [...recipe, "scripts/build/interpreter-files.mjs"],
    (wasm) => finished(patchMicroPython(wasm, { exportJumps: true })),
  );
}

function findFiles() {
  const files = new Map(
    Object.entries(folders).flatMap(([folder, { source, files }]) =>
      files.map((file) => [`${folder}/${nameInDist(file)}`, `${source()}/${file}`]),
    ),
  );
  for (const [name, { recipe, patch }] of Object.entries(patches)) {
    if (name.startsWith("micropython/") && stockReason()) continue;
    files.set(name, patched(files.get(name), recipe, patch));
  }
  const snapshot = findSnapshot();
  if (snapshot) files.set(`pyodide/${snapshot.name}`, snapshot.file);
  return files;
}

/** The files of a folder, or the one file that is there. */
function filesAt(name) {
  if (!statSync(root + name).isDirectory()) return [root + name];
  return readdirSync(root + name)
    .sort()
    .map((file) => `${root}${name}/${file}`);
}

/** @returns {string} the patched copy of a file, made unless it is there */
function patched(source, recipe, patch) {
  const folder = `${root}node_modules/.cache/py-elements`;
  const published = readFileSync(source);
  const hash = createHash("sha256").update(published);
  for (const file of recipe.flatMap(filesAt)) hash.update(readFileSync(file));
  const { name, ext } = path.parse(source);
  const target = `${folder}/${name}-${hash.digest("hex").slice(0, 12)}${ext}`;
  if (!existsSync(target)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${target}.${process.pid}`, patch(published));
    renameSync(`${target}.${process.pid}`, target);
  }
  return target;
}
