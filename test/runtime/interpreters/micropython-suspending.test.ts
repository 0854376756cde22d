import { micropython } from "../../../src/runtime/interpreters/micropython.js";
import { suspendingSuite } from "../../suites/suspending-suite.js";

describe("MicroPython that can wait", () => {
  suspendingSuite({ driver: micropython, real: true });
});
