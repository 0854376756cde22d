import { bestSyncMode } from "../harness/abilities.js";
import { linkSuite } from "../suites/link-suite.js";

linkSuite("mpy", bestSyncMode);
linkSuite("py", bestSyncMode);
