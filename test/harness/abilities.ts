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

let abortedEnds: Promise<boolean> | undefined;

/**
 * Returns true if the server sees that a worker aborts a request. In Firefox (153) it does not where a
 * service worker controls the worker, as on pages that another test has registered one for.
 */
async function endsAborted(): Promise<boolean> {
  const server = new URL("/test-web/never", location.href).href;
  const given = async () => Number(await (await fetch(`${server}/aborted`)).text());
  const before = await given();
  const code = `const control = new AbortController();
    fetch("${server}", { signal: control.signal }).catch(() => {});
    setTimeout(() => control.abort(), 200);`;
  const worker = new Worker(URL.createObjectURL(new Blob([code])));
  try {
    for (let tries = 0; tries < 20; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      if ((await given()) > before) return true;
    }
    return false;
  } finally {
    worker.terminate();
  }
}

/** Abilities that Python tests may need, as they name them in a comment: `# needs: a camera`. */
export const abilities: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
  "folders that people choose": () => hasPicker,
  "a camera": async () => {
    const devices = await (navigator as { mediaDevices?: MediaDevices }).mediaDevices?.enumerateDevices();
    return devices?.some(({ kind }) => kind === "videoinput") ?? false;
  },
  "requests of workers that end when they are aborted": () => (abortedEnds ??= endsAborted()),
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
