import { donkeySuite } from "../../suites/donkey-suite.js";

donkeySuite({ type: "mpy", survives: true });
