import { crashSuite } from "../../suites/crash-suite.js";

for (const type of ["mpy", "py"] as const) crashSuite(type);
