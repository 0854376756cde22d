/**
 * Pyodide's memory as it is right after its start, which the build makes (`tools/pyodide/snapshot.mjs`).
 * Restoring it takes a tenth of the time that starting takes, but it has to be downloaded, and it is as
 * large as all of Pyodide's other files together. So it is used where it comes fast, from a cache or over a
 * good network, and elsewhere downloaded afterwards, for the next visit.
 *
 * The interface is private to Pyodide and goes with its version: whatever does not fit means starting the
 * long way.
 */
import { stackSwitching } from "../capabilities.js";
import { isOwnFolder } from "./location.js";
import type { Pyodide } from "./pyodide-module.js";

/** How fast Python's library must come for the snapshot, which is nearly three times as large, to be worth
 * it. */
const FAST_MS = 400;
/** About what restoring saves, and so how long the snapshot is worth waiting for when all else is there. */
const RESTORING_SAVES_MS = 1000;
/** How long to watch before judging how fast it comes, and in what steps. Time in which the thread is blocked
 * is not counted: nothing arrives then. */
const GRACE_MS = 200;
const STEP_MS = 50;
/** Later than everything that the page itself loads after Pyodide. */
const LATER_MS = 5000;

/** Downloads that no boot has taken yet; one serves one boot, its memory is too large to keep. */
const pending = new Map<string, SnapshotDownload | undefined>();

/** Prepares the snapshot of the interpreter in a folder, unless that was done before; see {@link
 * takeSnapshot}. */
export function preloadSnapshot(folder: URL, library: Promise<unknown>): void {
  if (!pending.has(folder.href)) pending.set(folder.href, prepare(folder, library));
}

/**
 * The snapshot of the interpreter in a folder, for one boot.
 *
 * @param library Python's library, which is being downloaded; how fast it comes tells how fast the snapshot
 *   would
 * @returns undefined when there is none for that folder, or this browser should not have it
 */
export function takeSnapshot(folder: URL, library: Promise<unknown>): SnapshotDownload | undefined {
  const download = pending.get(folder.href) ?? prepare(folder, library);
  pending.set(folder.href, undefined);
  return download;
}

function prepare(folder: URL, library: Promise<unknown>): SnapshotDownload | undefined {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  const fits = __SNAPSHOT__ !== "" && isOwnFolder(folder);
  if (!fits || connection?.saveData) return undefined;
  return new SnapshotDownload(new URL(__SNAPSHOT__, folder), library);
}

/** A snapshot, downloaded now or later. */
export class SnapshotDownload {
  readonly #url: URL;
  readonly #started = performance.now();
  #memory: Promise<ArrayBuffer | undefined> | undefined;
  #loaded = 0;
  #total: number | undefined;
  #abandoned = false;
  #damaged = false;

  constructor(url: URL, library: Promise<unknown>) {
    this.#url = url;
    const judge = () => {
      if (performance.now() - this.#started <= FAST_MS) this.#begin();
    };
    library.then(judge, () => {});
  }

  /**
   * The memory, as soon as it has come. Call it when all else is there.
   *
   * @returns undefined when it can't be had, or would take longer than it saves
   */
  async inTime(): Promise<ArrayBuffer | undefined> {
    if (!this.#memory) return undefined;
    const loadedBefore = this.#loaded;
    for (let watched = STEP_MS; ; watched += STEP_MS) {
      const arrived = await Promise.race([this.#memory.then((memory) => ({ memory })), after(STEP_MS)]);
      if (arrived) return arrived.memory;
      const remaining = (this.#total ?? Infinity) - this.#loaded;
      // All that is left may be to decompress it.
      const expected = remaining && (remaining / (this.#loaded - loadedBefore)) * watched;
      if (watched >= GRACE_MS && watched + expected > RESTORING_SAVES_MS) {
        this.#abandoned = true;
        return undefined;
      }
    }
  }

  /**
   * Takes the memory for no good: it is damaged, or another version's. The browser's copy will be replaced.
   * The console is told once.
   */
  refuse(error: unknown): void {
    if (this.#damaged) return;
    this.#damaged = true;
    console.warn(
      `The browser's copy of ${this.#url.href} is damaged, or of another version (${String(error)}): Python starts without, ` +
        "and it is replaced.",
    );
  }

  /** Downloads it after a while, if that was not begun or what came is damaged, so that the browser's cache
   * has it next time. */
  async forNextTime(signal: AbortSignal): Promise<void> {
    if (this.#memory && !this.#damaged) return;
    await after(LATER_MS);
    if (signal.aborted) return;
    this.#abandoned = true;
    this.#begin();
  }

  #begin(): void {
    this.#memory = this.#load().catch(() => undefined);
  }

  /** Downloads to the end in any case: the browser's cache keeps what is whole. */
  async #load(): Promise<ArrayBuffer | undefined> {
    const cache = this.#damaged ? "reload" : "default";
    const response = await fetch(this.#url, { priority: "low", credentials: "same-origin", cache });
    if (!response.ok || !response.body) return undefined;
    const length = response.headers.get("content-length");
    if (length !== null && !response.headers.has("content-encoding")) this.#total = Number(length);

    const { readable, writable } = new DecompressionStream("gzip");
    const memory = new Response(readable).arrayBuffer();
    memory.catch(() => {}); // Writing fails too, and is awaited.
    const writer = writable.getWriter();
    const reader = response.body.getReader();
    let unpacking: Promise<void> = Promise.resolve();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      this.#loaded += chunk.value.byteLength;
      if (!this.#abandoned) await (unpacking = writer.write(chunk.value)).catch(() => {});
    }
    if (this.#abandoned) {
      await writer.abort().catch(() => {});
      return undefined;
    }
    // All has arrived: only its content can be at fault now.
    try {
      await unpacking;
      await writer.close();
      return await memory;
    } catch (error) {
      this.refuse(error);
      return undefined;
    }
  }
}

function after(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds));
}

/**
 * Sets what is fixed in a snapshot and must not be: the time zone, what `random` will say, and, where
 * WebAssembly cannot wait for promises, what `run_sync()` says.
 */
export function refresh(pyodide: Pyodide): void {
  const { __tzset_js, _timezone, _daylight, _tzname, HEAPU32 } = pyodide._module;
  const [standard = 0, summer = 0] = HEAPU32.subarray(_tzname >> 2, (_tzname >> 2) + 2);
  __tzset_js(_timezone, _daylight, standard, summer);
  pyodide.runPython(REFRESH);
  if (stackSwitching() === undefined) pyodide.runPython(NEVER_WAITS);
}

/** As where Pyodide has started in such a browser; the snapshot was made in one that can. */
const NEVER_WAITS = `
def refresh():
    import pyodide.ffi, pyodide.webloop

    def run_sync(x):
        """Block until an awaitable is resolved."""
        raise RuntimeError("WebAssembly stack switching not supported in this JavaScript runtime")

    pyodide.ffi.run_sync = pyodide.webloop.run_sync = run_sync

refresh()
del refresh
`;

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
