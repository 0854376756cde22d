/** Looks at the page and the browser, and decides how a worker will reach the page. */
import type { PythonConfig } from "../config/types.js";
import type { ServiceWorkerAnswers } from "./page-half.js";
import { chooseSyncMode, type SyncChoice } from "./sync-mode.js";

export interface SyncSetup {
  readonly choice: SyncChoice;
  /** In the mode `service-worker`. */
  readonly answers: ServiceWorkerAnswers | undefined;
  /** Whether threads share memory: then Python can be interrupted while it computes. */
  readonly interruptible: boolean;
}

/** @throws ConfigError when the configuration forces a way that is not there */
export async function syncSetup(values: PythonConfig): Promise<SyncSetup> {
  const isolated = globalThis.crossOriginIsolated;
  const stackSwitching = "Suspending" in WebAssembly;
  // Finding out takes a message there and back: only where nothing better is there, or it is asked for.
  const wantsService = values.sync === "service-worker" || (!values.sync && !isolated && !stackSwitching);
  const answers = wantsService && !values.sync_main_only ? await serviceWorkerAnswers() : undefined;
  const choice = chooseSyncMode(values, {
    sharedMemory: isolated,
    stackSwitching,
    serviceWorker: answers !== undefined,
  });
  return { choice, answers, interruptible: isolated };
}

/** Asks the service worker that controls this page whether it is ours. */
async function serviceWorkerAnswers(): Promise<ServiceWorkerAnswers | undefined> {
  return undefined;
}
