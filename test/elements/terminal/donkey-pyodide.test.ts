import { donkeySuite } from "../../suites/donkey-suite.js";

donkeySuite({ type: "py", survives: true });
