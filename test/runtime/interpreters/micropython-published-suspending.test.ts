import { micropython } from "../../../src/runtime/interpreters/micropython.js";
import { suspendingSuite } from "../../suites/suspending-suite.js";

describe("MicroPython as published, whose jumps go through JavaScript, that can wait", () => {
  suspendingSuite({
    driver: micropython,
    real: true,
    keepsIntegers: false,
    boot: { url: new URL("/test-web/micropython/", location.href) },
  });
});
