/** The reference's examples in workers of pages without isolation. */
import { referenceSuite } from "../suites/reference-suite.js";

referenceSuite("stack-switching");
referenceSuite("service-worker");
