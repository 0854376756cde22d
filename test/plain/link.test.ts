import { linkSuite } from "../suites/link-suite.js";

linkSuite("mpy", "stack-switching");
linkSuite("py", "stack-switching");
