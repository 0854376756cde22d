/** Looks at the page and the browser, and decides how a worker will reach the page. */
import { sharesMemory, stackSwitching } from "../../capabilities.js";
import type { PythonConfig } from "../../config/types.js";
import type { PageAnswers } from "../../link/page/transports/service-worker-page.js";
import { chooseSyncMode, type SyncChoice, type SyncWay } from "./sync-mode.js";

export interface SyncSetup {
  readonly choice: SyncChoice;
  /** In the mode `service-worker`. */
  readonly answers: PageAnswers | undefined;
  /** Then Python can be interrupted while it computes, whatever the way to the page is. */
  readonly sharesMemory: boolean;
}

/** The surroundings that the decision may depend on. */
export interface SyncSurroundings {
  /** The worker's module. */
  readonly worker: URL;
  /** The page's own service worker, which imports this library's; undefined: the one beside the worker's
   * module. */
  readonly serviceWorker: URL | undefined;
  /** Aborts when the worker's environment ends. */
  readonly signal: AbortSignal;
}

/**
 * Decides by what the configuration says and the browser can do.
 *
 * @param unsuspendable why the interpreter at hand cannot be suspended, where that was found out
 * @throws ConfigError when the configuration forces a way that is not there
 */
export async function syncSetup(
  values: PythonConfig,
  surroundings: SyncSurroundings,
  unsuspendable?: string,
): Promise<SyncSetup> {
  const lacks: Record<SyncWay, string | undefined> = {
    "shared-memory": sharedMemoryLack(),
    "stack-switching": stackSwitching()
      ? unsuspendable
      : "this browser has no WebAssembly stack switching (JSPI)",
    "service-worker": "no service worker of this library controls the page",
  };
  // It takes its time: only where nothing better is there, or it is asked for.
  const alone = lacks["shared-memory"] !== undefined && lacks["stack-switching"] !== undefined;
  const wantsService = values.sync === "service-worker" || (!values.sync && alone);
  let answers: PageAnswers | undefined;
  if (wantsService && !values.sync_main_only) {
    try {
      answers = await serviceWorkerAnswers(surroundings);
      lacks["service-worker"] = undefined;
    } catch (error) {
      surroundings.signal.throwIfAborted();
      lacks["service-worker"] = error instanceof Error ? error.message : String(error);
    }
  }
  return {
    choice: chooseSyncMode(values, lacks),
    answers,
    sharesMemory: lacks["shared-memory"] === undefined,
  };
}

/** @returns why threads cannot share memory here, for the author to read; undefined where they can */
function sharedMemoryLack(): string | undefined {
  if (sharesMemory()) return undefined;
  return globalThis.crossOriginIsolated
    ? "this browser has no SharedArrayBuffer, though the page is cross-origin isolated"
    : "the page is not cross-origin isolated, so threads share no memory";
}

/** @throws Error that says why no service worker answers */
async function serviceWorkerAnswers(surroundings: SyncSurroundings): Promise<PageAnswers> {
  const { worker, signal } = surroundings;
  const script =
    surroundings.serviceWorker ?? new URL(worker.href.replace(/worker(\.\w+)$/, "service-worker$1"));
  const { ServiceWorkerAnswers } = await import("../../link/page/transports/service-worker-page.js");
  const installed = await ServiceWorkerAnswers.install({ worker, script, signal });
  return installed.open(signal);
}
