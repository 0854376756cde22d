/**
 * Output on its way to a terminal. Text that is written in one go is handed over in one go, and never more
 * than a terminal can take: a flood neither blocks the page nor is any of it lost.
 */

/** How long output may be held back while more is coming, in milliseconds: half a frame. */
const DELAY_MS = 8;
/** The characters that a terminal gets at once: it parses them without a pause. */
const CHUNK_CHARACTERS = 65_536;
/** The chunks that a terminal may have that it has not parsed yet. */
const CHUNKS_AHEAD = 4;

export class OutputQueue {
  readonly #write: (text: string, parsed: () => void) => void;
  #waiting: string[] = [];
  /** The text that is ready to be handed over, and the part of it that has been. */
  #ready = "";
  #offset = 0;
  #unparsed = 0;
  #last = 0;
  #scheduled = false;
  #idle: (() => void)[] = [];

  /** @param write hands text to the terminal, which calls `parsed` when it has taken it in */
  constructor(write: (text: string, parsed: () => void) => void) {
    this.#write = write;
  }

  write(text: string): void {
    this.#waiting.push(text);
    if (this.#scheduled) return;
    this.#scheduled = true;
    const wait = this.#last + DELAY_MS - performance.now();
    if (wait <= 0) queueMicrotask(() => this.#flush());
    else setTimeout(() => this.#flush(), wait);
  }

  /** Resolves when all that was written is on the terminal's screen. */
  written(): Promise<void> {
    this.#flush();
    if (this.#isIdle) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  get #isIdle(): boolean {
    return this.#unparsed === 0 && this.#offset >= this.#ready.length && this.#waiting.length === 0;
  }

  #flush(): void {
    this.#scheduled = false;
    this.#last = performance.now();
    if (this.#waiting.length > 0) {
      this.#ready = this.#ready.slice(this.#offset) + this.#waiting.join("");
      this.#offset = 0;
      this.#waiting = [];
    }
    this.#pump();
  }

  #pump(): void {
    while (this.#unparsed < CHUNKS_AHEAD && this.#offset < this.#ready.length) {
      const end = splitPoint(this.#ready, this.#offset + CHUNK_CHARACTERS);
      const chunk = this.#ready.slice(this.#offset, end);
      this.#unparsed++;
      this.#offset = end;
      // After somebody has typed, xterm.js parses at once, and calls back before this returns.
      this.#write(chunk, () => {
        this.#unparsed--;
        this.#pump();
      });
    }
    if (!this.#isIdle) return;
    this.#ready = "";
    this.#offset = 0;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

/** A place to split text at that is not inside a character. */
function splitPoint(text: string, index: number): number {
  const code = text.charCodeAt(index - 1);
  return code >= 0xd800 && code < 0xdc00 ? index + 1 : Math.min(index, text.length);
}
