/**
 * Output of a worker on its way to the page, through shared memory: a message for each line would cost both
 * more than the line does. One message says that there is something; until the page has looked, what comes
 * needs none.
 *
 * Records: the run's number and the text's length in bytes (four bytes each, little-endian), then UTF-8.
 */

/** In bytes. */
const SIZE_BYTES = 1 << 18;
const HEADER_BYTES = 8;
/** Words of the control block: bytes written and read so far (they wrap), whether the page has been told. */
const WRITTEN = 0;
const READ = 1;
const TOLD = 2;
const WORDS = 4;
/** How long a worker waits for the page to make room, in milliseconds; then it sends a message instead. */
const ROOM_TIMEOUT_MS = 2000;

/** The worker's end. */
export class RingWriter {
  readonly buffer = new SharedArrayBuffer(WORDS * 4 + SIZE_BYTES);
  readonly #words = new Int32Array(this.buffer, 0, WORDS);
  readonly #bytes = new Uint8Array(this.buffer, WORDS * 4);
  readonly #encoder = new TextEncoder();
  #scratch = new Uint8Array(4096);
  #view = new DataView(this.#scratch.buffer);

  /**
   * @param tell sends the message that there is something
   * @returns false where there is no room for it, now or ever
   */
  write(run: number, text: string, tell: () => void): boolean {
    const most = HEADER_BYTES + text.length * 3;
    if (most > SIZE_BYTES) return false;
    if (this.#scratch.length < most) {
      this.#scratch = new Uint8Array(most * 2);
      this.#view = new DataView(this.#scratch.buffer);
    }
    const { written: length = 0 } = this.#encoder.encodeInto(text, this.#scratch.subarray(HEADER_BYTES));
    this.#view.setUint32(0, run, true);
    this.#view.setUint32(4, length, true);
    const size = HEADER_BYTES + length;
    const position = Atomics.load(this.#words, WRITTEN);
    if (!this.#hasRoom(position, size, tell)) return false;
    const at = (position >>> 0) % SIZE_BYTES;
    const first = Math.min(size, SIZE_BYTES - at);
    this.#bytes.set(this.#scratch.subarray(0, first), at);
    if (first < size) this.#bytes.set(this.#scratch.subarray(first, size), 0);
    Atomics.store(this.#words, WRITTEN, (position + size) | 0);
    if (Atomics.exchange(this.#words, TOLD, 1) === 0) tell();
    return true;
  }

  #hasRoom(position: number, size: number, tell: () => void): boolean {
    for (;;) {
      const read = Atomics.load(this.#words, READ);
      if (((position - read) | 0) + size <= SIZE_BYTES) return true;
      tell();
      if (Atomics.wait(this.#words, READ, read, ROOM_TIMEOUT_MS) === "timed-out") return false;
    }
  }
}

/** The page's end. */
export class RingReader {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #bytes: Uint8Array<SharedArrayBuffer>;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer, 0, WORDS);
    this.#bytes = new Uint8Array(buffer, WORDS * 4);
  }

  /** Hands over what is there; texts of one run that follow each other come as one.
   * @param write takes the run, the text, and of how many it is made */
  drain(write: (run: number, text: string, count: number) => void): void {
    Atomics.store(this.#words, TOLD, 0);
    const end = Atomics.load(this.#words, WRITTEN);
    const begin = Atomics.load(this.#words, READ);
    const length = (end - begin) | 0;
    if (length === 0) return;
    const at = (begin >>> 0) % SIZE_BYTES;
    // Browsers do not decode shared memory.
    const data = new Uint8Array(length);
    const first = Math.min(length, SIZE_BYTES - at);
    data.set(this.#bytes.subarray(at, at + first));
    data.set(this.#bytes.subarray(0, length - first), first);
    Atomics.store(this.#words, READ, end);
    Atomics.notify(this.#words, READ);
    const view = new DataView(data.buffer);
    let run = -1;
    let text = "";
    let count = 0;
    for (let offset = 0; offset < length;) {
      const next = view.getUint32(offset, true);
      const size = view.getUint32(offset + 4, true);
      if (next !== run && count > 0) {
        write(run, text, count);
        text = "";
        count = 0;
      }
      run = next;
      text += this.#decoder.decode(data.subarray(offset + HEADER_BYTES, offset + HEADER_BYTES + size));
      count++;
      offset += HEADER_BYTES + size;
    }
    write(run, text, count);
  }
}
