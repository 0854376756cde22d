/**
 * The `files` of a configuration: URL → path in the interpreter's file system.
 *
 * - An empty path is the URL's last part; a path that ends in `/` keeps the last part below it.
 * - A path that ends in `/*` is the folder that an archive is unpacked to.
 * - `{NAME}` stands for the value of the key `"{NAME}"`; see `placeholders.ts`.
 *
 * They are fetched in parallel, and written when all have arrived, so that a failure leaves nothing half-written.
 */
import { CodedError, ConfigError } from "../errors.js";
import type { LoadProgress } from "../interpreters/interpreter.js";
import { archiveKinds, unpack } from "./archives.js";
import { lastPart, normalizePath } from "./paths.js";
import { replacePlaceholders } from "./placeholders.js";
import { fetchBytes, Tally, together, type Bytes, type TransferOptions } from "./transfer.js";

/** One `files` table, and what relative URLs in it are relative to. */
export interface FilesTable {
  readonly files: Readonly<Record<string, string>>;
  readonly base: URL;
}

/** One file or archive to fetch. */
export interface PlannedFile {
  readonly url: URL;
  /** The file's path; for an archive, the folder it is unpacked to (`""` for the working directory). */
  readonly path: string;
  readonly unpack: boolean;
}

export interface FilesOptions extends TransferOptions {
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/**
 * Decides what is fetched and where it goes.
 *
 * @throws ConfigError for a URL or path that cannot be used, CodedError PY0409 for two sources of one path
 */
export function planFiles(tables: readonly FilesTable[]): PlannedFile[] {
  const planned = tables.flatMap(({ files, base }) =>
    replacePlaceholders(files).map(([source, path]) => planFile(source, path, base)),
  );
  const places = new Places();
  return planned.filter((file) => file.unpack || places.claim(file.path, file.url));
}

function planFile(source: string, path: string, base: URL): PlannedFile {
  if (source === "" || !URL.canParse(source, base)) {
    throw new ConfigError("PY1000", `"files": "${source}" is not a URL, but a file's URL was expected.`);
  }
  const url = new URL(source, base);
  if (path === "*" || path.endsWith("/*")) {
    return { url, path: normalizePath(path.slice(0, -1)), unpack: true };
  }
  // Nothing, a folder, or `.` and `..`, which are folders too.
  const keepsName = /(?:^|\/)\.{0,2}$/.test(path);
  const name = keepsName ? lastPart(url) : "";
  if (keepsName && name === "") {
    throw new ConfigError(
      "PY1000",
      `"files": the URL "${source}" ends in a slash, so a path for its file was expected, and "${path}" was found. ` +
        `For an archive, end the path in "/*".`,
    );
  }
  return {
    url,
    path: normalizePath(keepsName && path !== "" ? `${path}/${name}` : path + name),
    unpack: false,
  };
}

/** Which URL each path's file comes from. */
class Places {
  readonly #urls = new Map<string, URL>();

  /** @returns false when the very same file is there already. */
  claim(path: string, url: URL): boolean {
    const other = this.#urls.get(path);
    if (other?.href === url.href) return false;
    if (other) {
      throw new CodedError(
        "PY0409",
        `"files": two sources claim the path "${path}": ${other.href} and ${url.href}. Give one of them another path.`,
      );
    }
    this.#urls.set(path, url);
    return true;
  }
}

/**
 * Fetches what was planned, and unpacks archives.
 *
 * @returns path → bytes
 * @throws LoadError when a file cannot be loaded or an archive cannot be unpacked, CodedError PY0409 when an archive
 *   holds a file that another source claims too
 */
export async function fetchFiles(
  planned: readonly PlannedFile[],
  { signal, fetch, onProgress }: FilesOptions,
): Promise<Map<string, Bytes>> {
  if (planned.length === 0) return new Map();
  const tally = new Tally("files", onProgress);
  const arrived = await together(signal, (signal) =>
    Promise.all(
      planned.map(async (file) => {
        const what = file.unpack ? `the archive for "${file.path || "."}/*"` : `the file "${file.path}"`;
        const advice = `Check its URL in "files"${file.unpack ? `; ${archiveKinds} can be unpacked` : ""}.`;
        const bytes = await fetchBytes({ url: file.url, what, advice, tally }, { signal, fetch });
        return file.unpack ? await unpack(bytes, file.url.href) : bytes;
      }),
    ),
  );
  const files = new Map<string, Bytes>();
  const places = new Places();
  for (const [index, { url, path }] of planned.entries()) {
    const content = arrived[index];
    if (content instanceof Map) {
      for (const [inner, bytes] of content) {
        const place =
          path === "/" ? `/${normalizePath(inner)}` : normalizePath(path ? `${path}/${inner}` : inner);
        if (places.claim(place, url)) files.set(place, bytes);
      }
    } else if (content && places.claim(path, url)) {
      files.set(path, content);
    }
  }
  return files;
}

/** Where files are written; an `Interpreter` is one. */
export interface FileDestination {
  writeFile(path: string, bytes: Uint8Array): void;
}

/** Fetches files and writes them, once all have arrived and the destination is there. */
export async function installFiles(
  planned: readonly PlannedFile[],
  destination: FileDestination | PromiseLike<FileDestination>,
  options: FilesOptions,
): Promise<void> {
  const [files, target] = await Promise.all([fetchFiles(planned, options), destination]);
  options.signal.throwIfAborted();
  for (const [path, bytes] of files) target.writeFile(path, bytes);
}
