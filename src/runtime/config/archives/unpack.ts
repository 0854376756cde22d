/**
 * Unpacks archives. The bytes tell the kind of an archive: a server may have undone the compression on the
 * way, or its URL may have no extension.
 */
import { LoadError } from "../../errors.js";
import type { Bytes } from "../transfer.js";
import { Budget, LimitError, type ArchiveLimits } from "./budget.js";
import { gunzip, isGzip } from "./gzip.js";
import { archiveKinds, describe } from "./kinds.js";
import { isTar, readTar } from "./tar.js";
import { OutsideError, unpackEntries, type ArchiveEntry, type Unpacked } from "./tree.js";
import { EncryptedError, isZip, readZip } from "./zip.js";

export type { Unpacked };

/**
 * Unpacks a zip, a tar or a compressed tar. Links become the files that they mean; devices are left out.
 *
 * @param url its address, for messages
 * @throws LoadError when it is no archive, is damaged or encrypted, leads out of its folder, or holds more
 *   than the limits
 */
export async function unpack(bytes: Bytes, url: string, limits?: ArchiveLimits): Promise<Unpacked> {
  try {
    const budget = new Budget(limits);
    const entries = await readEntries(bytes, budget);
    if (entries) return unpackEntries(entries, budget.renewed());
  } catch (error) {
    throw failure(error, url);
  }
  throw new LoadError(
    "PY0000",
    `${url} is not an archive that can be unpacked: ${archiveKinds} was expected, and it begins with ${describe(bytes)}.`,
    url,
  );
}

/** Unpacks a zip. @throws Error when it is damaged, encrypted, leads out of its folder, or holds more than
 * the limits */
export async function unzip(bytes: Bytes, limits?: ArchiveLimits): Promise<ReadonlyMap<string, Bytes>> {
  const budget = new Budget(limits);
  return unpackEntries(await readZip(bytes, budget), budget.renewed()).files;
}

async function readEntries(bytes: Bytes, budget: Budget): Promise<Iterable<ArchiveEntry> | undefined> {
  const plain = isGzip(bytes) ? await gunzip(bytes, budget) : bytes;
  if (isTar(plain)) return readTar(plain, budget);
  return isZip(bytes) ? readZip(bytes, budget) : undefined;
}

function failure(error: unknown, url: string): LoadError {
  const reason = error instanceof Error ? error.message : String(error);
  const message =
    error instanceof OutsideError || error instanceof LimitError
      ? `the archive ${url} was refused: ${reason}.`
      : error instanceof EncryptedError
        ? `the archive ${url} cannot be unpacked: ${reason}, and there is no way to give a password. Pack it again without one.`
        : `the archive ${url} is damaged: ${reason}. Load it again, or replace it.`;
  return new LoadError("PY0000", message, url, { cause: error });
}
