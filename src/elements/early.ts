/**
 * What must not wait for the rest of this library to be evaluated: asking for the files of the interpreters that the page
 * will need. So this is the first thing that `core.ts` imports.
 */
import { interpreterURL } from "../runtime/interpreters/location.js";
import { micropython } from "../runtime/interpreters/micropython.js";
import { lazyPyodide } from "./lazy-pyodide.js";

if (typeof document !== "undefined") {
  const dist = new URL(__DIST__, import.meta.url);
  for (const driver of [micropython, lazyPyodide]) {
    const { type } = driver;
    if (document.querySelector(`${type}-script, script[type="${type}"]`)) {
      driver.preload(interpreterURL(type, undefined, dist, dist));
    }
  }
}
