import { pyodide } from "../../../src/runtime/interpreters/pyodide.js";
import { pythonModulesSuite } from "../../suites/python-modules-suite.js";

describe("bridged files, Pyodide", () => pythonModulesSuite(pyodide));
