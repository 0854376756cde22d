// The interpreters' own files, which `dist/` holds copies of.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { root } from "./command.mjs";
import { patchMicroPython } from "./patch-micropython.mjs";
import { findSnapshot } from "./snapshot.mjs";

const folders = {
  pyodide: {
    source: "pyodide",
    files: ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"],
  },
  micropython: {
    source: "@micropython/micropython-webassembly-pyscript",
    files: ["micropython.mjs", "micropython.wasm"],
  },
};

let known;

/** @returns {Map<string, string>} from the file's name in `dist/` to where it is to be had */
export function interpreterFiles() {
  return (known ??= findFiles());
}

function findFiles() {
  const files = new Map(
    Object.entries(folders).flatMap(([folder, { source, files }]) =>
      files.map((file) => [`${folder}/${file}`, `${root}node_modules/${source}/${file}`]),
    ),
  );
  files.set("micropython/micropython.wasm", patched(files.get("micropython/micropython.wasm")));
  const snapshot = findSnapshot();
  if (snapshot) files.set(`pyodide/${snapshot.name}`, snapshot.file);
  return files;
}

/** @returns {string} the patched copy of a file, made unless it is there */
function patched(source) {
  const folder = `${root}node_modules/.cache/py-elements`;
  const wasm = readFileSync(source);
  const recipe = [
    "patch-micropython.mjs",
    "patch-micropython-jumps.mjs",
    "patch-micropython-text.mjs",
    "wasm-module.mjs",
  ];
  const hash = createHash("sha256").update(wasm);
  for (const name of recipe) hash.update(readFileSync(new URL(name, import.meta.url)));
  const target = `${folder}/micropython-${hash.digest("hex").slice(0, 12)}.wasm`;
  if (!existsSync(target)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${target}.${process.pid}`, patchMicroPython(wasm));
    renameSync(`${target}.${process.pid}`, target);
  }
  return target;
}
