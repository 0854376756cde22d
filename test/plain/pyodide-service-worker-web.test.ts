import { pyodide } from "../../src/runtime/interpreters/pyodide.js";
import { pythonTests } from "../harness/python-tests.js";
import { modules } from "../python/modules.js";

await pythonTests(
  pyodide,
  modules.filter((module) => module.startsWith("test_web")),
  { syncMode: "service-worker" },
);
