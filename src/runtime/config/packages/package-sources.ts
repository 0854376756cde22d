/** Reads what is asked for, and answers the resolver's questions. */
import { ConfigError, LoadError } from "../../errors.js";
import type { ArchiveLimits } from "../archives/budget.js";
import type { Interpreter } from "../../interpreters/interpreter.js";
import type { NativePackages } from "../../interpreters/native-packages.js";
import type { PackageStore } from "../cache.js";
import { packageUrl, type PackageEntry } from "../entries.js";
import { lastPart } from "../paths.js";
import type { Bytes } from "../transfer.js";
import type { PythonConfig } from "../types.js";
import type { Lock } from "./lock.js";
import { PackageIndex } from "./package-index.js";
import { allowsPython, pythonTarget, wheelKind } from "./python-target.js";
import { normalizeName, parseRequirement, RequirementSyntaxError, type Requirement } from "./requirement.js";
import { NAMED, parse, type Choice, type Demand, type Sources } from "./resolver.js";
import { isVersion } from "./version.js";
import { openWheel, parseWheelName, type Wheel } from "./wheel.js";

/** URLs may hold an `@`, as those of CDNs do: `https://cdn.example/tools@1.0/tools-1.0-py3-none-any.whl`. */
const wheelUrl = /^[^;\s]+\.whl(?:[?#]\S*)?$/i;
const named = /^[\w.-]+\s*(?:\[[^\]]*\])?@[a-z]+:/i;

/** The interpreter, the indexes and the network, as the resolver sees them. */
type Native = Pick<NativePackages, "python" | "has" | "version" | "requires">;

export class PackageSources implements Sources {
  readonly environment;
  /** The interpreter's own packages. */
  readonly native: Native | undefined;
  readonly #interpreter: Pick<Interpreter, "version" | "readFile">;
  readonly #lock: Lock | undefined;
  readonly #python;
  readonly #index: PackageIndex;
  readonly #store: PackageStore;
  readonly #limits: ArchiveLimits | undefined;
  readonly #installed: ReadonlyMap<string, Choice>;
  /** Downloads, kept for the next attempt. */
  readonly #wheels = new Map<string, Promise<Wheel>>();
  readonly #listings = new Map<string, ReturnType<PackageIndex["find"]>>();

  constructor(
    interpreter: Pick<Interpreter, "version" | "readFile">,
    native: Native | undefined,
    config: PythonConfig,
    base: URL,
    store: PackageStore,
    have: ReadonlyMap<string, Choice>,
    lock?: Lock,
  ) {
    this.#interpreter = interpreter;
    this.native = native;
    this.#python = pythonTarget(interpreter.version, native?.python);
    this.environment = this.#python.markers;
    this.#index = new PackageIndex(config.index_urls, base, this.#python, store);
    this.#store = store;
    this.#limits = config.archive_limits;
    this.#lock = lock;
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

  find(key: string, fresh: boolean): ReturnType<PackageIndex["find"]> {
    const known = !fresh && this.#listings.get(key);
    if (known) return known;
    // The index may have a newer one than its wheel.
    const locked = fresh ? undefined : this.#lock?.listing(key, this.#python.abi);
    const listing = locked ? Promise.resolve(locked) : this.#index.find(key, fresh);
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
    const known = this.#wheels.get(url.href) ?? this.#lock?.wheel(url);
    if (known) return known;
    const open = (bytes: Bytes) => openWheel(bytes, url.href, hash === undefined, this.#limits);
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
