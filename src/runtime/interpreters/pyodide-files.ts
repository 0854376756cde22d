/** Pyodide's files: what is known of them before its driver is there, which is most of what has to be
 * downloaded. */
import type { Assets } from "./assets.js";
import type { PreloadPlace } from "./interpreter.js";

export const WASM = "pyodide.asm.wasm";
export const LIBRARY = "python_stdlib.zip";
export const LOCK = "pyodide-lock.json";

/** Asks for what a place needs, before anybody waits for it. */
export function askForPyodide(assets: Assets, place: PreloadPlace): void {
  const files = () => [assets.wasm(WASM), assets.bytes(LIBRARY), assets.json(LOCK)];
  const scripts = () => [assets.script("pyodide.asm"), assets.script("pyodide")];
  const asked = [
    ...(__IN_WORKER__ && place === "worker" ? [] : files()),
    ...(place === "workers" ? [] : scripts()),
  ];
  for (const file of asked) file.catch(() => {}); // The caller that boots it gets the failure.
}
