import { micropythonJsonSuite } from "../../suites/micropython-json-suite.js";

micropythonJsonSuite();
