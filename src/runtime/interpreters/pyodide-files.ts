/** Pyodide's files: what is known of them before its driver is there, which is most of what has to be
 * downloaded. */
import type { Assets } from "./assets.js";
import type { PreloadPlace } from "./interpreter.js";

export const WASM = "pyodide.asm.wasm";
export const LIBRARY = "python_stdlib.zip";
export const LOCK = "pyodide-lock.json";

/** Asks for what a place needs, before anybody waits for it. Python's library comes after the snapshot, where
 * there is one. */
export function askForPyodide(assets: Assets, place: PreloadPlace): void {
  const asked = __IN_WORKER__ && place === "worker" ? [] : [assets.wasm(WASM), assets.json(LOCK)];
  if (place !== "workers") asked.push(assets.script("pyodide.asm"), assets.script("pyodide"));
  for (const file of asked) file.catch(() => {}); // The caller that boots it gets the failure.
}
