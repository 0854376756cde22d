import { pyodide } from "../../../src/runtime/interpreters/pyodide.js";
import { interpreterSuite } from "../../suites/interpreter-suite.js";

describe("Pyodide", () => {
  interpreterSuite({ driver: pyodide, real: true });
});
