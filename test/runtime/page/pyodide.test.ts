import { pyodide } from "../../../src/runtime/interpreters/pyodide.js";
import { pageHostSuite } from "../../suites/page-host-suite.js";

describe("the page's host, with Pyodide", () => pageHostSuite(pyodide));
