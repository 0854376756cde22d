import { manyHandlesSuite } from "../suites/many-handles-suite.js";

for (const type of ["mpy", "py"] as const) manyHandlesSuite(type, "service-worker");
