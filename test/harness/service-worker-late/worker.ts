/** What workers run, in a folder that has no service worker yet. */
import "../../../src/worker.js";
