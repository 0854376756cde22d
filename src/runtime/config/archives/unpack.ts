/**
 * Unpacks archives. The bytes tell the kind of an archive: a server may have undone the compression on the
 * way, or its URL may have no extension.
 */
import { LoadError } from "../../errors.js";
import type { Bytes } from "../transfer.js";
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
 * @throws LoadError when it is no archive, is damaged or encrypted, or leads out of its folder
 */
export async function unpack(bytes: Bytes, url: string): Promise<Unpacked> {
  try {
    const entries = await readEntries(bytes);
    if (entries) return unpackEntries(entries);
  } catch (error) {
    throw failure(error, url);
  }
  throw new LoadError(
    "PY0000",
    `${url} is not an archive that can be unpacked: ${archiveKinds} was expected, and it begins with ${describe(bytes)}.`,
    url,
  );
}

/** Unpacks a zip. @throws Error when it is damaged, encrypted, or leads out of its folder */
export async function unzip(bytes: Bytes): Promise<ReadonlyMap<string, Bytes>> {
  return unpackEntries(await readZip(bytes)).files;
}

async function readEntries(bytes: Bytes): Promise<Iterable<ArchiveEntry> | undefined> {
  const plain = isGzip(bytes) ? await gunzip(bytes) : bytes;
  if (isTar(plain)) return readTar(plain);
  return isZip(bytes) ? readZip(bytes) : undefined;
}

function failure(error: unknown, url: string): LoadError {
  const reason = error instanceof Error ? error.message : String(error);
  const message =
    error instanceof OutsideError
      ? `the archive ${url} was refused: ${reason}.`
      : error instanceof EncryptedError
        ? `the archive ${url} cannot be unpacked: ${reason}, and there is no way to give a password. Pack it again without one.`
        : `the archive ${url} is damaged: ${reason}. Load it again, or replace it.`;
  return new LoadError("PY0000", message, url, { cause: error });
}
