import { micropython } from "../../../src/runtime/interpreters/micropython.js";
import { pageHostSuite } from "../../suites/page-host-suite.js";

describe("the page's host, with MicroPython", () => pageHostSuite(micropython));
