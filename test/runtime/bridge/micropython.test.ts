import { micropython } from "../../../src/runtime/interpreters/micropython.js";
import { pythonModulesSuite } from "../../suites/python-modules-suite.js";

describe("bridged files, MicroPython", () => pythonModulesSuite(micropython));
