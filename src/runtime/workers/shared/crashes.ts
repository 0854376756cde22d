/** Interpreters that crash: WebAssembly traps, or Pyodide gives itself up. Their memory cannot be trusted
 * then. */
import { CodedError } from "../../errors.js";

/** Returns true if the interpreter has crashed; Python's exceptions, `MemoryError` among them, are no
 * crashes. */
export function isCrash(thrown: unknown): boolean {
  if (thrown instanceof WebAssembly.RuntimeError) return true;
  return (thrown as { readonly pyodide_fatal_error?: unknown } | null)?.pyodide_fatal_error === true;
}

/**
 * In a worker: notices what its interpreter crashes with where nobody catches it, as in tasks.
 *
 * @param crashed may be called more than once
 */
export function listenForCrashes(crashed: (thrown: unknown) => void): void {
  const reached = (event: Event, thrown: unknown) => {
    if (!isCrash(thrown)) return;
    event.preventDefault(); // The page reports it.
    crashed(thrown);
  };
  addEventListener("error", (event) => reached(event, event.error));
  addEventListener("unhandledrejection", (event) => reached(event, event.reason));
}

/** On the page: what everything that waited for the worker rejects with. */
export function crashError(name: string, message: string): CodedError {
  return new CodedError(
    "PY0000",
    `Python in the worker "${name}" has crashed: ${message}. Most often that is too little memory, or calls and data nested too ` +
      "deeply. The worker has ended, with all that Python had in memory; running the script again starts another one.",
  );
}
