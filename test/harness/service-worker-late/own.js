/* global importScripts */
// Registered by tests whose workers have started before.
importScripts("/src/runtime/link/transports/service-worker.ts");
