/**
 * The `files` of a configuration: URL → path in the interpreter's file system.
 *
 * - An empty path is the URL's last part; a path that ends in `/` keeps the last part below it.
 * - A path that ends in `/*` is the folder that an archive is unpacked to.
 * - `{NAME}` stands for the value of the key `"{NAME}"`; see `placeholders.ts`.
 *
 * They are fetched in parallel, and written when all have arrived, so that a failure leaves nothing
 * half-written.
 */
import { CodedError, ConfigError } from "../errors.js";
import type { LoadProgress } from "../interpreters/interpreter.js";
import { archiveKinds } from "./archives/kinds.js";
import type { ArchiveLimits } from "./archives/budget.js";
import type { Unpacked } from "./archives/unpack.js";
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
  /** Limits of what archives may hold. */
  readonly limits?: ArchiveLimits | undefined;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Hears the text of Python files. */
  readonly onPython?: ((text: string) => void) | undefined;
}

/**
 * Decides what is fetched and where it goes.
 *
 * @param fetched the entries of `fetch`
 * @throws ConfigError for a URL or path that cannot be used, CodedError PY0409 for two sources of one path
 */
export function planFiles(
  tables: readonly FilesTable[],
  fetched: readonly PlannedFile[] = [],
): PlannedFile[] {
  const planned = tables.flatMap(({ files, base }) =>
    replacePlaceholders(files).map(([source, path]) => planFile(source, path, base)),
  );
  planned.push(...fetched);
  const claimed = new ClaimedPaths();
  return planned.filter((file) => file.unpack || claimed.claim(file.path, file.url));
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
class ClaimedPaths {
  readonly #claimed = new Map<string, { readonly url: URL; readonly archive: boolean }>();
  /** Paths that two archives hold, by the archives. */
  readonly #replaced = new Map<string, string[]>();

  /**
   * Puts a file in its place. Of two archives the later one has it.
   *
   * @returns false when the very same file is there already.
   * @throws CodedError PY0409 when another source that is no archive has the path
   */
  claim(path: string, url: URL, archive = false): boolean {
    const other = this.#claimed.get(path);
    if (other?.url.href === url.href) return false;
    if (other?.archive && archive) {
      const pair = `${other.url.href} and ${url.href}`;
      this.#replaced.set(pair, [...(this.#replaced.get(pair) ?? []), path]);
    } else if (other) {
      throw new CodedError(
        "PY0409",
        `"files": two sources claim the path "${path}": ${other.url.href} and ${url.href}. Give one of them another path.`,
      );
    }
    this.#claimed.set(path, { url, archive });
    return true;
  }

  /** Says which files of archives have been replaced. */
  warn(): void {
    for (const [pair, paths] of this.#replaced) {
      console.warn(
        `"files": two archives hold ${quoteSome(paths)}: ${pair}. The later one's is used; unpack them to different ` +
          `folders to have both.`,
      );
    }
  }
}

/** Names the first paths of many. */
function quoteSome(paths: readonly string[]): string {
  const named = paths.slice(0, 5).map((path) => `"${path}"`);
  const more = paths.length - named.length;
  return named.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** A file or an archive that has arrived. */
export interface FetchedFiles {
  /** Path → bytes. */
  readonly files: ReadonlyMap<string, Bytes>;
  /** Folders of archives with nothing in them. */
  readonly folders: readonly string[];
}

/**
 * Fetches what was planned, and unpacks archives.
 *
 * @throws LoadError when a file cannot be loaded or an archive cannot be unpacked, CodedError PY0409 when an
 *   archive holds a file that another source, which is no archive, claims too
 */
export async function fetchFiles(
  planned: readonly PlannedFile[],
  { signal, fetch, onProgress, limits }: FilesOptions,
): Promise<FetchedFiles> {
  if (planned.length === 0) return { files: new Map(), folders: [] };
  const tally = new Tally("files", onProgress);
  const arrived = await together(signal, (signal) =>
    Promise.all(
      planned.map(async (file) => {
        const what = file.unpack ? `the archive for "${file.path || "."}/*"` : `the file "${file.path}"`;
        const advice = `Check its URL in "files"${file.unpack ? `; ${archiveKinds} can be unpacked` : ""}.`;
        const bytes = await fetchBytes({ url: file.url, what, advice, tally }, { signal, fetch });
        if (!file.unpack) return bytes;
        return (await import("./archives/unpack.js")).unpack(bytes, file.url.href, limits);
      }),
    ),
  );
  const files = new Map<string, Bytes>();
  const folders: string[] = [];
  const claimed = new ClaimedPaths();
  for (const [index, { url, path }] of planned.entries()) {
    const content = arrived[index];
    if (content instanceof Uint8Array) {
      if (claimed.claim(path, url)) files.set(path, content);
    } else if (content) {
      for (const [inner, bytes] of content.files) {
        const target = pathIn(path, inner);
        if (claimed.claim(target, url, true)) files.set(target, bytes);
      }
      folders.push(...content.folders.map((inner) => pathIn(path, inner)));
      warnOfDangling(content, url);
    }
  }
  claimed.warn();
  return { files, folders };
}

/** Returns the path that something in an archive goes to. */
function pathIn(folder: string, inner: string): string {
  if (folder === "/") return `/${normalizePath(inner)}`;
  return normalizePath(folder ? `${folder}/${inner}` : inner);
}

function warnOfDangling({ dangling }: Unpacked, url: URL): void {
  if (dangling.length === 0) return;
  console.warn(
    `"files": the archive ${url.href} has links that lead to nothing in it: ${quoteSome(dangling)}. They were left out.`,
  );
}

/** The destination of files; an `Interpreter` is one. */
export interface FileDestination {
  writeFile(path: string, bytes: Uint8Array): void;
  readonly folders: { make(path: string): void };
}

/** Fetches files and writes them, once all have arrived and the destination is there. */
export async function installFiles(
  planned: readonly PlannedFile[],
  destination: FileDestination | PromiseLike<FileDestination>,
  options: FilesOptions,
): Promise<void> {
  const [{ files, folders }, target] = await Promise.all([fetchFiles(planned, options), destination]);
  options.signal.throwIfAborted();
  for (const [path, bytes] of files) {
    target.writeFile(path, bytes);
    if (options.onPython && path.endsWith(".py")) options.onPython(new TextDecoder().decode(bytes));
  }
  for (const path of folders) target.folders.make(path);
}
