// The interpreters' own files, which `dist/` holds copies of.
import { root } from "./command.mjs";

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

/** @returns {Map<string, string>} from the file's name in `dist/` to where the packages have it */
export function interpreterFiles() {
  return new Map(
    Object.entries(folders).flatMap(([folder, { source, files }]) =>
      files.map((file) => [`${folder}/${file}`, `${root}node_modules/${source}/${file}`]),
    ),
  );
}
