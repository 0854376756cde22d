/**
 * Bytes of the link: a writer that begins in memory it is given (shared, mostly) and moves to larger memory
 * of its own when a message does not fit, and a reader. Numbers are little-endian.
 *
 * Text is one byte for each character where all of them are below U+0100, else two: so every string of
 * JavaScript's comes back as it was, lone surrogates included, and shared memory, which `TextDecoder`
 * refuses, does as well as any.
 */

/** Text of that many characters is read and written in one go. */
const LONG = 256;
/** How many arguments `String.fromCharCode` is given at most. */
const PIECE = 8192;
/** Marks text of two bytes a character. */
const WIDE = 0x80000000;

export class Writer {
  /** The place at which messages begin. */
  readonly #home: Uint8Array;
  bytes: Uint8Array;
  #view: DataView;
  /** The place of the next byte, and so the length of the written ones. */
  at = 0;

  constructor(home: Uint8Array = new Uint8Array(1024)) {
    this.#home = home;
    this.bytes = home;
    this.#view = viewOf(home);
  }

  /** Begins a message. */
  begin(): this {
    this.at = 0;
    if (this.bytes !== this.#home) {
      this.bytes = this.#home;
      this.#view = viewOf(this.#home);
    }
    return this;
  }

  /** True if the message is at the place at which messages begin. */
  get fits(): boolean {
    return this.bytes === this.#home;
  }

  byte(value: number): void {
    if (this.at + 1 > this.bytes.length) this.#grow(1);
    this.bytes[this.at++] = value;
  }

  /** Writes 32 bits. */
  int(value: number): void {
    if (this.at + 4 > this.bytes.length) this.#grow(4);
    this.#view.setInt32(this.at, value, true);
    this.at += 4;
  }

  double(value: number): void {
    if (this.at + 8 > this.bytes.length) this.#grow(8);
    this.#view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  text(text: string): void {
    const { length } = text;
    if (this.at + 4 + length > this.bytes.length) this.#grow(4 + length);
    const { bytes } = this;
    const begin = this.at + 4;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0xff) {
        this.#wide(text);
        return;
      }
      bytes[begin + index] = code;
    }
    this.#view.setInt32(this.at, length, true);
    this.at = begin + length;
  }

  #wide(text: string): void {
    const { length } = text;
    if (this.at + 4 + 2 * length > this.bytes.length) this.#grow(4 + 2 * length);
    const view = this.#view;
    view.setInt32(this.at, length | WIDE, true);
    let at = this.at + 4;
    for (let index = 0; index < length; index++, at += 2) view.setUint16(at, text.charCodeAt(index), true);
    this.at = at;
  }

  /** Writes bytes, their number first. */
  data(data: Uint8Array): void {
    this.int(data.length);
    if (this.at + data.length > this.bytes.length) this.#grow(data.length);
    this.bytes.set(data, this.at);
    this.at += data.length;
  }

  /** Replaces 32 bits that were written before. */
  intAt(at: number, value: number): void {
    this.#view.setInt32(at, value, true);
  }

  /** A copy of the message. */
  take(): Uint8Array<ArrayBuffer> {
    const copy = new Uint8Array(this.at);
    copy.set(this.bytes.subarray(0, this.at));
    return copy;
  }

  #grow(more: number): void {
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.at + more));
    larger.set(this.bytes.subarray(0, this.at));
    this.bytes = larger;
    this.#view = viewOf(larger);
  }
}

export class Reader {
  bytes: Uint8Array;
  #view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = viewOf(bytes);
  }

  /** Begins to read at the beginning. */
  begin(): this {
    this.at = 0;
    return this;
  }

  byte(): number {
    return this.bytes[this.at++] as number;
  }

  int(): number {
    const value = this.#view.getInt32(this.at, true);
    this.at += 4;
    return value;
  }

  double(): number {
    const value = this.#view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  text(): string {
    const head = this.int();
    const length = head & ~WIDE;
    return head < 0 ? this.#wide(length) : this.#narrow(length);
  }

  #narrow(length: number): string {
    const { bytes, at } = this;
    this.at = at + length;
    if (length > LONG) return joined(bytes.subarray(at, at + length));
    let text = "";
    for (let index = at; index < at + length; index++) text += String.fromCharCode(bytes[index] as number);
    return text;
  }

  #wide(length: number): string {
    const { at } = this;
    this.at = at + 2 * length;
    // A copy, since two-byte views begin at even places.
    const codes = new Uint16Array(length);
    for (let index = 0; index < length; index++) codes[index] = this.#view.getUint16(at + 2 * index, true);
    return joined(codes);
  }

  /** @returns a copy */
  data(): Uint8Array<ArrayBuffer> {
    const length = this.int();
    const copy = new Uint8Array(length);
    copy.set(this.bytes.subarray(this.at, this.at + length));
    this.at += length;
    return copy;
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function joined(codes: Uint8Array | Uint16Array): string {
  let text = "";
  for (let at = 0; at < codes.length; at += PIECE) {
    text += String.fromCharCode.apply(null, codes.subarray(at, at + PIECE) as unknown as number[]);
  }
  return text;
}
