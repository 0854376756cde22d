/** Chunk that pages with Pyodide load besides `core.js`, in one request: the driver, and the modules that
 * every page needs. */
export { pyodide } from "../runtime/interpreters/pyodide.js";

/** Pyodide's `base` archive; null where it is fetched. */
export const base = __PYODIDE_BASE__;
