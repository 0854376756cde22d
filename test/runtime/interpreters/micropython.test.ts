import { micropython } from "../../../src/runtime/interpreters/micropython.js";
import { interpreterSuite } from "../../suites/interpreter-suite.js";

describe("MicroPython", () => {
  interpreterSuite({ driver: micropython, real: true });
});
