/** The interpreter of the page's main thread has crashed: its environment ends, and the page says so. */
import type { InterpreterType } from "../runtime/interpreters/interpreter.js";
import { pageErrors, type ElementsRuntime } from "./runtime.js";

/**
 * @param error what everything that waits for it rejects with
 * @returns a promise that resolves when what was queued has failed, too
 */
export async function endEnvironment(
  runtime: ElementsRuntime,
  type: InterpreterType,
  error: Error,
): Promise<void> {
  const environment = runtime.mainEnvironment(type);
  if (!environment) return;
  // Whoever waited for it reports it first, in microtasks; what is reported again is not shown again.
  await new Promise((resolve) => setTimeout(resolve, 0));
  const { documentElement: element } = document;
  runtime.reportError(error, { element, type, origin: environment, view: pageErrors });
  environment.dispose(error);
  await environment.queue.idle();
}
