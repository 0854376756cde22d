/**
 * Abilities of the browser that tests need. A test that needs what is not there is skipped, and counted so;
 * what py-elements does without it has tests of its own.
 */
import type { SyncMode } from "../../src/runtime/link/shared/protocol.js";

/** Threads share memory: where pages are isolated, unless the browser has no `SharedArrayBuffer` for them. */
export const canShareMemory = crossOriginIsolated && typeof SharedArrayBuffer === "function";

/** WebAssembly can wait for promises: JSPI. */
export const canSwitchStacks = "Suspending" in WebAssembly;

/** Returns true if workers can reach the page by that mode. */
export function canReach(mode: SyncMode): boolean {
  if (mode === "shared-memory") return canShareMemory;
  return mode !== "stack-switching" || canSwitchStacks;
}

/** The way that is taken by itself on this page. */
export const bestSyncMode: SyncMode = canShareMemory
  ? "shared-memory"
  : canSwitchStacks
    ? "stack-switching"
    : "service-worker";

/** Looked for at once: tests put their own in its place. */
const hasPicker = "showDirectoryPicker" in globalThis;

/** Abilities that Python tests may need, as they name them in a comment: `# needs: a camera`. */
export const abilities: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
  "folders that people choose": () => hasPicker,
  "a camera": async () => {
    const devices = await (navigator as { mediaDevices?: MediaDevices }).mediaDevices?.enumerateDevices();
    return devices?.some(({ kind }) => kind === "videoinput") ?? false;
  },
  "streamed uploads": () => {
    // A browser that does not know them asks for no `duplex`, and takes the stream for text.
    let asked = false;
    const options = {
      method: "POST",
      body: new ReadableStream(),
      get duplex() {
        asked = true;
        return "half" as const;
      },
    };
    const { headers } = new Request(location.href, options);
    return asked && !headers.has("content-type");
  },
};
