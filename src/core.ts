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
import "./elements/early.js";
import "./elements/py-script/define.js";
import "./elements/mpy-script/define.js";
import "./elements/py-config/define.js";
import "./elements/mpy-config/define.js";
import "./elements/script-py/define.js";
import { type AdoptedScript } from "./elements/script-tags.js";
import { startPage } from "./elements/page.js";
import type { StoreObject } from "./runtime/storage/object.js";
import { workers, workerStarter } from "./elements/workers-api.js";

export { ConfigError, LoadError, PythonError } from "./runtime/errors.js";
export type {
  AllDoneEvent,
  ScriptDoneEvent,
  ScriptErrorEvent,
  ScriptProgressEvent,
  ScriptReadyEvent,
} from "./elements/events.js";
export type { AdoptedScript };
export { donkey, type CallOptions, type Donkey, type DonkeyMethods, type DonkeyOptions } from "./donkey.js";
export { bridge, kwargs, type Bridge, type BridgeOptions } from "./bridge.js";
export type { PythonWorker, WorkerFunctions, WorkerOptions } from "./runtime/workers/python-worker.js";

/** Starts a worker with Pyodide; `type` in the options names another interpreter. See `runtime/workers/python-worker.ts`. */
export const PyWorker = workerStarter("py");
/** Starts a worker with MicroPython. */
export const MPWorker = workerStarter("mpy");
export { workers };

const page = startPage(__VERSION__);

/** Callbacks around every run; see `runtime/hooks.ts`. */
export const hooks = page.hooks;
/** The configuration in use, by interpreter: `await config.py`. */
export const config = page.config;
/** Resolves with the interpreter of a type once the page has loaded it. */
export const whenDefined = page.whenDefined;

/** Opens a store: what `storage.js` does, which is loaded with the first one. */
export const storage = async (name: string): Promise<StoreObject> =>
  (await import("./runtime/storage/object.js")).openObject(name);
