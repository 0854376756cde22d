import { pyodide } from "../../../src/runtime/interpreters/pyodide.js";
import { suspendingSuite } from "../../suites/suspending-suite.js";

describe("Pyodide that can wait", () => {
  suspendingSuite({ driver: pyodide, real: true });
});
