import { pythonPoolSuite } from "../../suites/python-pool-suite.js";

pythonPoolSuite("mpy");
