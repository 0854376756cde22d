/* global importScripts */
// A page's own service worker, with this library's in it.
importScripts("/src/runtime/link/service-worker/service-worker.ts");
