/* global importScripts */
// For workers of the link alone.
importScripts("/src/runtime/link/transports/service-worker.ts");
