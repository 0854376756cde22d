/** Makes a lock of packages, for `npx py-elements lock`: the same resolver, outside of a page. */
import { ConfigError } from "../../errors.js";
import type { NativePackages } from "../../interpreters/native-packages.js";
import type { LockFile } from "../../interpreters/pyodide-module.js";
import { PackageStore } from "../cache.js";
import { expandConfig } from "../entries.js";
import { sha256 } from "../hash.js";
import { readConfig } from "../read.js";
import type { Fetch } from "../transfer.js";
import type { ResolvedConfig } from "../types.js";
import type { PackagesLock } from "./lock.js";
import { PackageSources } from "./package-sources.js";
import { resolve, type MissingPackage } from "./resolver.js";

/** The surroundings of a lock that is made. */
export interface LockOptions {
  /** The configuration, or its address. */
  readonly config: ResolvedConfig | URL;
  readonly fetch: Fetch;
  /** Pyodide's lock file. */
  readonly pyodide: LockFile;
}

export interface MadeLock {
  readonly lock: PackagesLock;
  readonly config: ResolvedConfig;
  /** The packages that come from Pyodide's lock file. */
  readonly native: readonly string[];
  readonly missing: readonly MissingPackage[];
}

/**
 * Resolves the packages of a configuration.
 *
 * @throws ConfigError, LoadError as a page would
 */
export async function makeLock({ config: given, fetch, pyodide }: LockOptions): Promise<MadeLock> {
  const { signal } = new AbortController();
  const config = given instanceof URL ? await readConfig({ url: given }, { signal, fetch }) : given;
  const { packages } = await expandConfig(config, "main", { signal, fetch });
  const local = packages.find(({ text }) => /(?:^|@\s*)emfs:/.test(text));
  if (local) {
    throw new ConfigError(
      "PY1000",
      `"packages": "${local.text}" is in a page's own file system. A lock can name only wheels that have a URL.`,
    );
  }
  const seen = new Map<string, { sha256: string; bytes: number }>();
  const counting: Fetch = async (address, init) => {
    const response = await fetch(address, init);
    if (!response.ok) return response;
    const body = new Uint8Array(await response.arrayBuffer());
    seen.set(address, { sha256: await sha256(body), bytes: body.length });
    return new Response(body, { headers: { "content-type": response.headers.get("content-type") ?? "" } });
  };
  const native = nativeOf(pyodide);
  const { python } = native;
  if (!python) throw new Error("Pyodide's lock file does not say which Python it is for.");
  const store = new PackageStore("passthrough", { signal, fetch: counting });
  const interpreter = { version: "", readFile: () => new Uint8Array() }; // The lock file says which it is.
  const sources = new PackageSources(interpreter, native, config.values, config.base, store, new Map());
  const demands = await Promise.all(packages.map((entry) => sources.demand(entry)));
  const { choices, missing } = await resolve(demands, sources);
  const wheels = choices.flatMap(({ key, version = "", kind, url: from }) => {
    const facts = from && seen.get(from.href);
    if (!facts || (kind !== "pure" && kind !== "platform")) return [];
    return [{ name: key, version, kind, url: from.href, ...facts }];
  });
  return {
    lock: { lock: 1, python, wheels: wheels.sort((a, b) => (a.name < b.name ? -1 : 1)) },
    config,
    native: choices.flatMap(({ key, kind }) => (kind === "native" ? [key] : [])).sort(),
    missing,
  };
}

/** A lock file, without an interpreter that could load anything. */
function nativeOf({
  info,
  packages,
}: LockFile): Pick<NativePackages, "python" | "has" | "version" | "requires"> {
  const { python, abi_version } = info;
  const entry = (name: string) => (Object.hasOwn(packages, name) ? packages[name] : undefined);
  return {
    python: python && abi_version ? { version: python, abi: abi_version } : undefined,
    has: (name) => entry(name) !== undefined,
    version: (name) => entry(name)?.version,
    requires: (name) => entry(name)?.depends ?? [],
  };
}
