import { pyodide } from "../../src/runtime/interpreters/pyodide.js";
import { pythonTests } from "../harness/python-tests.js";
import { modules } from "../python/modules.js";

// Here each question takes milliseconds: those that ask most are in a file of their own, which runs beside
// this one.
await pythonTests(
  pyodide,
  modules.filter((module) => !module.startsWith("test_web")),
  { syncMode: "service-worker" },
);
