/** Looks at the page and the browser, and decides how a worker will reach the page. */
import type { PythonConfig } from "../config/types.js";
import type { PageAnswers } from "../link/transports/service-worker-page.js";
import { chooseSyncMode, type SyncChoice } from "./sync-mode.js";

export interface SyncSetup {
  readonly choice: SyncChoice;
  /** In the mode `service-worker`. */
  readonly answers: PageAnswers | undefined;
  /** Whether threads share memory: then Python can be interrupted while it computes. */
  readonly interruptible: boolean;
}

/** What may be needed to look. */
export interface SyncSurroundings {
  /** The worker's module. */
  readonly worker: URL;
  /** The page's own service worker, which imports this library's; undefined: the one beside the worker's module. */
  readonly serviceWorker: URL | undefined;
  /** Aborts when the worker's environment ends. */
  readonly signal: AbortSignal;
}

/** @throws ConfigError when the configuration forces a way that is not there */
export async function syncSetup(values: PythonConfig, surroundings: SyncSurroundings): Promise<SyncSetup> {
  const isolated = globalThis.crossOriginIsolated;
  const stackSwitching = "Suspending" in WebAssembly;
  // It takes its time: only where nothing better is there, or it is asked for.
  const wantsService = values.sync === "service-worker" || (!values.sync && !isolated && !stackSwitching);
  let answers: PageAnswers | undefined;
  let serviceWorkerLack = "";
  if (wantsService && !values.sync_main_only) {
    try {
      answers = await serviceWorkerAnswers(surroundings);
    } catch (error) {
      surroundings.signal.throwIfAborted();
      serviceWorkerLack = error instanceof Error ? error.message : String(error);
    }
  }
  const choice = chooseSyncMode(values, {
    sharedMemory: isolated,
    stackSwitching,
    serviceWorker: answers !== undefined,
    serviceWorkerLack,
  });
  return { choice, answers, interruptible: isolated };
}

/** @throws Error that says why no service worker answers */
async function serviceWorkerAnswers(surroundings: SyncSurroundings): Promise<PageAnswers> {
  const { worker, signal } = surroundings;
  const script =
    surroundings.serviceWorker ?? new URL(worker.href.replace(/worker(\.\w+)$/, "service-worker$1"));
  const { ServiceWorkerAnswers } = await import("../link/transports/service-worker-page.js");
  const installed = await ServiceWorkerAnswers.install({ worker, script, signal });
  return installed.open(signal);
}
