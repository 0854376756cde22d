/**
 * A lock of packages: which wheels a configuration's `packages` came to when `npx py-elements lock` resolved
 * them. With one no index is asked, and all wheels are fetched at once, while the interpreter is loading.
 */
import { LoadError } from "../../errors.js";
import type { NativePython } from "../../interpreters/native-packages.js";
import { PackageStore } from "../cache.js";
import { fetchText, Tally, type PackagesOptions } from "../transfer.js";
import type { PythonConfig } from "../types.js";
import type { Listing } from "./package-index.js";
import { openWheel, type Wheel } from "./wheel.js";

/** One wheel of a lock. */
export interface LockedWheel {
  /** Normalized. */
  readonly name: string;
  readonly version: string;
  readonly kind: "pure" | "platform";
  /** May be relative to the lock. */
  readonly url: string;
  /** In hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

/** The content of the file. */
export interface PackagesLock {
  readonly lock: 1;
  /** The Python that it was made for. */
  readonly python: NativePython;
  readonly wheels: readonly LockedWheel[];
}

/** A lock in use. Where it has no answer, the index is asked. */
export class Lock {
  readonly #url: URL;
  readonly #content: PackagesLock;
  readonly #wheels = new Map<string, Promise<Wheel>>();
  #warned = false;

  constructor(url: URL, content: PackagesLock, open: (wheel: LockedWheel, url: URL) => Promise<Wheel>) {
    this.#url = url;
    this.#content = content;
    for (const wheel of content.wheels) {
      const address = new URL(wheel.url, url);
      const opened = open(wheel, address);
      opened.catch(() => {}); // The resolver gets the failure when it asks.
      this.#wheels.set(address.href, opened);
    }
  }

  /** Its answer about a package, in place of an index's. */
  listing(key: string, abi: string): Listing | undefined {
    const { wheels, python: made } = this.#content;
    const wheel = wheels.find(({ name }) => name === key);
    if (!wheel || (wheel.kind === "platform" && made.abi !== abi)) return this.#outdated(key);
    const { version, kind, sha256 } = wheel;
    const candidate = { version, kind, sha256, url: new URL(wheel.url, this.#url), yanked: false };
    return { index: this.#url, candidates: [candidate], versions: [version], cached: true };
  }

  /** Warns once that an index has to be asked all the same. */
  #outdated(key: string): undefined {
    if (this.#warned) return;
    this.#warned = true;
    console.warn(
      `The lock of packages ${this.#url.href} says nothing of "${key}" for this Python: it is out of date. An index is asked ` +
        "instead. Make it anew: npx py-elements lock.",
    );
  }

  /** The wheel at a URL, if it is one of the lock's. */
  wheel(url: URL): Promise<Wheel> | undefined {
    return this.#wheels.get(url.href);
  }
}

/**
 * Reads a lock, and begins to fetch its wheels.
 *
 * @returns undefined, with a warning, where there is none that can be used: packages are resolved then
 */
export async function openLock(
  url: URL,
  config: PythonConfig,
  { signal, fetch, onProgress }: PackagesOptions,
): Promise<Lock | undefined> {
  const options = { signal, fetch };
  let content: PackagesLock;
  try {
    const [text] = await fetchText({ url, what: "the lock of packages" }, options);
    content = readLock(text, url);
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    console.warn(`Packages are resolved without their lock: ${error.message}`);
    return undefined;
  }
  const total = content.wheels.reduce((sum, { bytes }) => sum + bytes, 0);
  const store = new PackageStore(config.packages_cache, options, new Tally("packages", onProgress, total));
  return new Lock(url, content, ({ sha256 }, address) =>
    store.file({ url: address, hash: sha256, what: "the wheel", advice: ADVICE }, (bytes) =>
      openWheel(bytes, address.href, false, config.archive_limits),
    ),
  );
}

const ADVICE = "Make the lock anew: npx py-elements lock.";

/** @throws LoadError for text that is no lock */
export function readLock(text: string, url: URL): PackagesLock {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (isLock(value)) return value;
  throw new LoadError(
    "PY1001",
    `${url.href} is no lock of packages, or of another version. ${ADVICE}`,
    url.href,
  );
}

function isLock(value: unknown): value is PackagesLock {
  const { lock, python, wheels } = (value ?? {}) as Partial<Record<keyof PackagesLock, unknown>>;
  const { abi } = (python ?? {}) as Partial<NativePython>;
  return lock === 1 && typeof abi === "string" && Array.isArray(wheels) && wheels.every(isWheel);
}

function isWheel(value: unknown): value is LockedWheel {
  const { name, version, kind, url, sha256, bytes } = (value ?? {}) as Partial<LockedWheel>;
  return (
    [name, version, url].every((text) => typeof text === "string") &&
    (kind === "pure" || kind === "platform") &&
    /^[\da-f]{64}$/.test(sha256 ?? "") &&
    typeof bytes === "number"
  );
}
