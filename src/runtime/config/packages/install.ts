/**
 * Installs packages into an interpreter that takes wheels: resolves what was asked for, fetches and checks
 * it, and only then installs it.
 */
import { LoadError } from "../../errors.js";
import type { Interpreter } from "../../interpreters/interpreter.js";
import type { FailedPackage, NativePackages } from "../../interpreters/native-packages.js";
import { PackageStore } from "../cache.js";
import type { PackageEntry } from "../entries.js";
import { isStandard } from "../standard-library.js";
import { Tally, type PackagesOptions } from "../transfer.js";
import type { PythonConfig } from "../types.js";
import type { Lock } from "./lock.js";
import { PackageSources } from "./package-sources.js";
import { PyodideFailures } from "./pyodide-failures.js";
import { normalizeName } from "./requirement.js";
import { needs, parse, resolve, type Choice, type Demand, type MissingPackage } from "./resolver.js";
import { compiledIn, parseMetadata } from "./wheel.js";

/** The packages that were installed, by interpreter; later installations build on them. */
const installed = new WeakMap<Interpreter, Map<string, Choice>>();

/**
 * @param base the base of relative URLs in `config`
 * @param lock answers before an index does
 * @throws ConfigError for an entry that cannot be read, LoadError for a package that cannot be installed
 */
export async function installWheels(
  entries: readonly PackageEntry[],
  config: PythonConfig,
  base: URL,
  interpreter: Interpreter,
  { signal, fetch, onProgress }: PackagesOptions,
  lock?: Lock,
): Promise<void> {
  const native = await interpreter.nativePackages?.();
  const have = installed.get(interpreter) ?? new Map<string, Choice>();
  installed.set(interpreter, have);
  const tally = new Tally("packages", onProgress);
  const store = new PackageStore(config.packages_cache, { signal, fetch }, tally);
  const world = new PackageSources(interpreter, native, config, base, store, have, lock);
  const wanted = await Promise.all(entries.map((entry) => world.demand(entry)));
  let demands: readonly Demand[] = wanted.filter(({ requirement: { key, name, url } }) => {
    // Some modules of the standard library are packages of the lock file, which are loaded by name.
    return url !== undefined || native?.has(key) || !isStandard(name, interpreter);
  });
  // The needs of the extras of a package of the lock file are known when it is there.
  const target = { world, interpreter, native, have, tally, signal };
  while (demands.length > 0) demands = await installDemands(demands, target);
  await store.settled();
}

/** The place that packages are installed in, and their sources. */
interface Target {
  readonly world: PackageSources;
  readonly interpreter: Interpreter;
  readonly native: NativePackages | undefined;
  readonly have: Map<string, Choice>;
  readonly tally: Tally;
  readonly signal: AbortSignal;
}

/** @returns what is needed besides */
async function installDemands(demands: readonly Demand[], target: Target): Promise<readonly Demand[]> {
  const { world, native, have, tally, signal } = target;
  const { choices, extras, missing } = await resolve(demands, world);
  signal.throwIfAborted();
  for (const one of missing) warnOfMissing(one);

  let added = choices.filter(({ kind }) => kind !== "installed");
  const own = added.filter(({ kind }) => kind === "native");
  if (own.length > 0 && native) {
    const names = own.map(({ key }) => key);
    // The packages of an index stand in for its own, whoever needs them.
    const present = [...have.keys(), ...added.map(({ key }) => key)].filter((key) => !names.includes(key));
    const failed = await native.load(names, present, signal, new PyodideFailures());
    signal.throwIfAborted();
    for (const name of names) tally.add(name, 0);
    const lost = checkLoaded(failed, demands, choices);
    added = added.filter(({ key }) => !lost.has(key));
  }
  await installFiles(added, target);
  native?.mark(added.map(({ key }) => key));
  for (const { key, name, version, requires } of added) {
    have.set(key, { key, name, version, requires, kind: "installed" });
  }
  return own.flatMap(({ key, name, version }) => {
    const wanted = extras.get(key);
    if (!wanted?.size) return [];
    const metadata = native?.metadata(key);
    const all = (metadata && parseMetadata(metadata).get("requires-dist")) || [];
    // Its needs without them are the lock file's affair.
    const requires = all.filter((text) => /;.*\bextra\b/.test(text));
    // Their markers have been looked at: nobody asks for the extras again.
    return needs({ name, version, requires }, wanted, world.environment).map(({ requirement, by }) => ({
      requirement: { ...requirement, applies: () => true },
      by,
    }));
  });
}

/** Writes what is in the wheels, and makes their compiled modules ready. */
async function installFiles(
  added: readonly Choice[],
  { native, interpreter, signal }: Target,
): Promise<void> {
  const files = new Map<string, Uint8Array>();
  for (const { wheel } of added) {
    for (const [path, bytes] of wheel?.files ?? []) files.set(path, bytes);
    for (const [path, bytes] of wheel?.data ?? []) interpreter.writeFile(`/${path}`, bytes);
  }
  if (files.size > 0) interpreter.installPackageFiles(files);
  for (const { name, kind, wheel, url } of added) {
    if (kind !== "platform" || !wheel) continue;
    try {
      await native?.link(compiledIn(wheel), signal);
    } catch (cause) {
      if (signal.aborted) throw cause;
      throw new LoadError(
        "PY1001",
        `the package "${name}" from ${url?.href} cannot be loaded: ${messageOf(cause)}. Take another version of it.`,
        url?.href ?? name,
        { cause },
      );
    }
  }
}

const messageOf = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).trim().replace(/\.$/, "");

/**
 * Reports packages that the interpreter could not load: an error when it was named, else a warning.
 *
 * @returns the (normalized) names of those that are missing now
 */
function checkLoaded(
  failed: readonly FailedPackage[],
  demands: readonly Demand[],
  choices: readonly Choice[],
): ReadonlySet<string> {
  const lost = new Set<string>();
  for (const { name, reason } of failed) {
    const key = normalizeName(name);
    const error = new LoadError(
      "PY1001",
      `the package "${name}" cannot be loaded: ${reason.trim().replace(/\.$/, "")}. Check the network, and that the ` +
        'package is where the lock file says ("lockFileURL").',
      name,
    );
    if (demands.some(({ requirement }) => requirement.key === key)) throw error;
    lost.add(key);
    const by = choices
      .filter((choice) => choice.requires.some((text) => parse(text, choice.name).key === key))
      .map(({ name, version }) => `${name} ${version ?? ""}`.trim());
    warnOfMissing({ name, by: by.length > 0 ? by : ["another package"], error });
  }
  return lost;
}

/** A package that only others need: what they do without it, they may do. */
function warnOfMissing({ name, by, error }: MissingPackage): void {
  console.warn(
    `The package "${name}", which ${by.join(" and ")} needs, is left out, since it cannot be had; importing it will ` +
      `fail. ${error.message}`,
  );
}
