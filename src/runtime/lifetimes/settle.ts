/** Handles an event handler's return value: reports a rejected promise, destroys a Python proxy, ignores the
 * rest. */

/** Watches a promise, lets go of a proxy; handlers' values mean nothing else. */
export function settle(result: unknown, report: (error: unknown) => void): void {
  if (typeof result !== "object" && typeof result !== "function") return;
  const { then, destroy } = result as Partial<PromiseLike<unknown> & { destroy(): void }>;
  if (typeof then === "function") (result as PromiseLike<unknown>).then(undefined, report);
  else if (typeof destroy === "function") (result as { destroy(): void }).destroy();
}
