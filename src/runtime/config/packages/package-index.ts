/**
 * Indexes of Python packages: which versions of a package there are, and where.
 *
 * An index answers in the form of PyPI's JSON API (`{ releases: { "1.0": [file] } }`) or of the simple API
 * in JSON (PEP 691, `{ files: [file] }`). `index_urls` holds templates with `{package_name}` or `{name}`, or
 * base URLs.
 */
import { LoadError } from "../../errors.js";
import type { PackageStore } from "../cache.js";
import { lastPart } from "../paths.js";
import { allowsPython, wheelKind, type PythonTarget } from "./python-target.js";
import { isVersion } from "./version.js";
import { parseWheelName } from "./wheel.js";

export const defaultIndex = "https://pypi.org/pypi/{name}/json";

/** A wheel that an index offers, and that runs here. */
export interface Candidate {
  readonly version: string;
  readonly url: URL;
  readonly sha256: string | undefined;
  readonly kind: "platform" | "pure";
  /** Withdrawn by its author: taken only by who asks for exactly this version. */
  readonly yanked: boolean;
}

/** An index's answer about a package. */
export interface Listing {
  readonly index: URL;
  readonly candidates: readonly Candidate[];
  /** All versions there are, whether they run here or not, for messages. */
  readonly versions: readonly string[];
  /** True if it came from the cache, so that a new request may give more. */
  readonly cached: boolean;
}

export class PackageIndex {
  readonly #urls: readonly string[];
  readonly #base: URL;
  readonly #python: PythonTarget;
  readonly #store: PackageStore;

  constructor(
    indexUrls: string | readonly string[] | undefined,
    base: URL,
    python: PythonTarget,
    store: PackageStore,
  ) {
    const urls = typeof indexUrls === "string" ? [indexUrls] : (indexUrls ?? []);
    this.#urls = urls.length > 0 ? urls : [defaultIndex];
    this.#base = base;
    this.#python = python;
    this.#store = store;
  }

  /**
   * Asks the indexes, one after the other, until one knows the package: so what a private index has, it
   * alone decides.
   *
   * @param fresh whether what the cache has will not do
   * @throws LoadError when none knows it (PY0404), or an index cannot be asked
   */
  async find(key: string, fresh = false): Promise<Listing> {
    const asked: string[] = [];
    for (const template of this.#urls) {
      const url = indexUrl(template, key, this.#base);
      asked.push(url.href);
      const init = { headers: { accept: "application/vnd.pypi.simple.v1+json, application/json" } };
      try {
        const { value, cached } = await this.#store.document(url, `the index's page of "${key}"`, {
          init,
          fresh,
        });
        return this.#listing(value, url, cached);
      } catch (error) {
        if (!(error instanceof LoadError && error.code === "PY0404")) throw error;
      }
    }
    throw new LoadError(
      "PY0404",
      `the package "${key}" was not found; asked: ${asked.join(", ")}. ` +
        'Check its name in "packages", name another index in "index_urls", or give the URL of its wheel.',
      asked[0] ?? "",
    );
  }

  #listing(value: unknown, index: URL, cached: boolean): Listing {
    const candidates: Candidate[] = [];
    const versions = new Set<string>();
    for (const file of filesOf(value)) {
      const url = new URL(file.url, index);
      const name = file.filename ?? lastPart(url);
      const wheel = parseWheelName(name);
      const version = wheel?.version ?? file.version;
      if (version !== undefined) versions.add(version);
      if (!wheel || !isVersion(wheel.version)) continue;
      const kind = wheelKind(wheel, this.#python);
      const requires = file.requires_python ?? file["requires-python"] ?? "";
      if (!kind || !allowsPython(requires, this.#python)) continue;
      const sha256 = (file.digests ?? file.hashes)?.["sha256"]?.toLowerCase();
      candidates.push({ version: wheel.version, url, sha256, kind, yanked: Boolean(file.yanked) });
    }
    return { index, candidates, versions: [...versions], cached };
  }
}

/** A base URL gets the name appended; PyPI's own has its JSON one level further. */
function indexUrl(template: string, name: string, base: URL): URL {
  if (/\{(?:package_)?name\}/.test(template)) {
    return new URL(template.replace(/\{(?:package_)?name\}/g, encodeURIComponent(name)), base);
  }
  const url = new URL(template, base);
  const folder = url.pathname.replace(/\/+$/, "");
  url.pathname = `${folder}/${encodeURIComponent(name)}/${folder.endsWith("/pypi") ? "json" : ""}`;
  return url;
}

/** The fields that are read of a file's entry; the first two of each pair are PyPI's JSON API, the others the
 * simple API. */
interface IndexFile {
  readonly url: string;
  readonly filename?: string;
  readonly version?: string;
  readonly digests?: Readonly<Record<string, string>>;
  readonly hashes?: Readonly<Record<string, string>>;
  readonly requires_python?: string | null;
  readonly "requires-python"?: string | null;
  readonly yanked?: boolean | string;
}

/** The files of either form; an answer of another form has none. */
function filesOf(value: unknown): IndexFile[] {
  const { files, releases, urls, info } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (Array.isArray(files)) return files.filter(isFile);
  if (typeof releases === "object" && releases !== null) {
    return Object.entries(releases).flatMap(([version, list]: [string, unknown]) =>
      Array.isArray(list) ? list.filter(isFile).map((file) => ({ ...file, version })) : [],
    );
  }
  // A page of one version has only the files of that.
  const { version } = (info ?? {}) as { version?: string };
  if (Array.isArray(urls))
    return urls.filter(isFile).map((file) => ({ ...file, ...(version && { version }) }));
  return [];
}

const isFile = (value: unknown): value is IndexFile =>
  typeof value === "object" && value !== null && typeof (value as { url?: unknown }).url === "string";
