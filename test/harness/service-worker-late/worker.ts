/** The workers' entry point, in a folder that has no service worker yet. */
import "../../../src/worker.js";
