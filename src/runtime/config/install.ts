/**
 * Gives an interpreter what its configuration asks for: files, packages, JavaScript modules. Everything is
 * fetched in parallel, also while the interpreter is still loading.
 *
 * @example
 * ```ts
 * const config = await readConfig(configSource('packages = ["snowballstemmer"]', document.baseURI), { signal
 * }); const modules = await installConfig(config, driver.boot(options), { signal, onProgress });
 * ```
 */
import type { Interpreter, LoadProgress } from "../interpreters/interpreter.js";
import { expandConfig, type PackageEntry } from "./entries.js";
import { installFiles, planFiles } from "./files.js";
import { importModules } from "./js-modules.js";
import { together, type TransferOptions } from "./transfer.js";
import type { Lock } from "./packages/lock.js";
import type { ResolvedConfig } from "./types.js";

export type { Fetch } from "./transfer.js";

export interface InstallOptions extends TransferOptions {
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Hears the text of Python files that are installed. */
  readonly onPython?: ((text: string) => void) | undefined;
  /** Adds a stylesheet to the page, for `.css` URLs in `js_modules.main`. Without it they are left out. */
  readonly addStylesheet?: ((url: URL) => void | Promise<void>) | undefined;
  /** Which of `js_modules` is imported here; by default that of the thread this runs in. */
  readonly thread?: "main" | "worker" | undefined;
}

/**
 * Installs all of a configuration.
 *
 * @param interpreter may still be loading
 * @returns the modules of `js_modules` for this thread, by name
 * @throws ConfigError for what cannot be used, LoadError for what cannot be loaded, an `AbortError` when the
 *   signal aborts. Nothing of `files` has then been written, unless a package is read from them (`emfs:`).
 */
export async function installConfig(
  config: ResolvedConfig,
  interpreter: Interpreter | PromiseLike<Interpreter>,
  options: InstallOptions,
): Promise<Map<string, object>> {
  const { fetch, onProgress, onPython, addStylesheet, thread = currentThread() } = options;
  const { values } = config;
  // Files may import anything, and installing does.
  const whole = Promise.resolve(interpreter).then(async (loaded) => (await loaded.whole, loaded));
  // The caller that loads it gets the failure; here it may come before anything waits for it.
  whole.catch(() => {});
  return together(options.signal, async (signal) => {
    const { packages, files, fetched, modules } = await expandConfig(config, thread, { signal, fetch });
    const planned = planFiles(files, fetched);
    // Its wheels come while the interpreter is loading.
    const lock =
      packages.length > 0 && values.packages_lock
        ? openLock(config, { signal, fetch, onProgress })
        : undefined;
    const writing = installFiles(planned, whole, {
      signal,
      fetch,
      onProgress,
      onPython,
      limits: values.archive_limits,
    });
    const installing = (async () => {
      // A wheel of the interpreter's own file system is usually one of the files.
      if (packages.some(({ text }) => /(?:^|@\s*)emfs:/.test(text))) await writing;
      if (packages.length > 0)
        await install(packages, config, await whole, { signal, fetch, onProgress }, lock);
    })();
    const importing = importModules(modules, { signal, fetch, addStylesheet });
    const [imported] = await Promise.all([importing, writing, installing]);
    return imported;
  });
}

/**
 * Imports the modules of `js_modules.main` alone: for a worker, which reaches them through the page.
 *
 * @throws as {@link installConfig}
 */
export async function importPageModules(
  config: ResolvedConfig,
  { signal, fetch, addStylesheet }: InstallOptions,
): Promise<Map<string, object>> {
  const { modules } = await expandConfig(config, "main", { signal, fetch });
  return importModules(modules, { signal, fetch, addStylesheet });
}

/**
 * Installs further packages, as entries of `packages` (`py_import`); index and cache are those of the
 * configuration.
 *
 * @throws ConfigError, LoadError, or an `AbortError`, as {@link installConfig}
 */
export async function installPackages(
  names: readonly string[],
  config: ResolvedConfig,
  interpreter: Interpreter,
  options: InstallOptions,
): Promise<void> {
  const { packages_cache, index_urls, archive_limits } = config.values;
  const values = {
    packages: names,
    ...(packages_cache && { packages_cache }),
    ...(index_urls && { index_urls }),
    ...(archive_limits && { archive_limits }),
  };
  await installConfig({ ...config, values }, interpreter, options);
}

/** Installations into one interpreter, one after the other: each builds on what the one before has
 * installed. */
const queues = new WeakMap<Interpreter, Promise<void>>();

async function install(
  packages: readonly PackageEntry[],
  config: ResolvedConfig,
  interpreter: Interpreter,
  options: InstallOptions,
  lock: Promise<Lock | undefined> | undefined,
): Promise<void> {
  const start = async () => {
    options.signal.throwIfAborted();
    if (interpreter.capabilities.packages === "wheel") {
      const { installWheels } = await import("./packages/install.js");
      await installWheels(packages, config.values, config.base, interpreter, options, await lock);
    } else {
      const { installMip } = await import("./mip.js");
      await installMip(packages, config.values, config.base, interpreter, options);
    }
  };
  const turn = (queues.get(interpreter) ?? Promise.resolve()).then(start);
  queues.set(
    interpreter,
    turn.catch(() => {}),
  );
  return turn;
}

/** Reads the lock that a configuration names; whoever needs it gets the failure. */
function openLock(config: ResolvedConfig, options: InstallOptions): Promise<Lock | undefined> {
  const url = new URL(config.values.packages_lock ?? "", config.base);
  const lock = import("./packages/lock.js").then((module) => module.openLock(url, config.values, options));
  lock.catch(() => {});
  return lock;
}

const currentThread = () => ("WorkerGlobalScope" in globalThis ? "worker" : "main");
