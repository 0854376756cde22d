/** Custom elements that Python defines, at their edges, in every browser. */
import { componentEdgesSuite } from "../suites/component-edges-suite.js";

for (const type of ["py", "mpy"] as const) {
  componentEdgesSuite(type, false);
  componentEdgesSuite(type, true);
}
