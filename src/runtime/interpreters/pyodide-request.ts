/** Collects Pyodide's files, from a page's hand or from the network. */
import type { Assets } from "./assets.js";
import type { BootOptions, Handover } from "./interpreter.js";
import { LIBRARY, LOCK, WASM } from "./pyodide-files.js";
import type { LockFile, PyodideScript } from "./pyodide-module.js";

export interface Files {
  readonly script: PyodideScript;
  readonly asm: { readonly default: unknown };
  readonly module: WebAssembly.Module;
  readonly library: ArrayBuffer;
  readonly lock: LockFile;
}

/** Asks for everything at once. */
export async function requestPyodide(
  assets: Assets,
  { lockFileURL = LOCK }: Pick<BootOptions, "lockFileURL"> = {},
  given: Promise<Handover | undefined> = Promise.resolve(undefined),
): Promise<Files> {
  const [module, library, lock, asm, script] = await Promise.all([
    given.then((has) => has?.wasm ?? assets.wasm(WASM)),
    given.then((has) => has?.files?.[LIBRARY] ?? assets.bytes(LIBRARY)),
    given.then((has) => (lockFileURL === LOCK ? has?.lock : undefined) ?? assets.json(lockFileURL)),
    assets.script("pyodide.asm"),
    assets.script("pyodide"),
  ]);
  return {
    module,
    library,
    asm: asm as Files["asm"],
    script: script as PyodideScript,
    lock: lock as LockFile,
  };
}
