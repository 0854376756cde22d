/* global importScripts */
// For workers of the link alone.
importScripts("/src/runtime/link/service-worker/service-worker.ts");
