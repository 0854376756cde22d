import { linkSuite } from "../../suites/link-suite.js";

linkSuite("mpy", "shared-memory");
linkSuite("py", "shared-memory");
