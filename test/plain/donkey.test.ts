/** Donkeys on a page without isolation headers: what computes is stopped with its worker. */
import { donkeySuite } from "../suites/donkey-suite.js";

donkeySuite({ type: "mpy", survives: false });
donkeySuite({ type: "py", survives: false });
