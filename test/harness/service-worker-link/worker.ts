/** The same in a folder that has a service worker. */
import "../link-worker.js";
