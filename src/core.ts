/**
 * The whole library: importing it registers every element, adopts the page's script tags and wires its event
 * attributes. A page that loads PyScript's `core.js` works when it loads this file instead.
 *
 * @example
 * ```html
 * <script type="module" src="./dist/core.js"></script>
 * <script type="mpy">
 *   from pyscript import display
 *   display("Hello from MicroPython")
 * </script>
 * ```
 */
import "./elements/preload.js";
import "./elements/py-script/define.js";
import "./elements/mpy-script/define.js";
import "./elements/script-py/define.js";
import "./elements/py-config/define.js";
import "./elements/mpy-config/define.js";
import "./elements/py-terminal/define.js";
import "./elements/py-donkey/define.js";
import "./elements/py-editor/define.js";
import { type AdoptedScript } from "./elements/script-tags.js";
import { startPage } from "./elements/page.js";
import type { StoreObject } from "./runtime/storage/object.js";
import { lazyDonkey, type Donkey } from "./elements/py-donkey/lazy-donkey.js";
import { workers, workerStarter } from "./elements/workers-api.js";
import { kwargs, lazyBridge, type AnyBridgeFunctions, type Bridge } from "./elements/lazy-bridge.js";
import type { BridgeOptions } from "./runtime/bridge/opened.js";
import type { DonkeyOptions } from "./runtime/donkey/donkey-options.js";

export { ConfigError, LoadError, PythonError } from "./runtime/errors.js";
export type {
  AllDoneEvent,
  EditorDoneEvent,
  EditorRunEvent,
  ScriptDoneEvent,
  ScriptErrorEvent,
  ScriptProgressEvent,
  ScriptReadyEvent,
} from "./elements/events.js";
export type { AdoptedScript };
export type * from "./elements/py-config/define.js";
export type * from "./elements/mpy-config/define.js";
export type * from "./elements/py-terminal/define.js";
export type * from "./elements/py-donkey/define.js";
export type {
  CallOptions,
  DonkeyMethods,
  ItemError,
  MapOptions,
  MapProgress,
} from "./runtime/donkey/donkey.js";
export type * from "./elements/py-editor/define.js";
export type { Donkey, DonkeyOptions };
export { kwargs, type Bridge, type BridgeOptions };
export type { PythonWorker, WorkerFunctions, WorkerOptions } from "./runtime/workers/shared/python-worker.js";

/** Starts a worker with Pyodide; `type` in the options names another interpreter. See
 * `runtime/workers/shared/python-worker.ts`. */
export const PyWorker = workerStarter("py");
/** Starts a worker with MicroPython. */
export const MPWorker = workerStarter("mpy");
export { workers };

const page = startPage(__VERSION__);

/** Callbacks around every run; see `runtime/runs/hooks.ts`. */
export const hooks = page.hooks;
/** The configuration in use, by interpreter: `await config.py`. */
export const config = page.config;
/** Resolves with the interpreter of a type once the page has loaded it. */
export const whenDefined = page.whenDefined;

/** Opens a store: what `storage.js` does, which is loaded with the first one. */
export const storage = async (name: string): Promise<StoreObject> =>
  (await import("./runtime/storage/object.js")).openObject(name);

/** Makes functions of a Python file callable; see `bridge.ts`. */
export function bridge<T extends object = AnyBridgeFunctions>(
  url: string | URL,
  options: BridgeOptions = {},
): Bridge<T> {
  return lazyBridge(url, options, async (...args) => own("openBridge")(...args));
}

/** Asks for a donkey; see `donkey.ts`. */
export function donkey(options: DonkeyOptions = {}): Donkey {
  return lazyDonkey(options, async (...args) => own("openDonkey")(...args));
}

/** The bridges and donkeys that this page opens. */
function own<K extends "openBridge" | "openDonkey">(name: K): NonNullable<(typeof page)[K]> {
  const found = page[name];
  if (!found) throw new Error(`${name} needs a page with one copy of this library.`);
  return found;
}
