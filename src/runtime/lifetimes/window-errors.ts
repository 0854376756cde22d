/** Errors that nobody has caught, on a page and in a worker: they end at the global scope. */

/**
 * Calls `reached` with each, until `signal` aborts.
 *
 * @param reached `preventDefault()` of the event keeps the error off the console
 */
export function onUncaught(reached: (event: Event, thrown: unknown) => void, signal: AbortSignal): void {
  addEventListener("error", (event) => reached(event, event.error), { signal });
  addEventListener("unhandledrejection", (event) => reached(event, event.reason), { signal });
}
