/** What pages with Pyodide load besides `core.js`, in one request: its driver, and the modules that every page needs. */
import type { InterpreterDriver } from "../runtime/interpreters/interpreter.js";
import { pyodide as driver } from "../runtime/interpreters/pyodide.js";
import { elementsRuntime } from "./runtime.js";

export const pyodide = {
  ...driver,
  boot(options) {
    const runtime = elementsRuntime();
    return driver.boot({ ...options, crashed: (error) => runtime.endCrashed(driver.type, error) });
  },
} satisfies InterpreterDriver;

/** Pyodide's `base` archive; null where it is fetched. */
export const base = __PYODIDE_BASE__;
