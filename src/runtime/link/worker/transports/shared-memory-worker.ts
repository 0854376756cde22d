/** The worker's end of the shared memory; see `shared-memory-page.ts` for the page's. */
import { Reader, Writer } from "../../shared/binary-codec.js";
import {
  AREA_SIZE,
  MAX_ENTRY,
  RING_SIZE,
  State,
  viewsOf,
  Word,
  WRAP,
  type Memory,
} from "../../shared/transports/layout.js";
import type { WorkerTransport } from "./transport.js";

/** How often the worker looks before it sleeps, at most and at least. */
const MAX_LOOKS = 2000;
const MIN_LOOKS = 16;
/**
 * So few miss every answer of a page that is on another core, and takes some microseconds: each eighth time
 * there are more, to see whether it is.
 */
const PROBE_LOOKS = 256;
const PROBE_EVERY = 8;

/** How long the page has to take a request before it is told by a message, in milliseconds. */
const UNHEARD_MS = 200;

const { load, store, notify } = Atomics;
const pause = (Atomics as { pause?: () => void }).pause ?? (() => {});

export class SharedMemoryWorker implements WorkerTransport {
  readonly mode = "shared-memory";
  readonly #memory: Memory;
  readonly #request: Writer;
  #answer: Reader;
  /** An entry is put together here, since the ring may end in the middle of it. */
  readonly #entry = new Writer(new Uint8Array(MAX_ENTRY));
  readonly #ring: () => void;
  readonly #tell: () => void;
  #looks = MAX_LOOKS;
  /** Counts requests, for {@link PROBE_EVERY}. */
  #asked = 0;

  /**
   * @param waitAsync whether the page can wait for a word
   * @param tell rings the page's bell by a message
   */
  constructor(memory: SharedArrayBuffer, waitAsync: boolean, tell: () => void) {
    this.#memory = viewsOf(memory);
    this.#request = new Writer(this.#memory.area);
    this.#answer = new Reader(this.#memory.area);
    this.#tell = tell;
    const { words } = this.#memory;
    const ring = () => {
      Atomics.add(words, Word.bells, 1);
      notify(words, Word.bells);
      if (load(words, Word.deaf)) tell();
    };
    this.#ring = waitAsync ? ring : tell;
  }

  request(): Writer {
    return this.#request.begin();
  }

  ask(): Reader {
    const { words } = this.#memory;
    const request = this.#request;
    if (!request.fits) this.#askInPieces(request.take());
    else {
      store(words, Word.length, request.at);
      this.#exchange(State.request);
    }
    const state = load(words, Word.state);
    const answer = state === State.answerPiece ? this.#takePieces() : this.#answer.begin();
    store(words, Word.state, State.idle);
    return answer;
  }

  detach(): void {
    this.#answer.detach();
    this.#answer = new Reader(this.#memory.area);
  }

  entry(): Writer {
    return this.#entry.begin();
  }

  queue(): boolean {
    const entry = this.#entry;
    if (!entry.fits || entry.at + 8 > MAX_ENTRY) return false;
    const { words, ring } = this.#memory;
    let at = this.#room(entry.at + 4);
    const length = entry.at;
    ring[at++] = length;
    ring[at++] = length >> 8;
    ring[at++] = length >> 16;
    ring[at++] = 0;
    const { bytes } = entry;
    if (length < 128) for (let index = 0; index < length; index++) ring[at + index] = bytes[index] as number;
    else ring.set(bytes.subarray(0, length), at);
    store(words, Word.written, at + length);
    this.#wake();
    return true;
  }

  get queued(): boolean {
    const { words } = this.#memory;
    return load(words, Word.written) !== load(words, Word.read);
  }

  #wake(): void {
    const { words } = this.#memory;
    if (!load(words, Word.lingers) && Atomics.exchange(words, Word.rung, 1) === 0) this.#ring();
  }

  /** Makes room for so many bytes in the ring. @returns the place */
  #room(bytes: number): number {
    const { words, ring } = this.#memory;
    for (;;) {
      const read = load(words, Word.read);
      const written = load(words, Word.written);
      if (written >= read) {
        if (written + bytes <= RING_SIZE) return written;
        // The rest of the ring is too small: it goes on at the beginning, which must not catch up with the
        // reader.
        if (read > bytes) {
          if (written + 4 <= RING_SIZE) ring.fill(WRAP, written, written + 4);
          store(words, Word.written, 0);
          return 0;
        }
      } else if (read - written > bytes) {
        return written;
      }
      store(words, Word.full, 1);
      this.#wake();
      Atomics.wait(words, Word.read, read, 50);
      store(words, Word.full, 0);
    }
  }

  #askInPieces(message: Uint8Array): void {
    const { words, area } = this.#memory;
    store(words, Word.total, message.length);
    for (let at = 0; at < message.length; at += AREA_SIZE) {
      const piece = message.subarray(at, at + AREA_SIZE);
      area.set(piece);
      store(words, Word.length, piece.length);
      this.#exchange(at + AREA_SIZE < message.length ? State.requestPiece : State.request);
      // The page has no memory for it: that is its answer.
      if (load(words, Word.state) !== State.pageTook) return;
    }
  }

  #takePieces(): Reader {
    const { words, area } = this.#memory;
    const message = new Uint8Array(load(words, Word.total));
    for (let at = 0; ;) {
      const length = load(words, Word.length);
      message.set(area.subarray(0, length), at);
      at += length;
      if (load(words, Word.state) === State.answer) return new Reader(message);
      this.#exchange(State.workerTook);
    }
  }

  /** Hands over and waits for what comes back. */
  #exchange(state: number): void {
    const { words } = this.#memory;
    store(words, Word.state, state);
    const lingers = load(words, Word.lingers) === 1;
    if (!lingers) this.#ring();
    // A page that has to be woken takes longer than looking pays.
    let budget = MIN_LOOKS;
    if (lingers) {
      this.#asked = (this.#asked + 1) % PROBE_EVERY;
      budget = this.#asked === 0 ? Math.max(PROBE_LOOKS, this.#looks) : this.#looks;
    }
    for (let looks = budget; looks > 0; looks--) {
      if (isAnswer(load(words, Word.state))) {
        if (lingers) this.#looks = Math.min(MAX_LOOKS, 2 * budget);
        return;
      }
      pause();
    }
    if (lingers) this.#looks = Math.max(MIN_LOOKS, this.#looks >> 1);
    store(words, Word.sleeps, 1);
    let told = false;
    for (let now = load(words, Word.state); !isAnswer(now); now = load(words, Word.state)) {
      // A page may have stopped to wake (WebKit's may: see `SharedMemoryPage.rang`), or is only busy.
      if (now === state && !told) {
        told = Atomics.wait(words, Word.state, now, UNHEARD_MS) === "timed-out";
        if (told) this.#tell();
      } else Atomics.wait(words, Word.state, now);
    }
    store(words, Word.sleeps, 0);
  }
}

/** Returns true if the page has finished its turn. */
function isAnswer(state: number): boolean {
  return state === State.answer || state === State.answerPiece || state === State.pageTook;
}
