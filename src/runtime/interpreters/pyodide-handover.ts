/** Collects Pyodide's files that a page gives its workers, so that they start fast. */
import { sharesMemory } from "../capabilities.js";
import type { Assets } from "./assets.js";
import type { Handover, HandoverOptions } from "./interpreter.js";
import { LIBRARY, LOCK, WASM } from "./pyodide-files.js";
import { takeSnapshot } from "./pyodide-snapshot.js";

/** See {@link InterpreterDriver.handover}. */
export async function handover(
  url: URL,
  assets: Assets,
  { onProgress }: HandoverOptions = {},
): Promise<Handover> {
  const ignore = assets.listen((progress) => onProgress?.(progress));
  try {
    const library = assets.bytes(LIBRARY);
    const rest = Promise.all([assets.wasm(WASM), library, assets.json(LOCK)]);
    const snapshot = await snapshotForWorkers(url, assets, rest);
    const [wasm, bytes, lock] = await rest;
    return { wasm, files: { [LIBRARY]: bytes }, lock, ...(snapshot && { snapshot }) };
  } finally {
    ignore();
  }
}

type Snapshot = NonNullable<Handover["snapshot"]>;

/** Snapshots that workers were given lately: they often start together. */
const shared = new Map<string, Promise<Snapshot | undefined>>();
/** How long one is kept in memory; later it comes from the browser's cache again. */
const KEPT_MS = 3000;

/**
 * The snapshot of the interpreter in a folder, for workers.
 *
 * @param assets its files; the library goes with the snapshot
 * @param rest all else that a worker is given: the snapshot is waited for when that is there
 * @returns undefined when there is none, or it would take longer than it saves
 */
function snapshotForWorkers(
  folder: URL,
  assets: Assets,
  rest: Promise<unknown>,
): Promise<Snapshot | undefined> {
  let snapshot = shared.get(folder.href);
  if (!snapshot) {
    const download = takeSnapshot(folder);
    snapshot = rest
      .then(() => download?.inTime())
      .then((memory) => {
        void download?.forNextTime(new AbortController().signal);
        return memory && postable(memory);
      });
    shared.set(folder.href, snapshot);
    const drop = () =>
      setTimeout(() => {
        shared.delete(folder.href);
        assets.forget(LIBRARY);
      }, KEPT_MS);
    snapshot.then(drop, drop);
  }
  return snapshot;
}

/** Memory that workers can be sent without a copy for each: one that they share, where they can share any. */
function postable(memory: ArrayBuffer): Snapshot {
  if (!sharesMemory()) return new Blob([memory]);
  const buffer = new SharedArrayBuffer(memory.byteLength);
  new Uint8Array(buffer).set(new Uint8Array(memory));
  return buffer;
}
