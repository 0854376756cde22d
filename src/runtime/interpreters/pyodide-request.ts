/** Collects Pyodide's files, from a page's hand or from the network. */
import type { Assets } from "./assets.js";
import type { BootOptions, Handover } from "./interpreter.js";
import { LOCK, WASM } from "./pyodide-files.js";
import type { LockFile, PyodideScript } from "./pyodide-module.js";

export interface Files {
  readonly script: PyodideScript;
  readonly asm: { readonly default: unknown };
  readonly module: WebAssembly.Module;
  readonly lock: LockFile;
}

/** Asks at once for everything that is needed to start from a snapshot. */
export async function requestPyodide(
  assets: Assets,
  { lockFileURL = LOCK }: Pick<BootOptions, "lockFileURL"> = {},
  given: Promise<Handover | undefined> = Promise.resolve(undefined),
): Promise<Files> {
  const [module, lock, asm, script] = await Promise.all([
    given.then((has) => has?.wasm ?? assets.wasm(WASM)),
    given.then((has) => (lockFileURL === LOCK ? has?.lock : undefined) ?? assets.json(lockFileURL)),
    assets.script("pyodide.asm"),
    assets.script("pyodide"),
  ]);
  return {
    module,
    asm: asm as Files["asm"],
    script: script as PyodideScript,
    lock: lock as LockFile,
  };
}
