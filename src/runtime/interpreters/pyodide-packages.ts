/** Pyodide's own packages, and compiled modules of others. */
import { unlessAborted } from "./assets.js";
import type { FailedPackage, LoadFailures, NativePackages, NativePython } from "./native-packages.js";
import type { Pyodide } from "./pyodide-module.js";

export class PyodidePackages implements NativePackages {
  readonly #py: Pyodide;
  /** The folder of installed packages. */
  readonly #folder: string;

  constructor(py: Pyodide, folder: string) {
    this.#py = py;
    this.#folder = folder;
  }

  get python(): NativePython | undefined {
    const { python, abi_version } = this.#py.lockfile.info;
    return python && abi_version ? { version: python, abi: abi_version } : undefined;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#py.lockfile.packages, name);
  }

  version(name: string): string | undefined {
    return this.#entry(name)?.version;
  }

  requires(name: string): readonly string[] {
    return this.#entry(name)?.depends ?? [];
  }

  async load(
    names: readonly string[],
    present: readonly string[],
    signal: AbortSignal,
    failures: LoadFailures,
  ): Promise<readonly FailedPackage[]> {
    this.mark(present);
    const loading = this.#py.loadPackage(names, {
      messageCallback: () => {},
      errorCallback: (message) => failures.add(message),
    });
    try {
      await unlessAborted(loading, signal);
    } catch (cause) {
      if (signal.aborted) throw cause;
      failures.ended(cause);
    }
    return failures.of(names);
  }

  mark(names: readonly string[]): void {
    const { loadedPackages } = this.#py;
    // The loader goes by the names as the lock file spells them.
    for (const name of names) loadedPackages[this.#entry(name)?.name ?? name] ??= "py-elements";
  }

  metadata(name: string): string | undefined {
    const [distribution, version] = this.#entry(name)?.file_name.split("/").at(-1)?.split("-") ?? [];
    try {
      const bytes = this.#py.FS.readFile(`${this.#folder}/${distribution}-${version}.dist-info/METADATA`);
      return new TextDecoder().decode(bytes);
    } catch {
      return undefined; // A library without Python, or loading it has failed.
    }
  }

  async link(paths: readonly string[], signal: AbortSignal): Promise<void> {
    for (const path of paths)
      await unlessAborted(this.#py._api.loadDynlib(`${this.#folder}/${path}`), signal);
  }

  #entry(name: string) {
    return this.has(name) ? this.#py.lockfile.packages[name] : undefined;
  }
}
