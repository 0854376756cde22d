/**
 * Keeps downloads of packages in Cache Storage, so that a second load does not touch the network.
 *
 * - Files of packages (wheels, files of a mip index) are kept for good. Each is kept with its hash, and
 *   checked against it when it is read.
 * - What an index says is kept for {@link indexMinutes} minutes, and beyond that for when the network is
 *   away.
 *
 * An entry that is damaged, cut, or not what the index has now is dropped and fetched again, and the console
 * says so once, whichever of the page's threads came upon it.
 *
 * `packages_cache = "never"` goes around this cache and the browser's own; `"passthrough"` leaves caching to
 * HTTP. Without Cache Storage (an insecure origin, private browsing), caching is left to HTTP too.
 */
import { LoadError } from "../errors.js";
import { sha256 } from "./hash.js";
import { fetchBytes, fetchText, type Bytes, type Tally, type TransferOptions } from "./transfer.js";
import type { PythonConfig } from "./types.js";

/** The version is part of the name: caches of other versions are never read. */
export const cacheName = "py-elements-packages-1";

/** For how long the answer of an index is taken as still right. */
export const indexMinutes = 10;

const hashHeader = "x-py-elements-sha256";
const timeHeader = "x-py-elements-stored";

/** A file of a package. */
export interface PackageFile {
  readonly url: URL;
  /** The name in messages. */
  readonly what: string;
  readonly advice?: string;
  /** Its SHA-256 in hexadecimal, or the beginning of it; undefined where nobody says. */
  readonly hash?: string | undefined;
}

export class PackageStore {
  readonly #mode: PythonConfig["packages_cache"];
  readonly #options: TransferOptions;
  readonly #tally: Tally | undefined;
  #opened: Promise<Cache | undefined> | undefined;
  readonly #writes = new Set<Promise<void>>();

  constructor(mode: PythonConfig["packages_cache"], options: TransferOptions, tally?: Tally) {
    this.#mode = mode;
    this.#options = options;
    this.#tally = tally;
  }

  /**
   * Loads a file of a package, and checks its hash.
   *
   * @param parse reads the bytes; a file that it throws for is not kept
   * @throws LoadError PY1001 when the hash is another one
   */
  async file<T>(file: PackageFile, parse: (bytes: Bytes) => T | Promise<T>): Promise<T> {
    const kept = await this.#kept(file, parse);
    if (kept) {
      // Of a sum that was known before it is a part.
      this.#tally?.add(file.url.href, this.#tally.expected === undefined ? 0 : kept.size);
      return kept.parsed;
    }
    const { url, what, advice } = file;
    const bytes = await fetchBytes(
      { url, what, advice, tally: this.#tally, cache: this.#httpCache },
      this.#options,
    );
    const keeps = (await this.#cache()) !== undefined;
    const actual = file.hash !== undefined || keeps ? await sha256(bytes) : "";
    if (!actual.startsWith(file.hash ?? "")) {
      throw new LoadError(
        "PY1001",
        `${what} from ${url.href} is not what its index promised: the SHA-256 ${file.hash} was expected, ` +
          `and ${actual} was found. Nothing was installed. Load it again; if it stays, the file or the index was changed.`,
        url.href,
      );
    }
    const parsed = await parse(bytes);
    this.#keep(url, bytes, { [hashHeader]: actual });
    return parsed;
  }

  /**
   * Loads a JSON document of an index.
   *
   * @param init for requests that need headers
   * @param fresh whether only the network's answer will do
   * @returns the document, and whether it is from this cache
   * @throws LoadError
   */
  async document(
    url: URL,
    what: string,
    { init, fresh = false }: { init?: RequestInit; fresh?: boolean } = {},
  ): Promise<{ readonly value: unknown; readonly cached: boolean }> {
    const kept = await this.#keptDocument(url, what);
    if (kept && !fresh && kept.age < indexMinutes * 60_000) return { value: kept.value, cached: true };
    let text: string;
    try {
      const cache = fresh ? "no-cache" : this.#httpCache;
      [text] = await fetchText({ url, what, cache }, this.#options, init);
    } catch (error) {
      const offline = error instanceof LoadError && error.code === "PY0001";
      if (kept && offline) return { value: kept.value, cached: true };
      throw error;
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw new LoadError(
        "PY1001",
        `${what}: ${url.href} did not answer with JSON, but with ${JSON.stringify(text.slice(0, 40))}. ` +
          'Check "index_urls": an index with a JSON API is needed.',
        url.href,
        { cause: error },
      );
    }
    this.#keep(url, text, { [timeHeader]: String(Date.now()) });
    return { value, cached: false };
  }

  /** Reads a file that was kept. @returns undefined where there is none that can be used */
  async #kept<T>(
    { url, what, hash = "" }: PackageFile,
    parse: (bytes: Bytes) => T | Promise<T>,
  ): Promise<{ readonly parsed: T; readonly size: number } | undefined> {
    const cached = await this.#match(url);
    if (!cached) return undefined;
    try {
      const bytes = new Uint8Array(await cached.arrayBuffer());
      const actual = await sha256(bytes);
      if (actual === cached.headers.get(hashHeader)) {
        if (actual.startsWith(hash)) return { parsed: await parse(bytes), size: bytes.length };
        await this.#drop(url, what, "is not the one that the index has now");
        return undefined;
      }
    } catch {
      // It is cut, or nothing that can be read, whatever its hash says.
    }
    await this.#drop(url, what, "is damaged");
    return undefined;
  }

  /** Reads a document that was kept, and its age in milliseconds. */
  async #keptDocument(
    url: URL,
    what: string,
  ): Promise<{ readonly value: unknown; readonly age: number } | undefined> {
    const cached = await this.#match(url);
    if (!cached) return undefined;
    try {
      const value: unknown = await cached.json();
      return { value, age: Date.now() - Number(cached.headers.get(timeHeader)) };
    } catch {
      await this.#drop(url, what, "is damaged");
      return undefined;
    }
  }

  /** Takes an entry away; whoever does it says so, since other threads may have come upon it too. */
  async #drop(url: URL, what: string, reason: string): Promise<void> {
    const cache = await this.#cache();
    const dropped = await cache?.delete(keyOf(url)).catch(() => false);
    if (dropped) {
      console.warn(
        `The browser's copy of ${what} (${url.href}) ${reason}: it was dropped, and is loaded again.`,
      );
    }
  }

  /** Waits until what was fetched has been kept. */
  async settled(): Promise<void> {
    await Promise.all(this.#writes);
  }

  get #httpCache(): RequestCache | undefined {
    return this.#mode === "never" ? "no-store" : undefined;
  }

  /** Cache Storage is missing, refuses, or is full: then there is no cache, and that is no error. */
  #cache(): Promise<Cache | undefined> {
    this.#opened ??=
      this.#mode === undefined && "caches" in globalThis
        ? globalThis.caches.open(cacheName).catch(() => undefined)
        : Promise.resolve(undefined);
    return this.#opened;
  }

  async #match(url: URL): Promise<Response | undefined> {
    const cache = await this.#cache();
    return cache?.match(keyOf(url)).catch(() => undefined);
  }

  #keep(url: URL, body: Bytes | string, headers: Record<string, string>): void {
    if (!/^https?:$/.test(url.protocol)) return;
    const write = this.#cache()
      .then((cache) => cache?.put(keyOf(url), new Response(body, { headers })))
      .catch(() => {})
      .finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }
}

function keyOf(url: URL): string {
  const key = new URL(url);
  key.hash = "";
  return key.href;
}
