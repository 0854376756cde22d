/**
 * Pyodide's memory as it is right after its start, which the build makes (`scripts/snapshot.mjs`). Restoring it takes a
 * tenth of the time that starting takes, but it has to be downloaded, and it is as large as all of Pyodide's other
 * files together. So it is used when it is there in time, and left to the browser's cache for the next visit when not.
 *
 * The interface is private to Pyodide and goes with its version: whatever does not fit means starting the long way.
 */

import type { Pyodide } from "./pyodide-module.js";

/** About what restoring saves, and so how long it is worth waiting for. */
const PATIENCE_MS = 1000;
/** How long to watch before judging how fast it comes. */
const GRACE_MS = 150;

const home = new URL("pyodide/", new URL(__DIST__, import.meta.url));

/** Downloads that nobody has taken yet; one download serves one boot, its memory is too large to keep. */
const pending = new Map<string, SnapshotDownload | undefined>();

/** Starts to download the snapshot for the interpreter in a folder, if there is one and it was not asked for before. */
export function preloadSnapshot(folder: URL): void {
  if (!pending.has(folder.href)) pending.set(folder.href, request(folder));
}

/**
 * Takes the snapshot that is on its way, or starts to download it.
 *
 * @returns undefined when there is none for that folder, or this browser should not have it
 */
export function takeSnapshot(folder: URL): SnapshotDownload | undefined {
  const download = pending.get(folder.href) ?? request(folder);
  pending.set(folder.href, undefined);
  return download;
}

function request(folder: URL): SnapshotDownload | undefined {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  // It was made where WebAssembly can wait for promises, and that is fixed in it.
  const fits = __SNAPSHOT__ !== "" && folder.href === home.href && "Suspending" in WebAssembly;
  return fits && !connection?.saveData ? new SnapshotDownload(new URL(__SNAPSHOT__, folder)) : undefined;
}

/** A snapshot on its way. */
export class SnapshotDownload {
  readonly #memory: Promise<ArrayBuffer | undefined>;
  #loaded = 0;
  #total: number | undefined;
  #abandoned = false;

  constructor(url: URL) {
    this.#memory = this.#load(url).catch(() => undefined);
  }

  /**
   * The memory, as soon as it has come. Call it when all else is there.
   *
   * @returns undefined when it can't be had, or would take longer than it saves
   */
  async inTime(): Promise<ArrayBuffer | undefined> {
    const started = performance.now();
    const loadedBefore = this.#loaded;
    for (;;) {
      const arrived = await Promise.race([this.#memory.then((memory) => ({ memory })), after(50)]);
      if (arrived) return arrived.memory;
      const waited = performance.now() - started;
      const remaining = (this.#total ?? Infinity) - this.#loaded;
      const pace = (this.#loaded - loadedBefore) / waited;
      // All that is left may be to decompress it.
      const expected = remaining === 0 ? 0 : remaining / pace;
      if (waited > GRACE_MS && waited + expected > PATIENCE_MS) {
        this.#abandoned = true;
        return undefined;
      }
    }
  }

  /** Downloads to the end in any case: the browser's cache keeps what is whole. */
  async #load(url: URL): Promise<ArrayBuffer | undefined> {
    const response = await fetch(url, { priority: "low", credentials: "same-origin" });
    if (!response.ok || !response.body) return undefined;
    const length = response.headers.get("content-length");
    if (length !== null && !response.headers.has("content-encoding")) this.#total = Number(length);

    const { readable, writable } = new DecompressionStream("gzip");
    const memory = new Response(readable).arrayBuffer();
    memory.catch(() => {}); // Writing fails too, and is awaited.
    const writer = writable.getWriter();
    for await (const chunk of response.body as AsyncIterable<BufferSource>) {
      this.#loaded += chunk.byteLength;
      if (!this.#abandoned) await writer.write(chunk);
    }
    if (this.#abandoned) {
      await writer.abort();
      return undefined;
    }
    await writer.close();
    return memory;
  }
}

function after(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds));
}

/** Sets what is fixed in a snapshot and must not be: the time zone, and what `random` will say. */
export function refresh(pyodide: Pyodide): void {
  const { __tzset_js, _timezone, _daylight, _tzname, HEAPU32 } = pyodide._module;
  const [standard = 0, summer = 0] = HEAPU32.subarray(_tzname >> 2, (_tzname >> 2) + 2);
  __tzset_js(_timezone, _daylight, standard, summer);
  pyodide.runPython(REFRESH);
}

const REFRESH = `
def refresh():
    import logging, random, time

    random.seed()
    logging._startTime = time.time_ns()

    year = time.localtime().tm_year
    zones = [time.localtime(time.mktime((year, month, 1, 12, 0, 0, 0, 0, -1))) for month in (1, 7)]
    standard, summer = sorted(zones, key=lambda zone: zone.tm_gmtoff)
    time.timezone, time.altzone = -standard.tm_gmtoff, -summer.tm_gmtoff
    time.daylight = int(time.timezone != time.altzone)
    time.tzname = standard.tm_zone, summer.tm_zone

refresh()
del refresh
`;
