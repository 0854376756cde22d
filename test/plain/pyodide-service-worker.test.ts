import { pyodide } from "../../src/runtime/interpreters/pyodide.js";
import { pythonTests } from "../harness/python-tests.js";

// Some of the modules: the others have been tested by MicroPython, and here each question takes milliseconds.
const modules = [
  "test_context",
  "test_display",
  "test_ffi",
  "test_iterations",
  "test_when",
  "test_web_collections",
];

await pythonTests(pyodide, modules, { syncMode: "service-worker" });
