/** How Python in a worker will reach the page synchronously. */
import { stackSwitching } from "../../capabilities.js";
import type { PythonConfig } from "../../config/types.js";
import { ConfigError } from "../../errors.js";
import type { SyncMode } from "../../link/shared/protocol.js";

/** The ways to reach the page, the best first. */
const WAYS = ["shared-memory", "stack-switching", "service-worker"] as const satisfies SyncMode[];

export type SyncWay = (typeof WAYS)[number];

/** Why a way is not there, for the author to read; undefined where it is. */
export type SyncLacks = Readonly<Record<SyncWay, string | undefined>>;

/** The decision. */
export interface SyncChoice {
  readonly mode: SyncMode;
  /** Why there is no link, for the author to read; `""` where there is one. */
  readonly reason: string;
}

/** How to come by a way, for the author to read. */
function advice(lacks: SyncLacks): string {
  const isolated = globalThis.crossOriginIsolated;
  const wanted = [
    isolated && lacks["shared-memory"] !== undefined && "SharedArrayBuffer",
    !stackSwitching() && "WebAssembly stack switching (JSPI)",
  ].filter(Boolean);
  const ways = [
    !isolated &&
      "serve the page with the headers Cross-Origin-Opener-Policy: same-origin and " +
        "Cross-Origin-Embedder-Policy: require-corp (or credentialless)",
    wanted.length > 0 && `use a browser with ${wanted.join(" or ")}`,
    stackSwitching() &&
      lacks["stack-switching"] !== undefined &&
      "use the interpreter that comes with this library",
    "or install the service worker of this library (service-worker.js)",
  ];
  return `Any of these gives it: ${ways.filter(Boolean).join("; ")}. See docs/workers.md.`;
}

/**
 * The best way that there is, or the one that the configuration's `sync` forces.
 *
 * @throws ConfigError when that one does not work here
 */
export function chooseSyncMode(values: PythonConfig, lacks: SyncLacks): SyncChoice {
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
    const lack = lacks[forced];
    if (lack !== undefined) {
      throw new ConfigError("PY1000", `"sync" is "${forced}", but ${sentence(lack)} ${advice(lacks)}`);
    }
    return { mode: forced, reason: "" };
  }
  const mode = WAYS.find((way) => lacks[way] === undefined);
  if (mode) return { mode, reason: "" };
  const why = WAYS.map((way) => lacks[way]?.replace(/\.$/, "")).join("; ");
  const reason = `synchronous access to the page from a worker is not possible here: ${sentence(why)} ${advice(lacks)}`;
  return { mode: "none", reason };
}

/** Begins with a small letter and ends in a full stop. */
function sentence(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
}
