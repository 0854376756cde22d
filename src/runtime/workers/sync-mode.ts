/** How Python in a worker will reach the page synchronously. */
import type { PythonConfig } from "../config/types.js";
import { ConfigError } from "../errors.js";
import type { SyncMode } from "../link/protocol.js";

/** What the browser and the page allow. */
export interface SyncAbilities {
  readonly sharedMemory: boolean;
  readonly stackSwitching: boolean;
  readonly serviceWorker: boolean;
  /** Why not, where that was tried. */
  readonly serviceWorkerLack?: string;
}

/** What is decided. */
export interface SyncChoice {
  readonly mode: SyncMode;
  /** Why there is no link, for the author to read; `""` where there is one. */
  readonly reason: string;
}

/** What to do where there is no way, for the author to read. */
const WAYS =
  "Any of these gives it: serve the page with the headers Cross-Origin-Opener-Policy: same-origin and " +
  "Cross-Origin-Embedder-Policy: require-corp (or credentialless); use a browser with WebAssembly stack switching (JSPI); " +
  "or install the service worker of this library (service-worker.js). See docs/workers.md.";

const needs: Readonly<Record<SyncMode, { ability?: keyof SyncAbilities; lack: string }>> = {
  "shared-memory": {
    ability: "sharedMemory",
    lack: "the page is not cross-origin isolated, so threads share no memory",
  },
  "stack-switching": {
    ability: "stackSwitching",
    lack: "this browser has no WebAssembly stack switching (JSPI)",
  },
  "service-worker": {
    ability: "serviceWorker",
    lack: "no service worker of this library controls the page",
  },
  none: { lack: "" },
};

/**
 * The best way that there is, or the one that the configuration's `sync` forces.
 *
 * @throws ConfigError when that one does not work here
 */
export function chooseSyncMode(values: PythonConfig, abilities: SyncAbilities): SyncChoice {
  if (values.sync_main_only) {
    return {
      mode: "none",
      reason:
        'the configuration says "sync_main_only", so this worker cannot reach the page. Take that key away to use it.',
    };
  }
  const forced = values.sync;
  if (forced === "none") {
    return {
      mode: "none",
      reason: 'the configuration says sync = "none". Take that key away to reach the page.',
    };
  }
  if (forced) {
    const { ability, lack } = needs[forced];
    if (ability && !abilities[ability]) {
      const why = (ability === "serviceWorker" && abilities.serviceWorkerLack) || `${lack}.`;
      throw new ConfigError("PY1000", `"sync" is "${forced}", but ${lowerFirst(why)} ${WAYS}`);
    }
    return { mode: forced, reason: "" };
  }
  for (const mode of ["shared-memory", "stack-switching", "service-worker"] as const) {
    const { ability } = needs[mode];
    if (ability && abilities[ability]) return { mode, reason: "" };
  }
  return {
    mode: "none",
    reason: [
      "synchronous access to the page from a worker is not possible here.",
      abilities.serviceWorkerLack,
      WAYS,
    ]
      .filter(Boolean)
      .join(" "),
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
