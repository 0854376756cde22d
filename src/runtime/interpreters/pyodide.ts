/** The driver for Pyodide: CPython with its standard library, wheels, and everything else; slower to
 * start. */
import type { Archive } from "../loading/archive.js";
import { endsComputing } from "../capabilities.js";
import { type Assets, assetsAt, loadingFailed, unlessAborted } from "./assets.js";
import { writePackage } from "./file-system.js";
import type { BootOptions, Handover, Interpreter, InterpreterDriver } from "./interpreter.js";
import { PyodideInterpreter } from "./pyodide-interpreter.js";
import { askForPyodide, LIBRARY, WASM } from "./pyodide-files.js";
import { requestPyodide, type Files } from "./pyodide-request.js";
import { preloadSnapshot, refresh, takeSnapshot, type SnapshotDownload } from "./pyodide-snapshot.js";
import { withSubstitutes } from "./substitutes.js";

export const pyodide = {
  type: "py",

  preload(url, place = "main") {
    // Everything at once; the caller that boots it gets the failure.
    const assets = assetsAt(url);
    askForPyodide(assets, place);
    if (place !== "worker") preloadSnapshot(url, assets.bytes(LIBRARY));
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
    const snapshot = handover ? handedOver(handover) : takeSnapshot(url, assets.bytes(LIBRARY));
    const ignore = assets.listen((progress) => options.onProgress(progress));
    try {
      const [files, archive] = await unlessAborted(
        Promise.all([requestPyodide(assets, options, handover), options.archive]),
        signal,
      );
      const memory = await unlessAborted(Promise.resolve(snapshot?.inTime()), signal);
      const startWith = async (using?: Memory) => {
        const interpreter = await unlessAborted(start(assets, files, archive, options, using), signal);
        // It has a copy, and files of its own.
        void handover?.then((given) => Object.assign(given ?? {}, NOTHING));
        return interpreter;
      };
      try {
        if (memory) return await startWith(memory);
      } catch (error) {
        if (signal.aborted) throw error;
        snapshot?.refuse(error);
      }
      const interpreter = await startWith();
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

/** The snapshot that a page has handed over. */
function handedOver(
  given: Promise<Handover | undefined>,
): Pick<SnapshotDownload, "refuse" | "forNextTime"> & { inTime(): Promise<Memory | undefined> } {
  return {
    inTime: async () => {
      const snapshot = (await given)?.snapshot;
      return snapshot instanceof Blob ? snapshot.arrayBuffer() : snapshot;
    },
    refuse: (error) => console.warn("Pyodide starts without the snapshot that the page has given:", error),
    forNextTime: () => Promise.resolve(),
  };
}

async function start(
  assets: Assets,
  { script, asm, module, library, lock }: Files,
  archive: Archive,
  options: BootOptions,
  memory?: Memory,
): Promise<Interpreter> {
  const { host, lockFileURL, managedProxies } = options;
  let packages = "";
  const loading = withSubstitutes(
    {
      wasm: { href: assets.href(WASM), module: Promise.resolve(module) },
      files: new Map([[assets.href(LIBRARY), library]]),
    },
    () =>
      script.loadPyodide({
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
      }),
  );
  const loaded = await loading.catch((cause: unknown) => {
    throw loadingFailed("Pyodide", assets.url.href, cause);
  });
  if (memory) {
    delete loaded._api.config._loadSnapshot; // It has been copied.
    refresh(loaded);
  }
  if (managedProxies) (await import("./pyodide-proxies.js")).manageProxies(loaded._module);
  // As on MicroPython: `querySelector(...) is None` where nothing is found. The option of that name is lost
  // with a snapshot.
  loaded._api.setCompatNullToNone(true);
  loaded.registerJsModule("_pyscript_host", host);
  // A handover makes it a worker, which somebody may end.
  const ending =
    __IN_WORKER__ && options.handover && !endsComputing() ? await import("./ending.js") : undefined;
  return new PyodideInterpreter(loaded, packages, options, ending?.endedWhenRead);
}
