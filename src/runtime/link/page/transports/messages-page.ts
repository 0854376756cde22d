/** The page's end where requests are messages; see `messages-worker.ts`. */
import { Reader, Writer } from "../../shared/binary-codec.js";
import { ShortMessages } from "../../shared/transports/small-messages.js";
import type { Served } from "./shared-memory-page.js";

export class MessagesPage {
  readonly #served: Served;
  readonly #answer: (id: number, answer: Writer) => void;
  readonly #short = new ShortMessages();
  readonly #writer = new Writer();
  /** Waits for promises, by request. */
  readonly #waiting = new Map<number, AbortController>();
  #disposed = false;

  /** @param answer hands the answer to the worker */
  constructor(served: Served, answer: (id: number, answer: Writer) => void) {
    this.#served = served;
    this.#answer = answer;
  }

  /** A message with requests has come: one that is asked, or with id 0 any number of queued ones. */
  received(message: string | { readonly id: number; readonly bytes: Uint8Array }): void {
    if (typeof message === "string") {
      const { reader, length } = this.#short.read(message);
      this.#execute(this.#short.id(message), reader, length);
    } else {
      const bytes = ArrayBuffer.isView(message.bytes) ? message.bytes : new Uint8Array();
      this.#execute(message.id, new Reader(bytes), bytes.length);
    }
  }

  #execute(id: number, reader: Reader, length: number): void {
    if (this.#disposed) return;
    if (id === 0) {
      this.#executeAll(reader, length);
      return;
    }
    const promise = this.#served.ask(reader, this.#writer.begin());
    if (promise) this.#wait(id, promise);
    else this.#answer(id, this.#writer);
  }

  /** Executes queued requests, each after its length. */
  #executeAll(reader: Reader, length: number): void {
    try {
      while (reader.at < length) {
        const size = reader.count();
        reader.end = reader.at + size;
        this.#served.do(reader);
        reader.at = reader.end;
        reader.end = length;
      }
    } catch (error) {
      this.#served.refuse(error);
    }
  }

  #wait(id: number, promise: Promise<unknown>): void {
    const waiting = new AbortController();
    this.#waiting.set(id, waiting);
    const settle = (write: () => void) => {
      if (!this.#waiting.delete(id) || this.#disposed) return;
      this.#writer.begin();
      write();
      this.#answer(id, this.#writer);
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
