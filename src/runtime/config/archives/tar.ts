/**
 * Reads tars: ustar, the old format before it, GNU's (long names, sparse files) and POSIX's (pax headers,
 * which bring long names, and sparse files in three versions).
 *
 * See "pax" in POSIX, and "Basic Tar Format" and "Sparse Formats" in the manual of GNU tar.
 */
import type { Bytes } from "../transfer.js";
import type { Budget } from "./budget.js";
import type { ArchiveEntry } from "./tree.js";

const BLOCK_BYTES = 512;

const decoder = new TextDecoder();

/** Fields of pax headers, by keyword. */
type Records = Map<string, string>;

/** A piece of a sparse file: where it is in the file, and how many bytes it has. */
type Piece = readonly [offset: number, length: number];

/** Returns true if the first header is a tar's: its checksum is right. */
export function isTar(bytes: Uint8Array): boolean {
  return (
    bytes.length >= BLOCK_BYTES &&
    !isEmpty(bytes.subarray(0, BLOCK_BYTES)) &&
    hasChecksum(bytes.subarray(0, BLOCK_BYTES))
  );
}

/** @throws LimitError, and Error when the tar is damaged */
export function* readTar(bytes: Bytes, budget: Budget): Generator<ArchiveEntry> {
  const reader = new Reader(bytes);
  const common: Records = new Map();
  /** Fields from the headers before an entry. */
  let own: Records = new Map();
  for (let header = reader.header(); header; header = reader.header()) {
    const records: Records = new Map([...common, ...own]);
    const type = String.fromCharCode(header[156] ?? 0);
    switch (type) {
      case "x":
      case "X":
        readRecords(reader.data(sizeOf(header)), own);
        continue;
      case "g":
        readRecords(reader.data(sizeOf(header)), common);
        continue;
      case "L":
        own.set("path", text(reader.data(sizeOf(header))));
        continue;
      case "K":
        own.set("linkpath", text(reader.data(sizeOf(header))));
        continue;
    }
    own = new Map();
    budget.entry();
    const entry = readEntry(reader, header, type, records, budget);
    if (entry) yield entry;
  }
}

function readEntry(
  reader: Reader,
  header: Bytes,
  type: string,
  records: Records,
  budget: Budget,
): ArchiveEntry | undefined {
  const path = records.get("path") ?? nameOf(header);
  const target = records.get("linkpath") ?? text(header.subarray(157, 257));
  switch (type) {
    case "1":
      return { kind: "link", path, target };
    case "2":
      return { kind: "symlink", path, target };
    case "5":
      return { kind: "folder", path };
    case "3": // Devices and pipes.
    case "4":
    case "6":
      return undefined;
  }
  const oldSparse = type === "S" ? readOldMap(reader, header) : undefined;
  const bytes = reader.data(Number(records.get("size") ?? sizeOf(header)));
  if (type === "V") return undefined; // The archive's own name.
  // The format before ustar had no other way to say that it is a folder.
  if (type === "\0" && path.endsWith("/")) return { kind: "folder", path };
  if (oldSparse) return { kind: "file", path, bytes: expand(bytes, oldSparse.map, oldSparse.size, budget) };
  const realPath = records.get("GNU.sparse.name") ?? path;
  const realSize = Number(records.get("GNU.sparse.realsize") ?? records.get("GNU.sparse.size") ?? NaN);
  if (records.get("GNU.sparse.major") === "1") {
    const [map, data] = readMapInData(bytes);
    return { kind: "file", path: realPath, bytes: expand(data, map, realSize, budget) };
  }
  const map = records.get("GNU.sparse.map");
  if (map === undefined) return { kind: "file", path: realPath, bytes };
  return {
    kind: "file",
    path: realPath,
    bytes: expand(bytes, pairs(map.split(",").map(Number)), realSize, budget),
  };
}

/** Goes from header to header. */
class Reader {
  readonly #bytes: Bytes;
  #offset = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /** The next header; undefined at the end. */
  header(): Bytes | undefined {
    if (this.#offset >= this.#bytes.length) return undefined;
    const header = this.data(BLOCK_BYTES);
    if (isEmpty(header)) return undefined;
    if (!hasChecksum(header)) {
      throw new Error(
        `the header at byte ${this.#offset - BLOCK_BYTES} does not have the checksum that it names`,
      );
    }
    return header;
  }

  /** Returns the next bytes, of that size; passes over the rest of their last block. */
  data(size: number): Bytes {
    const start = this.#offset;
    if (!(size >= 0 && start + size <= this.#bytes.length)) {
      throw new Error(`it ends after ${this.#bytes.length} bytes, in the middle of a file`);
    }
    this.#offset = start + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
    return this.#bytes.subarray(start, start + size);
  }
}

/** The name in a header: that of ustar may have its first part in another field, where GNU's has something
 * else. */
function nameOf(header: Uint8Array): string {
  const name = text(header.subarray(0, 100));
  const isPosix = text(header.subarray(257, 263)) === "ustar" && header[262] === 0;
  const prefix = isPosix ? text(header.subarray(345, 500)) : "";
  return prefix ? `${prefix}/${name}` : name;
}

const sizeOf = (header: Uint8Array) => numberOf(header.subarray(124, 136));

/** Octal digits, or, for what these cannot hold, the number itself after a first bit. */
function numberOf(field: Uint8Array): number {
  const [first = 0] = field;
  if (first & 0x80) return field.subarray(1).reduce((value, byte) => value * 256 + byte, first & 0x7f);
  return parseInt(text(field).trim() || "0", 8);
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

const isEmpty = (block: Uint8Array) => block.every((byte) => byte === 0);

/** The sum of a header's bytes, its own field taken as spaces; old programs added signed bytes. */
function hasChecksum(header: Uint8Array): boolean {
  let unsigned = 0;
  let signed = 0;
  for (const [index, byte] of header.entries()) {
    const value = index >= 148 && index < 156 ? 0x20 : byte;
    unsigned += value;
    signed += value > 127 ? value - 256 : value;
  }
  const written = text(header.subarray(148, 156)).trim();
  // A field without digits is no sum of nothing: other files have one by chance.
  if (!/^[0-7]+$/.test(written)) return false;
  const wanted = parseInt(written, 8);
  return wanted === unsigned || wanted === signed;
}

/** Pax records: `length keyword=value`, the length being that of the whole line in bytes. */
function readRecords(bytes: Uint8Array, records: Records): void {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length;) {
    const space = bytes.indexOf(0x20, start);
    const length = space < 0 ? NaN : Number(text(bytes.subarray(start, space)));
    if (!(length > space - start)) break;
    const line = decoder.decode(bytes.subarray(space + 1, start + length - 1));
    start += length;
    const equals = line.indexOf("=");
    const [key, value] = [line.slice(0, equals), line.slice(equals + 1)];
    // The first version of sparse files repeats these two for each piece.
    if (key === "GNU.sparse.offset" || key === "GNU.sparse.numbytes") pieces.push(value);
    else if (value === "") records.delete(key);
    else records.set(key, value);
  }
  if (pieces.length > 0) records.set("GNU.sparse.map", pieces.join());
}

/** The map of a sparse file in GNU's own format: in its header, and in blocks that follow it. */
function readOldMap(reader: Reader, header: Uint8Array): { map: Piece[]; size: number } {
  const numbers: number[] = [];
  const read = (block: Uint8Array, start: number, count: number) => {
    for (let at = start; at < start + count * 12 && block[at] !== 0; at += 12) {
      numbers.push(numberOf(block.subarray(at, at + 12)));
    }
  };
  read(header, 386, 8);
  let isExtended = header[482] === 1;
  while (isExtended) {
    const block = reader.data(BLOCK_BYTES);
    read(block, 0, 42);
    isExtended = block[504] === 1;
  }
  return { map: pairs(numbers), size: numberOf(header.subarray(483, 495)) };
}

/** The map of a sparse file in version 1.0: lines of decimal numbers in the first blocks of its data. */
function readMapInData(bytes: Bytes): [map: Piece[], data: Bytes] {
  let at = 0;
  const next = () => {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) throw new Error("the map of a sparse file does not end");
    const value = Number(text(bytes.subarray(at, end)));
    at = end + 1;
    return value;
  };
  const numbers: number[] = [];
  for (let left = next() * 2; left > 0; left--) numbers.push(next());
  return [pairs(numbers), bytes.subarray(Math.ceil(at / BLOCK_BYTES) * BLOCK_BYTES)];
}

function pairs(numbers: readonly number[]): Piece[] {
  const found: Piece[] = [];
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    found.push([numbers[index] ?? 0, numbers[index + 1] ?? 0]);
  }
  return found;
}

/** A sparse file as it is read: its pieces in their places, and nothing between them. */
function expand(data: Bytes, map: readonly Piece[], size: number, budget: Budget): Bytes {
  budget.take(size);
  const whole = new Uint8Array(size);
  let at = 0;
  for (const [offset, length] of map) {
    whole.set(data.subarray(at, at + length), offset);
    at += length;
  }
  return whole;
}
