/**
 * Reads zips, wheels among them. fflate undoes the compression; it leaves out some facts of an entry, which
 * are read here: whether it is encrypted, or a symbolic link, the alphabet of its name, and whether it
 * arrived undamaged.
 *
 * See PKWARE's ".ZIP File Format Specification".
 */
import type { Bytes } from "../transfer.js";
import type { Budget } from "./budget.js";
import { toCodePage437 } from "./code-page.js";
import { crc32 } from "./crc32.js";
import type { ArchiveEntry } from "./tree.js";

/** An entry that nobody can read without its password. */
export class EncryptedError extends Error {
  constructor(readonly path: string) {
    super(`its file "${path}" is encrypted`);
  }
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

/** An end without its comment, and the longest comment. */
const END_BYTES = 22;
const MAX_COMMENT = 0xffff;

/** Value of a 32-bit field whose number is elsewhere. */
const ELSEWHERE = 0xffffffff;

/** Returns true if there is a zip, whatever is before it: programs that unpack themselves are zips, too. */
export function isZip(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  return (bytes.length >= 4 && view.getUint32(0, true) === LOCAL) || findEnd(view) !== undefined;
}

/** @throws EncryptedError, LimitError, and Error when the zip is damaged */
export async function readZip(bytes: Bytes, budget: Budget): Promise<ArchiveEntry[]> {
  const { inflateSync } = await import("fflate");
  const inflate = (data: Bytes, size: number) => inflateSync(data, { out: new Uint8Array(size) });
  return Array.from(centralDirectory(bytes), (entry): ArchiveEntry => {
    budget.entry();
    // Entries may share the bytes that they are made of.
    budget.take(entry.size);
    if (entry.path.endsWith("/")) return { kind: "folder", path: entry.path };
    const data = contents(bytes, entry, inflate);
    if (entry.isLink) return { kind: "symlink", path: entry.path, target: new TextDecoder().decode(data) };
    return { kind: "file", path: entry.path, bytes: data };
  });
}

/** The directory's record of one entry. */
interface Central {
  readonly path: string;
  readonly isEncrypted: boolean;
  readonly isLink: boolean;
  readonly method: number;
  readonly checksum: number;
  /** In bytes, as it is stored. */
  readonly packed: number;
  /** In bytes, as it is. */
  readonly size: number;
  /** Position of its own header. */
  readonly offset: number;
}

function* centralDirectory(bytes: Bytes): Generator<Central> {
  const view = viewOf(bytes);
  const end = findEnd(view);
  if (end === undefined) throw new Error("it has no directory at its end");
  let count = view.getUint16(end + 10, true);
  let size = view.getUint32(end + 12, true);
  let start = view.getUint32(end + 16, true);
  let endOfDirectory = end;
  if (end >= 20 && view.getUint32(end - 20, true) === LOCATOR_64) {
    // It stands right before the locator, whatever was put before the zip.
    const end64 = end - 20 - 56;
    if (end64 >= 0 && view.getUint32(end64, true) === END_64) {
      count = big(view, end64 + 32);
      size = big(view, end64 + 40);
      start = big(view, end64 + 48);
      endOfDirectory = end64;
    }
  }
  let at = endOfDirectory - size;
  /** How much stands before the zip. */
  const before = at - start;
  if (at < 0 || before < 0) throw new Error("its directory is not where it should be");
  for (; count > 0; count--) {
    if (at + 46 > endOfDirectory || view.getUint32(at, true) !== CENTRAL) {
      throw new Error("its directory is broken off");
    }
    const flags = view.getUint16(at + 8, true);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true),
    );
    const nameAt = at + 46;
    const extraAt = nameAt + (nameLength ?? 0);
    const extra = bytes.subarray(extraAt, extraAt + (extraLength ?? 0));
    const name = bytes.subarray(nameAt, extraAt);
    const numbers = [24, 20, 42].map((field) => view.getUint32(at + field, true));
    const [entrySize = 0, packed = 0, offset = 0] = large(extra, numbers);
    // On Unix the upper half of the attributes is the file's mode.
    const isLink = bytes[at + 5] === 3 && (view.getUint16(at + 40, true) & 0o170000) === 0o120000;
    yield {
      path:
        flags & 0x800 ? new TextDecoder().decode(name) : (unicodeName(extra, name) ?? toCodePage437(name)),
      isEncrypted: (flags & 0x41) !== 0,
      isLink,
      method: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      packed,
      size: entrySize,
      offset: offset + before,
    };
    at = extraAt + (extraLength ?? 0) + (commentLength ?? 0);
  }
}

function contents(bytes: Bytes, entry: Central, inflate: (data: Bytes, size: number) => Uint8Array): Bytes {
  const { path, offset, packed, size, method } = entry;
  if (entry.isEncrypted) throw new EncryptedError(path);
  const view = viewOf(bytes);
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== LOCAL) {
    throw new Error(`its file "${path}" is not where its directory says`);
  }
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packed > bytes.length) throw new Error(`its file "${path}" is broken off`);
  const data = bytes.subarray(start, start + packed);
  if (method !== 0 && method !== 8) {
    throw new Error(`its file "${path}" is compressed by method ${method}, but only deflate can be read`);
  }
  const whole = (method === 0 ? data : inflate(data, size)) as Bytes;
  if (whole.length !== size || crc32(whole) !== entry.checksum) {
    throw new Error(`its file "${path}" is not what its checksum says`);
  }
  return whole;
}

/** Finds the end of the directory, which a comment may follow. */
function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
    if (
      view.getUint32(at, true) === END &&
      at + END_BYTES + view.getUint16(at + 20, true) <= view.byteLength
    ) {
      return at;
    }
  }
  return undefined;
}

/** Numbers that have no room in their fields are in an extra field, in this order. */
function large(extra: Bytes, numbers: readonly number[]): readonly number[] {
  if (!numbers.includes(ELSEWHERE)) return numbers;
  const field = extraField(extra, 1);
  const view = field && viewOf(field);
  let at = 0;
  return numbers.map((number) => {
    if (number !== ELSEWHERE || !view || at + 8 > view.byteLength) return number;
    at += 8;
    return big(view, at - 8);
  });
}

/** The name in Unicode that Info-ZIP puts beside another one. */
function unicodeName(extra: Bytes, name: Bytes): string | undefined {
  const field = extraField(extra, 0x7075);
  if (!field || field.length < 5 || field[0] !== 1) return undefined;
  return viewOf(field).getUint32(1, true) === crc32(name)
    ? new TextDecoder().decode(field.subarray(5))
    : undefined;
}

function extraField(extra: Bytes, wanted: number): Bytes | undefined {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) === wanted) {
      return extra.subarray(at + 4, at + 4 + view.getUint16(at + 2, true));
    }
  }
  return undefined;
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const big = (view: DataView, at: number) => Number(view.getBigUint64(at, true));
