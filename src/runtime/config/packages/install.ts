/**
 * Installs packages into an interpreter that takes wheels: resolves what was asked for, fetches and checks
 * it, and only then installs it.
 */
import { ConfigError, LoadError } from "../../errors.js";
import type { FailedPackage, Interpreter, LoadProgress } from "../../interpreters/interpreter.js";
import { PackageStore } from "../cache.js";
import { packageUrl, type PackageEntry } from "../entries.js";
import { lastPart } from "../paths.js";
import { isStandard } from "../standard-library.js";
import { Tally, type Bytes, type TransferOptions } from "../transfer.js";
import type { PythonConfig } from "../types.js";
import { PackageIndex } from "./package-index.js";
import { PyodideFailures } from "./pyodide-failures.js";
import { allowsPython, pythonTarget, wheelKind } from "./python-target.js";
import { normalizeName, parseRequirement, RequirementSyntaxError, type Requirement } from "./requirement.js";
import {
  NAMED,
  parse,
  resolve,
  type Choice,
  type Demand,
  type MissingPackage,
  type Sources,
} from "./resolver.js";
import { isVersion } from "./version.js";
import { openWheel, parseWheelName, type Wheel } from "./wheel.js";

export interface PackagesOptions extends TransferOptions {
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/** URLs may hold an `@`, as those of CDNs do: `https://cdn.example/tools@1.0/tools-1.0-py3-none-any.whl`. */
const wheelUrl = /^[^;\s]+\.whl(?:[?#]\S*)?$/i;
const named = /^[\w.-]+\s*(?:\[[^\]]*\])?@[a-z]+:/i;

/** The packages that were installed, by interpreter; later installations build on them. */
const installed = new WeakMap<Interpreter, Map<string, Choice>>();

/**
 * @param base the base of relative URLs in `config`
 * @throws ConfigError for an entry that cannot be read, LoadError for a package that cannot be installed
 */
export async function installWheels(
  entries: readonly PackageEntry[],
  config: PythonConfig,
  base: URL,
  interpreter: Interpreter,
  { signal, fetch, onProgress }: PackagesOptions,
): Promise<void> {
  const have = installed.get(interpreter) ?? new Map<string, Choice>();
  installed.set(interpreter, have);
  const tally = new Tally("packages", onProgress);
  const store = new PackageStore(config.packages_cache, { signal, fetch }, tally);
  const world = new World(interpreter, config, base, store, have);
  const wanted = await Promise.all(entries.map((entry) => world.demand(entry)));
  const demands = wanted.filter(({ requirement: { key, name, url } }) => {
    // Some modules of the standard library are packages of the lock file, which are loaded by name.
    return url !== undefined || interpreter.nativePackages?.has(key) || !isStandard(name, interpreter);
  });
  const { choices, missing } = await resolve(demands, world);
  signal.throwIfAborted();
  for (const one of missing) warnOfMissing(one);

  let added = choices.filter(({ kind }) => kind !== "installed");
  const native = added.filter(({ kind }) => kind === "native" || kind === "platform");
  if (native.length > 0) {
    const names = native.map(({ key, url }) => url?.href ?? key);
    const failed = (await interpreter.nativePackages?.load(names, signal, new PyodideFailures())) ?? [];
    signal.throwIfAborted();
    for (const name of names) tally.add(name, 0);
    const lost = checkLoaded(failed, demands, choices);
    added = added.filter(({ key }) => !lost.has(key));
  }
  const files = new Map<string, Uint8Array>();
  for (const { kind, wheel } of added) {
    if (kind === "pure") for (const [path, bytes] of wheel?.files ?? []) files.set(path, bytes);
  }
  if (files.size > 0) interpreter.installPackageFiles(files);
  for (const { key, name, version, requires } of added) {
    have.set(key, { key, name, version, requires, kind: "installed" });
  }
  await store.settled();
}

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

/** The interpreter, the indexes and the network, as the resolver sees them. */
class World implements Sources {
  readonly environment;
  readonly #interpreter: Interpreter;
  readonly #python;
  readonly #index: PackageIndex;
  readonly #store: PackageStore;
  readonly #installed: ReadonlyMap<string, Choice>;
  /** Downloads, kept for the next attempt. */
  readonly #wheels = new Map<string, Promise<Wheel>>();
  readonly #listings = new Map<string, ReturnType<PackageIndex["find"]>>();

  constructor(
    interpreter: Interpreter,
    config: PythonConfig,
    base: URL,
    store: PackageStore,
    have: ReadonlyMap<string, Choice>,
  ) {
    this.#interpreter = interpreter;
    this.#python = pythonTarget(interpreter.version);
    this.environment = this.#python.markers;
    this.#index = new PackageIndex(config.index_urls, base, this.#python, store);
    this.#store = store;
    this.#installed = have;
  }

  /** Reads an entry of `packages`. A wheel is asked for by the name in its file's name, or else by the one
   * inside. */
  async demand(entry: PackageEntry): Promise<Demand> {
    const by = NAMED;
    if (wheelUrl.test(entry.text) && !named.test(entry.text)) {
      const url = packageUrl(entry);
      const wheel = parseWheelName(lastPart(url)) ?? (await this.#open(url));
      const requirement = parse(wheel.name, by);
      // So that one of another version does not count as being installed already.
      const specifier = isVersion(wheel.version) ? `==${wheel.version}` : "";
      return { by, requirement: { ...requirement, specifier, text: entry.text, url: url.href } };
    }
    try {
      const requirement = parseRequirement(entry.text);
      const url = requirement.url && packageUrl({ text: requirement.url, base: entry.base }).href;
      return { by, requirement: { ...requirement, url } };
    } catch (error) {
      if (!(error instanceof RequirementSyntaxError)) throw error;
      throw new ConfigError(
        "PY1000",
        `"packages": "${entry.text}" is neither a requirement (${error.message}), nor the URL of a wheel (.whl) ` +
          "or of a configuration (.json, .toml).",
      );
    }
  }

  installed(key: string): Choice | undefined {
    return this.#installed.get(key);
  }

  native(key: string): { readonly version: string | undefined } | undefined {
    // A driver may say the version too; then constraints are checked before anything is loaded.
    const native = this.#interpreter.nativePackages;
    return native?.has(key) ? { version: native.version?.(key) } : undefined;
  }

  find(key: string, fresh: boolean): ReturnType<PackageIndex["find"]> {
    const known = !fresh && this.#listings.get(key);
    if (known) return known;
    const listing = this.#index.find(key, fresh);
    this.#listings.set(key, listing);
    return listing;
  }

  async load(key: string, { url, sha256 }: { url: URL; sha256: string | undefined }): Promise<Wheel> {
    const wheel = await this.#open(url, sha256);
    if (normalizeName(wheel.name) === key) return wheel;
    throw mismatch(url.href, key, wheel.name);
  }

  async loadUrl({ key, url = "" }: Requirement): Promise<Choice> {
    const location = new URL(url);
    const wheel = await this.#open(location);
    const { name, version, requires } = wheel;
    if (normalizeName(name) !== key) throw mismatch(url, key, name);
    if (!allowsPython(wheel.requiresPython, this.#python)) {
      throw new LoadError(
        "PY1001",
        `the wheel ${url} needs Python ${wheel.requiresPython}, and this interpreter has ${this.#python.fullVersion}. ` +
          "Take another version of it.",
        url,
      );
    }
    const filename = parseWheelName(lastPart(location));
    const kind = filename ? wheelKind(filename, this.#python) : "pure";
    if (!kind) {
      throw new LoadError(
        "PY1001",
        `the wheel ${url} does not run here: it is for ${filename?.pythons.join()}-${filename?.platforms.join()}. ` +
          `A pure wheel (py3-none-any) was expected, or one for pyemscripten_${this.#python.abi}_wasm32.`,
        url,
      );
    }
    return { key, name, kind, version, requires, wheel, url: location, direct: true };
  }

  /** @param hash the SHA-256 that the index says; a URL may say it in its fragment */
  #open(url: URL, hash = /[#&]sha256=([\da-fA-F]{64})/.exec(url.hash)?.[1]?.toLowerCase()): Promise<Wheel> {
    const known = this.#wheels.get(url.href);
    if (known) return known;
    const open = (bytes: Bytes) => openWheel(bytes, url.href, hash === undefined);
    const wheel =
      url.protocol === "emfs:"
        ? this.#readInterpreterFile(url).then(open)
        : this.#store.file({ url, hash, what: "the wheel", advice: 'Check its URL in "packages".' }, open);
    this.#wheels.set(url.href, wheel);
    return wheel;
  }

  async #readInterpreterFile(url: URL): Promise<Bytes> {
    const path = decodeURIComponent(url.pathname);
    try {
      return new Uint8Array(this.#interpreter.readFile(path));
    } catch (error) {
      throw new LoadError(
        "PY1001",
        `the wheel ${url.href} cannot be read: the interpreter's file system has no file "${path}". ` +
          'Put it there with "files".',
        url.href,
        { cause: error },
      );
    }
  }
}

function mismatch(url: string, expected: string, found: string): LoadError {
  return new LoadError(
    "PY1001",
    `the wheel ${url} is of another package: "${expected}" was expected, and "${found}" was found.`,
    url,
  );
}
