/**
 * Python functions as JavaScript functions.
 *
 * A **bridge module** is a JavaScript file with a Python file of the same name beside it: `calculations.js`
 * offers the functions of `calculations.py`. Arguments and results cross by value, exceptions as {@link
 * PythonError}. This file is small; what runs Python is loaded when a bridge is made, unless the page has it
 * already.
 *
 * @example
 * ```js
 * // calculations.js
 * import bridge from "./dist/bridge.js";
 * export const pystuff = bridge(import.meta.url, { type: "mpy", worker: false });
 *
 * // main.js
 * import { pystuff } from "./calculations.js";
 * const { add } = await pystuff;
 * console.log(await add(5, 3)); // 8
 * ```
 */
import { pageAPI } from "./elements/load-page.js";
import { lazyBridge, type AnyBridgeFunctions, type Bridge } from "./elements/lazy-bridge.js";
import type { BridgeOptions } from "./runtime/bridge/opened.js";

export { kwargs } from "./elements/lazy-bridge.js";
export type { AnyBridgeFunctions, Bridge, BridgeFunction, Kwargs } from "./elements/lazy-bridge.js";
export type { BridgeOptions };
export type { PythonError } from "./runtime/errors.js";

/**
 * Makes Python functions callable.
 *
 * @param url the JavaScript file: `import.meta.url`. The Python file is beside it, `.py` instead of `.js`,
 *   `.mjs` or `.ts`
 * @returns an object that can be awaited for the functions, and destructured at once. Both reject with a
 *   `LoadError` when the file is missing, a `PythonError` when it raises. A name that Python does not offer
 *   rejects with a `TypeError`.
 */
export function bridge<T extends object = AnyBridgeFunctions>(
  url: string | URL,
  options: BridgeOptions = {},
): Bridge<T> {
  return lazyBridge(url, options, async (address) =>
    (await pageAPI("openBridge", options.pyscript))(address, options),
  );
}

export default bridge;
