// The Pyodide that comes with this package, for commands that read Python.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The Pyodide of `dist/`: its files have names of their own there. */
export async function startPyodide() {
  const home = new URL("../dist/pyodide/", import.meta.url);
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all(
    ["pyodide.js", "pyodide.asm.js"].map((name) => import(new URL(name, home).href)),
  );
  const lockFileContents = JSON.parse(readFileSync(new URL("pyodide-lock.json", home), "utf8"));
  return loadPyodide({ indexURL: fileURLToPath(home), createPyodideModule, lockFileContents });
}
