/** The worker, with little memory. */
import "./memory-limit.js";
import "../../src/worker.js";
