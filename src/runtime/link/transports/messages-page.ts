/** The page's end where requests are messages; see `messages-worker.ts`. */
import { Reader, Writer } from "../codec.js";
import type { Served } from "./shared-memory-page.js";

export class MessagesPage {
  readonly #served: Served;
  readonly #answer: (id: number, bytes: Uint8Array<ArrayBuffer>) => void;
  readonly #writer = new Writer();
  /** Waits for promises, by request. */
  readonly #waiting = new Map<number, AbortController>();
  #disposed = false;

  /** @param answer hands the answer to the worker */
  constructor(served: Served, answer: (id: number, bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#served = served;
    this.#answer = answer;
  }

  /** A message with requests has come: one that is asked, or with id 0 any number of queued ones. */
  received(id: number, bytes: Uint8Array): void {
    if (this.#disposed) return;
    const reader = new Reader(bytes);
    if (id === 0) {
      while (reader.at < bytes.length) {
        const end = reader.int() + reader.at;
        this.#served.do(reader);
        reader.at = end;
      }
      return;
    }
    const promise = this.#served.ask(reader, this.#writer.begin());
    if (promise) this.#wait(id, promise);
    else this.#answer(id, this.#writer.take());
  }

  #wait(id: number, promise: Promise<unknown>): void {
    const waiting = new AbortController();
    this.#waiting.set(id, waiting);
    const settle = (write: () => void) => {
      if (!this.#waiting.delete(id) || this.#disposed) return;
      this.#writer.begin();
      write();
      this.#answer(id, this.#writer.take());
    };
    waiting.signal.addEventListener("abort", () => settle(() => this.#served.interrupted(this.#writer)));
    promise.then(
      (value) => settle(() => this.#served.settled(this.#writer, { status: "fulfilled", value })),
      (reason: unknown) => settle(() => this.#served.settled(this.#writer, { status: "rejected", reason })),
    );
  }

  /** Ends waits for promises. @returns whether there were any */
  interrupt(): boolean {
    const waits = [...this.#waiting.values()];
    for (const waiting of waits) waiting.abort();
    return waits.length > 0;
  }

  /** Messages come in order. */
  drain(): void {}

  dispose(): void {
    this.#disposed = true;
    this.#waiting.clear();
  }
}
