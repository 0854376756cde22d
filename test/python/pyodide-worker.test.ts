import { pyodide } from "../../src/runtime/interpreters/pyodide.js";
import { pythonTests } from "../harness/python-tests.js";
import { modules } from "./modules.js";

await pythonTests(pyodide, modules, { syncMode: "shared-memory" });
