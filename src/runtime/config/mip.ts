/**
 * Packages for MicroPython, as its own installer `mip` knows them.
 *
 * - `name` or `name@version`: from an index (version 2 of its protocol):
 *   `<index>/package/py/<name>/<version>.json` lists files by their hash, which are at `<index>/file/<first
 *   two digits>/<hash>`.
 * - A URL of a `.py` or `.mpy` file: that file.
 * - A URL of a `package.json`, or of the folder it is in: the files it lists. `github:org/repo/path@branch`
 *   and `gitlab:` stand for such URLs.
 */
import { ConfigError, LoadError } from "../errors.js";
import type { Interpreter, LoadProgress } from "../interpreters/interpreter.js";
import { PackageStore } from "./cache.js";
import { packageUrl, type PackageEntry } from "./entries.js";
import { lastPart, staysBelow } from "./paths.js";
import { isStandard } from "./standard-library.js";
import { Tally, type TransferOptions } from "./transfer.js";
import type { PythonConfig } from "./types.js";

export const defaultMipIndex = "https://micropython.org/pi/v2";

export interface MipOptions extends TransferOptions {
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/** A file to install. */
interface MipFile {
  readonly path: string;
  readonly url: URL;
  /** The beginning of its SHA-256. */
  readonly hash?: string;
  /** The package that needs it; undefined where it was named. */
  readonly dependency?: string | undefined;
}

/** `package.json`; see MicroPython's "Package management". */
interface Manifest {
  readonly version?: string;
  readonly hashes?: readonly (readonly [path: string, hash: string])[];
  readonly urls?: readonly (readonly [path: string, url: string])[];
  readonly deps?: readonly (readonly [name: string, version: string])[];
}

const installed = new WeakMap<Interpreter, Set<string>>();

/**
 * @param base the base of relative URLs in `config`
 * @throws ConfigError for an entry that cannot be read, LoadError for a package that cannot be installed
 */
export async function installMip(
  entries: readonly PackageEntry[],
  config: PythonConfig,
  base: URL,
  interpreter: Interpreter,
  { signal, fetch, onProgress }: MipOptions,
): Promise<void> {
  const have = installed.get(interpreter) ?? new Set<string>();
  installed.set(interpreter, have);
  const tally = new Tally("packages", onProgress);
  const store = new PackageStore(config.packages_cache, { signal, fetch }, tally);
  const urls = typeof config.index_urls === "string" ? [config.index_urls] : (config.index_urls ?? []);
  const indexes = (urls.length > 0 ? urls : [defaultMipIndex]).map((url) => new URL(url, base));
  const packages = new MipPackages(indexes, store, have);
  const named = entries.filter(({ text }) => !isStandard(text, interpreter));
  await Promise.all(named.map((entry) => packages.add(entry)));
  const files = new Map<string, Uint8Array>();
  await Promise.all(
    [...packages.files.values()].map(async ({ path, url, hash, dependency }) => {
      const advice = 'Check "packages" and "index_urls".';
      const file = store.file({ url, hash, what: `the file "${path}"`, advice }, (bytes) => bytes);
      if (dependency === undefined) files.set(path, await file);
      else
        await leaveOut(
          dependency,
          file.then((bytes) => void files.set(path, bytes)),
        );
    }),
  );
  signal.throwIfAborted();
  if (files.size > 0) interpreter.installPackageFiles(files);
  for (const name of packages.names) have.add(name);
  await store.settled();
}

/** Lets a package that only others need be missing, with a warning. */
async function leaveOut(name: string, installing: Promise<void>): Promise<void> {
  try {
    await installing;
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    console.warn(
      `The package "${name}", which another package needs, is left out, since it cannot be had; importing it will fail. ` +
        error.message,
    );
  }
}

class MipPackages {
  readonly #indexes: readonly URL[];
  readonly #store: PackageStore;
  readonly #installed: ReadonlySet<string>;
  /** Path → what is to be installed there. */
  readonly files = new Map<string, MipFile>();
  /** Packages that were followed; each once, though several may need it. */
  readonly names = new Set<string>();

  constructor(indexes: readonly URL[], store: PackageStore, have: ReadonlySet<string>) {
    this.#indexes = indexes;
    this.#store = store;
    this.#installed = have;
  }

  async add({ text, base }: PackageEntry, wantedVersion?: string, dependency?: string): Promise<void> {
    const hosted = /^(github|gitlab):([^/]+\/[^/@]+)\/?([^@]*)(?:@(.+))?$/.exec(text);
    if (hosted) {
      const [, host, repository, path = "", branch = wantedVersion ?? "HEAD"] = hosted;
      const root =
        host === "github"
          ? `https://raw.githubusercontent.com/${repository}/${branch}/`
          : `https://gitlab.com/${repository}/-/raw/${branch}/`;
      return this.#addUrl(new URL(path, root), dependency);
    }
    if (/^[\w-][\w.-]*(?:@[\w.-]+)?$/.test(text) && !/\.(?:py|mpy|json|whl)$/.test(text)) {
      const [name = text, version = wantedVersion] = text.split("@");
      return this.#addNamed(name, version || "latest", dependency);
    }
    const url = packageUrl({ text, base });
    if (/[\s;<>=~!]/.test(text.replace(/[?#].*/, "")) || /\.whl$/.test(url.pathname)) {
      throw new ConfigError(
        "PY1000",
        `"packages": "${text}" cannot be installed in MicroPython, which has no wheels: the name of a package of ` +
          'micropython-lib ("name" or "name@1.0") was expected, or the URL of a .py, .mpy or package.json file.',
      );
    }
    return this.#addUrl(url, dependency);
  }

  async #addNamed(name: string, version: string, dependency: string | undefined): Promise<void> {
    if (!this.#isNew(name)) return;
    const asked: string[] = [];
    for (const index of this.#indexes) {
      const root = index.href.replace(/\/*$/, "/");
      const url = new URL(`package/py/${encodeURIComponent(name)}/${encodeURIComponent(version)}.json`, root);
      asked.push(url.href);
      let value: unknown;
      try {
        ({ value } = await this.#store.document(url, `the package "${name}"`));
      } catch (error) {
        if (error instanceof LoadError && error.code === "PY0404") continue;
        throw error;
      }
      return this.#follow(
        value as Manifest,
        url,
        (hash) => new URL(`file/${hash.slice(0, 2)}/${hash}`, root),
        dependency,
      );
    }
    throw new LoadError(
      "PY0404",
      `the package "${name}"${version === "latest" ? "" : ` in version ${version}`} was not found; asked: ` +
        `${asked.join(", ")}. Check its name in "packages", name another index in "index_urls", or give a URL.`,
      asked[0] ?? "",
    );
  }

  async #addUrl(url: URL, dependency: string | undefined): Promise<void> {
    if (/\.m?py$/.test(url.pathname)) {
      this.#addFile({ path: lastPart(url), url, dependency });
      return;
    }
    const manifest = /\.json$/.test(url.pathname)
      ? url
      : new URL("package.json", url.href.replace(/\/*$/, "/"));
    if (!this.#isNew(manifest.href)) return;
    const { value } = await this.#store.document(manifest, `the package ${url.href}`);
    await this.#follow(
      value as Manifest,
      manifest,
      (hash) => new URL(`../../../file/${hash.slice(0, 2)}/${hash}`, manifest),
      dependency,
    );
  }

  async #follow(
    manifest: Manifest,
    base: URL,
    fileUrl: (hash: string) => URL,
    dependency: string | undefined,
  ): Promise<void> {
    for (const [path, hash] of pairs(manifest, "hashes", base)) {
      this.#addFile({ path, url: fileUrl(hash), hash: hash.toLowerCase(), dependency });
    }
    for (const [path, url] of pairs(manifest, "urls", base)) {
      const hosted = /^(?:github|gitlab):/.test(url);
      if (hosted) this.#addFile({ path, url: hostedFile(url), dependency });
      else this.#addFile({ path, url: packageUrl({ text: url, base }), dependency });
    }
    await Promise.all(
      pairs(manifest, "deps", base).map(([text, version]) =>
        leaveOut(text, this.add({ text, base }, version, text)),
      ),
    );
  }

  #isNew(name: string): boolean {
    if (this.names.has(name) || this.#installed.has(name)) return false;
    this.names.add(name);
    return true;
  }

  #addFile(file: MipFile): void {
    if (!staysBelow(file.path)) {
      throw new LoadError(
        "PY1001",
        `a package was refused: its file "${file.path}" would be written outside the folder of packages.`,
        file.url.href,
      );
    }
    // A package that was named as well has to be there.
    const isNamed = this.files.has(file.path) && this.files.get(file.path)?.dependency === undefined;
    if (!isNamed) this.files.set(file.path, file);
  }
}

/** A list of pairs in a manifest. */
function pairs(
  manifest: Manifest,
  key: "hashes" | "urls" | "deps",
  url: URL,
): readonly (readonly [string, string])[] {
  const list: unknown = (manifest as Manifest | null)?.[key] ?? [];
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.every((part) => typeof part === "string");
  if (Array.isArray(list) && list.every(isPair)) return list as [string, string][];
  throw new LoadError(
    "PY1001",
    `${url.href} is no package of MicroPython: its "${key}" is ${JSON.stringify(list)}, but a list of pairs was expected.`,
    url.href,
  );
}

/** The file that `github:org/repo/path@branch` stands for. */
function hostedFile(text: string): URL {
  const [, host, repository, path, branch = "HEAD"] =
    /^(github|gitlab):([^/]+\/[^/@]+)\/([^@]*)(?:@(.+))?$/.exec(text) ?? [];
  return host === "github"
    ? new URL(`https://raw.githubusercontent.com/${repository}/${branch}/${path}`)
    : new URL(`https://gitlab.com/${repository}/-/raw/${branch}/${path}`);
}
