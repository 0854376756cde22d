/** The driver for Pyodide: CPython with its standard library, wheels, and everything else; slower to
 * start. */
import type { Archive } from "../loading/archive.js";
import { endsComputing } from "../capabilities.js";
import { type Assets, assetsAt, loadingFailed, unlessAborted } from "./assets.js";
import { writePackage } from "./file-system.js";
import type { BootOptions, Handover, Interpreter, InterpreterDriver } from "./interpreter.js";
import { PyodideInterpreter } from "./pyodide-interpreter.js";
import { askForPyodide, LIBRARY, WASM } from "./pyodide-files.js";
import type * as LateLibraryCode from "./pyodide-library.js";
import { requestPyodide, type Files } from "./pyodide-request.js";
import { preloadSnapshot, refresh, takeSnapshot, type SnapshotDownload } from "./pyodide-snapshot.js";
import { withSubstitutes } from "./substitutes.js";

export const pyodide = {
  type: "py",

  preload(url, place = "main") {
    // Everything at once; the caller that boots it gets the failure.
    const assets = assetsAt(url);
    askForPyodide(assets, place);
    if (place === "worker") return;
    const snapshot = preloadSnapshot(url);
    const library = place === "main" ? libraryAfter(snapshot, assets) : assets.bytes(LIBRARY);
    library.catch(() => {});
  },

  async handover(url, options) {
    return (await import("./pyodide-handover.js")).handover(url, assetsAt(url), options);
  },

  async boot(options) {
    const { url, signal } = options;
    const assets = assetsAt(url);
    const handover =
      __IN_WORKER__ && options.handover
        ? Promise.resolve(options.handover).catch(() => undefined)
        : undefined;
    const snapshot = handover ? handedOver(handover, url) : takeSnapshot(url);
    const library = handover
      ? handover.then((given) => given?.files?.[LIBRARY] ?? assets.bytes(LIBRARY))
      : libraryAfter(snapshot, assets);
    library.catch(() => {}); // Awaited where it is needed.
    // Without that code Python starts when all is there.
    const late = handover || isNear() ? undefined : import("./pyodide-library.js").catch(() => undefined);
    const ignore = assets.listen((progress) => options.onProgress(progress));
    try {
      const [files, archive] = await unlessAborted(
        Promise.all([requestPyodide(assets, options, handover), options.archive]),
        signal,
      );
      const memory = await unlessAborted(Promise.resolve(snapshot?.inTime()), signal);
      // Pyodide keeps functions made in here, with all that such functions use: what is large is given.
      const startWith = async (bytes: typeof library, using?: Memory) => {
        const interpreter = await unlessAborted(
          start(assets, files, bytes, late, archive, options, using),
          signal,
        );
        // It has copies of all that; a worker that is started later has the library from the browser's cache.
        bytes.then(
          () => assets.forget(LIBRARY),
          () => {},
        );
        void handover?.then((given) => Object.assign(given ?? {}, NOTHING));
        return interpreter;
      };
      try {
        if (memory) return await startWith(library, memory);
      } catch (error) {
        if (signal.aborted) throw error;
        snapshot?.refuse(error);
      }
      const interpreter = await startWith(library);
      void snapshot?.forNextTime(signal);
      return interpreter;
    } finally {
      ignore();
    }
  },
} satisfies InterpreterDriver;

/** A snapshot, unpacked. */
type Memory = ArrayBuffer | SharedArrayBuffer;

/** Replaces what a worker was handed and has used. */
const NOTHING: { readonly [K in keyof Handover]: undefined } = {
  files: undefined,
  lock: undefined,
  snapshot: undefined,
};

type Snapshot = Pick<SnapshotDownload, "settled" | "refuse" | "forNextTime"> & {
  inTime(): Promise<Memory | undefined>;
};

/** An answer that takes longer comes from far away, where bytes are dear. */
const NEAR_MS = 30;

/** Returns true if something on the page has come from a cache or a near server. */
function isNear(): boolean {
  const requests = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  // Of other origins nothing may be told, which is 0.
  return requests.some(
    ({ name, requestStart, responseStart }) =>
      name.startsWith("http") && requestStart && responseStart - requestStart < NEAR_MS,
  );
}

/** Downloads Python's library; from far away when the snapshot has come, with which the first statements do
 * without it. */
async function libraryAfter(snapshot: Pick<Snapshot, "settled"> | undefined, assets: Assets) {
  if (!isNear()) await snapshot?.settled;
  return assets.bytes(LIBRARY);
}

/** The snapshot that a page has handed over. One that gives nothing, as a sandbox's, leaves it to the worker
 * to load it. */
function handedOver(given: Promise<Handover | undefined>, folder: URL): Snapshot {
  const own = given.then((has) => (has?.wasm ? undefined : takeSnapshot(folder, true)));
  const warn = (error: unknown): undefined =>
    void console.warn("Pyodide starts without the snapshot that the page has given:", error);
  return {
    settled: own.then((download) => download?.settled),
    inTime: async () => {
      const download = await own;
      if (download) return download.inTime();
      const snapshot = (await given)?.snapshot;
      // A browser may keep it on a disk that is full, or gone.
      return snapshot instanceof Blob ? snapshot.arrayBuffer().catch(warn) : snapshot;
    },
    refuse: (error) =>
      void own.then((download) => {
        if (download) download.refuse(error);
        else warn(error);
      }),
    // A page passes files on only until Python is there.
    forNextTime: () => Promise.resolve(),
  };
}

async function start(
  assets: Assets,
  { script, asm, module, lock }: Files,
  library: Promise<ArrayBuffer>,
  late: Promise<typeof LateLibraryCode | undefined> | undefined,
  archive: Archive,
  options: BootOptions,
  memory?: Memory,
): Promise<Interpreter> {
  const { host, lockFileURL, managedProxies } = options;
  let packages = "";
  const { LateLibrary } = (memory && (await late)) || {};
  const bytes = LateLibrary ? undefined : await library;
  // Pyodide keeps its functions, which hold all that any function here uses: none may use `memory`.
  const config: Parameters<typeof script.loadPyodide>[0] = {
    indexURL: assets.url.href,
    createPyodideModule: asm.default,
    lockFileContents: lock,
    // Wheels are not among our files: the ones that Pyodide builds come from its own server, when asked
    // for.
    packageBaseUrl: lockFileURL
      ? new URL("./", new URL(lockFileURL, assets.url)).href
      : `https://cdn.jsdelivr.net/pyodide/v${script.version}/full/`,
    stdin: () => null,
    _loadSnapshot: memory,
    fsInit: async (fs, { sitePackages }) => {
      packages = sitePackages;
      writePackage(fs, sitePackages, archive);
    },
  };
  const loading = withSubstitutes(
    {
      wasm: { href: assets.href(WASM), module: Promise.resolve(module) },
      files: new Map([[assets.href(LIBRARY), bytes ?? new ArrayBuffer()]]),
    },
    () => script.loadPyodide(config),
  );
  const loaded = await loading.catch((cause: unknown) => {
    throw loadingFailed("Pyodide", assets.url.href, cause);
  });
  if (memory) {
    // It has been copied.
    delete loaded._api.config._loadSnapshot;
    delete config._loadSnapshot;
    await refresh(loaded);
  }
  if (managedProxies) (await import("./pyodide-proxies.js")).manageProxies(loaded._module);
  // As on MicroPython: `querySelector(...) is None` where nothing is found. The option of that name is lost
  // with a snapshot.
  loaded._api.setCompatNullToNone(true);
  loaded.registerJsModule("_pyscript_host", host);
  // A handover makes it a worker, which somebody may end.
  const ending =
    __IN_WORKER__ && options.handover && !endsComputing() ? await import("./ending.js") : undefined;
  const interpreter = new PyodideInterpreter(loaded, packages, options, ending?.endedWhenRead);
  if (LateLibrary) new LateLibrary(loaded, assets.href(LIBRARY), library).delay(interpreter);
  return interpreter;
}
