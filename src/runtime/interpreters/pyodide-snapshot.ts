/**
 * Pyodide's memory as it is right after its start, which the build makes (`tools/pyodide/snapshot.mjs`).
 * Restoring it takes a tenth of the time that starting takes, and needs no file of Python's library, which
 * comes afterwards. It is larger than that library: over a slow network Pyodide starts the long way, and the
 * snapshot is downloaded afterwards, for the next visit.
 *
 * The interface is private to Pyodide and goes with its version: whatever does not fit means starting the
 * long way.
 */
import { stackSwitching } from "../capabilities.js";
import { isOwnFolder } from "./location.js";
import type { Pyodide } from "./pyodide-module.js";

/** Slower than that, the snapshot takes longer than it saves; kilobytes a second, while WebAssembly comes
 * beside it. */
const SLOW_KB_S = 600;
/** About what restoring saves, and so how long the snapshot is worth waiting for when all else is there. */
const RESTORING_SAVES_MS = 1000;
/** Python's library, which has to come first where there is no snapshot. */
const LIBRARY_KB = 2500;
/** How long to watch before judging how fast it comes, and in what steps. Time in which the thread is blocked
 * is not counted: nothing arrives then. */
const GRACE_MS = 400;
/** The same where another thread passes it on: while that is busy nothing arrives either. */
const PASSED_ON_GRACE_MS = 2000;
const STEP_MS = 50;
/** How long to wait for its first bytes. */
const NO_ANSWER_MS = 3000;
/** Later than everything that the page itself loads after Pyodide. */
const LATER_MS = 5000;

/** Downloads that no boot has taken yet; one serves one boot, its memory is too large to keep. */
const pending = new Map<string, SnapshotDownload | undefined>();

/** Begins to download the snapshot of the interpreter in a folder, unless that was done before; see {@link
 * takeSnapshot}. */
export function preloadSnapshot(folder: URL): SnapshotDownload | undefined {
  if (!pending.has(folder.href)) pending.set(folder.href, prepare(folder));
  return pending.get(folder.href);
}

/**
 * The snapshot of the interpreter in a folder, for one boot.
 *
 * @param passedOn whether another thread passes on what this one fetches
 * @returns undefined when there is none for that folder, or this browser should not have it
 */
export function takeSnapshot(folder: URL, passedOn = false): SnapshotDownload | undefined {
  const download = pending.get(folder.href) ?? prepare(folder, passedOn);
  pending.set(folder.href, undefined);
  return download;
}

function prepare(folder: URL, passedOn = false): SnapshotDownload | undefined {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  const fits = __SNAPSHOT__ !== "" && isOwnFolder(folder);
  if (!fits || connection?.saveData) return undefined;
  return new SnapshotDownload(new URL(__SNAPSHOT__, folder), passedOn ? PASSED_ON_GRACE_MS : GRACE_MS);
}

/** A snapshot, downloaded now or later. */
export class SnapshotDownload {
  readonly #url: URL;
  readonly #graceMs: number;
  readonly #memory: Promise<ArrayBuffer | undefined>;
  #loaded = 0;
  #total: number | undefined;
  /** Ends the download, where it takes longer than it saves. */
  readonly #givenUp = new AbortController();
  #damaged = false;

  /** @param graceMs how long to watch before judging how fast it comes, in milliseconds */
  constructor(url: URL, graceMs = GRACE_MS) {
    this.#url = url;
    this.#graceMs = graceMs;
    this.#memory = this.#load(this.#givenUp.signal).catch(() => undefined);
    void this.#watch();
  }

  /** Resolves when nothing more of it is on its way: the line is free for what comes after it. */
  get settled(): Promise<unknown> {
    return this.#memory;
  }

  /** Gives it up when it comes slowly from the beginning, or does not begin. */
  async #watch(): Promise<void> {
    for (let waited = 0, begun = NO_ANSWER_MS; waited < begun + this.#graceMs; waited += STEP_MS) {
      if (await Promise.race([this.#memory.then(() => true), after(STEP_MS)])) return;
      if (this.#loaded) begun = Math.min(begun, waited);
    }
    if (this.#loaded < SLOW_KB_S * this.#graceMs) this.#givenUp.abort();
  }

  /**
   * The memory, as soon as it has come. Call it when all else is there.
   *
   * @returns undefined when it can't be had, or would take longer than it saves
   */
  async inTime(): Promise<ArrayBuffer | undefined> {
    const loadedBefore = this.#loaded;
    for (let watched = STEP_MS; ; watched += STEP_MS) {
      const arrived = await Promise.race([this.#memory.then((memory) => ({ memory })), after(STEP_MS)]);
      if (arrived) return arrived.memory;
      const remaining = (this.#total ?? Infinity) - this.#loaded;
      if (remaining <= 0 || watched < this.#graceMs) continue; // All that is left may be to decompress it.
      const rate = (this.#loaded - loadedBefore) / watched;
      if (rate === 0 || remaining - LIBRARY_KB * 1000 > RESTORING_SAVES_MS * rate) this.#givenUp.abort();
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

  /** Downloads it after a while, if it was given up or what came is damaged, so that the browser's cache has
   * it next time. */
  async forNextTime(signal: AbortSignal): Promise<void> {
    if (!this.#givenUp.signal.aborted && !this.#damaged) return;
    await after(LATER_MS);
    if (signal.aborted) return;
    const cache = this.#damaged ? "reload" : "default";
    try {
      const response = await fetch(this.#url, { priority: "low", credentials: "same-origin", cache });
      await response.arrayBuffer();
    } catch {
      // The next visit tries again.
    }
  }

  async #load(signal: AbortSignal): Promise<ArrayBuffer | undefined> {
    const response = await fetch(this.#url, { credentials: "same-origin", signal });
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
      await (unpacking = writer.write(chunk.value)).catch(() => {});
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
export async function refresh(pyodide: Pyodide): Promise<void> {
  const { __tzset_js, _timezone, _daylight, _tzname, HEAPU32 } = pyodide._module;
  const [standard = 0, summer = 0] = HEAPU32.subarray(_tzname >> 2, (_tzname >> 2) + 2);
  __tzset_js(_timezone, _daylight, standard, summer);
  pyodide.runPython(REFRESH);
  if (stackSwitching() === undefined)
    pyodide.runPython((await import("./pyodide-never-waits.js")).NEVER_WAITS);
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
