/* global importScripts */
// Registered by tests whose workers have started before.
importScripts("/src/runtime/link/service-worker/service-worker.ts");
