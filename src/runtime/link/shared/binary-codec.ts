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

/**
 * Reads a message up to its end: beyond it may be the rest of another one, in the same memory.
 *
 * Every method throws a RangeError where the message ends before that. Nothing is allocated before it is
 * clear that the bytes are there.
 */
export class Reader {
  bytes: Uint8Array;
  #view: DataView;
  at = 0;
  /** The place of the first byte that is not the message's. */
  end: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.end = bytes.length;
    this.#view = viewOf(bytes);
  }

  /** Begins to read at the beginning. @param length of the message, if there is more than that */
  begin(length: number = this.bytes.length): this {
    this.at = 0;
    this.end = Math.min(length, this.bytes.length);
    return this;
  }

  /** Goes on with a copy: its memory is about to have another message. */
  detach(): void {
    this.bytes = this.bytes.slice();
    this.#view = viewOf(this.bytes);
  }

  /** Goes on by so many bytes. @returns the place that they begin at */
  #pass(size: number): number {
    const { at } = this;
    const next = at + size;
    if (size < 0 || next > this.end) throw new RangeError(`The link's message ends at byte ${this.end}.`);
    this.at = next;
    return at;
  }

  byte(): number {
    return this.bytes[this.#pass(1)] as number;
  }

  int(): number {
    return this.#view.getInt32(this.#pass(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#pass(8), true);
  }

  /** Reads the number of values that follow, which take a byte each at least. */
  count(): number {
    const count = this.int();
    if (count < 0 || count > this.end - this.at)
      throw new RangeError(`The link's message has no ${count} values.`);
    return count;
  }

  text(): string {
    const head = this.int();
    const length = head & ~WIDE;
    return head < 0 ? this.#wide(length) : this.#narrow(length);
  }

  #narrow(length: number): string {
    const { bytes } = this;
    const at = this.#pass(length);
    if (length > LONG) return joined(bytes.subarray(at, at + length));
    let text = "";
    for (let index = at; index < at + length; index++) text += String.fromCharCode(bytes[index] as number);
    return text;
  }

  #wide(length: number): string {
    const at = this.#pass(2 * length);
    // A copy, since two-byte views begin at even places.
    const codes = new Uint16Array(length);
    for (let index = 0; index < length; index++) codes[index] = this.#view.getUint16(at + 2 * index, true);
    return joined(codes);
  }

  /** @returns a copy */
  data(): Uint8Array<ArrayBuffer> {
    const length = this.int();
    const at = this.#pass(length);
    const copy = new Uint8Array(length);
    copy.set(this.bytes.subarray(at, at + length));
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
