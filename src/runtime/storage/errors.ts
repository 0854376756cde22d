/** The failures of a store. */

/**
 * - `quota`: the disk, or what the browser allows this site, is full;
 * - `blocked`: another tab, which runs another version of the library, keeps the database;
 * - `version`: the database was written by a newer version of the library;
 * - `unavailable`: the browser keeps no data for this page (private mode, a setting, a frame without
 *   storage);
 * - `lost`: the browser found its database damaged, and has deleted it (Chromium tells), or it was deleted
 *   while the page was open;
 * - `failed`: anything else.
 */
export type StorageErrorCode = "quota" | "blocked" | "version" | "unavailable" | "lost" | "failed";

/**
 * A store could not be opened, or what was written to it could not be kept. Values stay in memory, and other
 * contexts of the page and other tabs have them; they are written again as soon as that is possible.
 *
 * @example
 * ```js
 * try {
 *   await store.sync();
 * } catch (error) {
 *   if (error.code === "quota") alert("There is no room left for your notes.");
 * }
 * ```
 */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const names: Readonly<Record<string, StorageErrorCode>> = {
  QuotaExceededError: "quota",
  VersionError: "version",
  MissingAPIError: "unavailable",
  SecurityError: "unavailable",
  InvalidStateError: "unavailable",
  NotAllowedError: "unavailable",
};

const sentences: Readonly<Record<StorageErrorCode, string>> = {
  quota:
    "There is no room left for this site's data. Delete some of it, or free space on the disk; then sync() again.",
  blocked:
    "Another tab of this site, which runs another version of it, keeps the database. Close or reload the other tabs.",
  version:
    "The database of this site was written by a newer version of py-elements, and is left as it is. " +
    "Load that version, or delete the site's data.",
  unavailable:
    "The browser keeps no data for this page: it is private, or storage is turned off. What is written is kept in memory, until the page is left.",
  lost:
    "The browser found its database damaged, as it can be when the browser was killed, and has begun a new one: what this " +
    "site kept on this device is gone, but for what its other tabs hold.",
  failed: "The database could not be used. What was written is kept in memory; sync() tries again.",
};

/** Describes a failure of the database. */
export function storageError(thrown: unknown): StorageError {
  if (thrown instanceof StorageError) return thrown;
  const causes = [thrown, (thrown as { inner?: unknown } | undefined)?.inner];
  // Dexie wraps an error of its own around the browser's.
  for (const cause of causes) {
    if (cause instanceof StorageError) return cause;
  }
  const code =
    causes.map((cause) => names[(cause as Error | undefined)?.name ?? ""]).find(Boolean) ?? "failed";
  const detail = code === "failed" && thrown instanceof Error ? ` (${thrown.name}: ${thrown.message})` : "";
  return new StorageError(code, sentences[code] + detail, { cause: thrown });
}

/** The failure of a database that somebody has deleted: the reader, or a script. */
export function deletedWhileOpen(): StorageError {
  return new StorageError(
    "lost",
    "This site's data was deleted while the page was open. What was kept before is in memory until the page is left; what " +
      "is written from now on is kept in a new database.",
  );
}

/** A failure that is known by its code. */
export function failureOf(code: StorageErrorCode): StorageError {
  return new StorageError(code, sentences[code]);
}
