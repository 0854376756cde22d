import { referenceSuite } from "../suites/reference-suite.js";

referenceSuite();
