import { syncCallsSuite } from "../../suites/sync-calls-suite.js";

for (const type of ["mpy", "py"] as const) syncCallsSuite(type, "shared-memory");
