/** Custom elements that Python defines, on both interpreters and threads, in every browser. */
import { componentsSuite } from "../suites/components-suite.js";

for (const type of ["mpy", "py"] as const) {
  componentsSuite(type, false);
  componentsSuite(type, true);
}
