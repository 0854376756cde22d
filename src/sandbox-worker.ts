/** The entry point of workers in sandboxes: one file, since their origin may load no other. A sandbox starts
 * it; nothing imports it. */
import { micropython } from "./runtime/interpreters/micropython.js";
import { pyodide } from "./runtime/interpreters/pyodide.js";
import { startSandboxed } from "./runtime/workers/worker/sandboxed.js";

startSandboxed({ py: pyodide, mpy: micropython });
