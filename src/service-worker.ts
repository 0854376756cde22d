/**
 * The service worker that answers workers' synchronous requests, where a page is not isolated and the
 * browser has no stack switching: `dist/service-worker.js`. The library registers it by itself; a page whose
 * own service worker covers it imports it there, first of all:
 *
 * ```js
 * importScripts("./dist/service-worker.js");
 * ```
 */
import "./runtime/link/service-worker/service-worker.js";
