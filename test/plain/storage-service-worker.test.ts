/** Stores in workers that reach the page through the service worker. */
import { micropython } from "../../src/runtime/interpreters/micropython.js";
import { pyodide } from "../../src/runtime/interpreters/pyodide.js";
import { pythonTests } from "../harness/python-tests.js";

await pythonTests(micropython, ["test_storage"], { syncMode: "service-worker" });
await pythonTests(pyodide, ["test_storage"], { syncMode: "service-worker" });
