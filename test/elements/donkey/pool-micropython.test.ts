import { poolSuite } from "../../suites/pool-suite.js";

poolSuite("mpy");
