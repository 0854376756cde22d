/** The entry point of workers. The page starts it; nothing imports it. */
import { micropython } from "./runtime/interpreters/micropython.js";
import { pyodide } from "./runtime/interpreters/pyodide.js";
import { startWorker } from "./runtime/workers/worker/worker-main.js";

startWorker({ py: pyodide, mpy: micropython });
