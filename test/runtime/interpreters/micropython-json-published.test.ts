import { micropythonJsonSuite } from "../../suites/micropython-json-suite.js";

micropythonJsonSuite(new URL("/test-web/micropython/", location.href));
