/**
 * The worker's end where there is no shared memory: requests are messages. A queued operation is sent at
 * once when it can be seen, since nothing wakes a worker that computes; an unseen one, such as the making of
 * an element, goes with the next.
 *
 * Answers come as messages too, where Python can be suspended until they do (`StackSwitching`); or the
 * service worker has them (`service-worker.ts`).
 */
import { Reader, Writer } from "../../shared/binary-codec.js";
import type { LinkPort } from "../../shared/own-messages.js";
import type { SyncMode, WorkerMessage } from "../../shared/protocol.js";
import { shortMessage, ShortMessages } from "../../shared/transports/small-messages.js";
import type { WorkerTransport } from "./transport.js";

/** How many bytes are gathered at most. */
const MAX_GATHERED_BYTES = 64 * 1024;

/** When nothing else takes it along, what nobody can see is sent so many milliseconds later. */
const UNSEEN_DELAY_MS = 200;

/** How an answer is waited for. */
export interface Answers {
  readonly mode: SyncMode;
  wait(id: number): Reader | Promise<Reader>;
}

export class MessagesWorker implements WorkerTransport {
  readonly mode: SyncMode;
  readonly #port: LinkPort;
  readonly #answers: Answers;
  readonly #request = new Writer();
  readonly #entry = new Writer();
  /** Entries that wait, each after its length. */
  #gathered = new Writer(new Uint8Array(MAX_GATHERED_BYTES));
  #timer: ReturnType<typeof setTimeout> | undefined;
  #next = 0;
  /** True if anything was sent since the last answer. */
  queued = false;

  constructor(port: LinkPort, answers: Answers) {
    this.#port = port;
    this.#answers = answers;
    this.mode = answers.mode;
  }

  request(): Writer {
    return this.#request.begin();
  }

  ask(): Reader | Promise<Reader> {
    this.#flush();
    const id = ++this.#next;
    this.#post(id, this.#request);
    this.queued = false;
    return this.#answers.wait(id);
  }

  entry(): Writer {
    return this.#entry.begin();
  }

  queue(seen: boolean): boolean {
    const { bytes, at } = this.#entry;
    this.#gathered.data(bytes.subarray(0, at));
    this.queued = true;
    if (seen || this.#gathered.at > MAX_GATHERED_BYTES) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), UNSEEN_DELAY_MS);
    return true;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#gathered.at === 0) return;
    this.#post(0, this.#gathered);
    this.#gathered.begin();
  }

  #post(id: number, { bytes, at }: Writer): void {
    const short = shortMessage(id, bytes, at);
    if (short !== undefined) {
      this.#port.postMessage(short);
      return;
    }
    const copy = bytes.slice(0, at);
    const message: WorkerMessage = { type: "request", id, bytes: copy };
    this.#port.postMessage(message, [copy.buffer]);
  }
}

/** Answers that come as messages; Python is suspended until then. */
export class StackSwitching implements Answers {
  readonly mode = "stack-switching";
  readonly #waiting = new Map<number, (answer: Reader) => void>();

  wait(id: number): Promise<Reader> {
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  readonly #short = new ShortMessages();

  /** An answer has come; a short one is read before the next comes. */
  arrived(message: string | { readonly id: number; readonly bytes: Uint8Array }): void {
    const isShort = typeof message === "string";
    const id = isShort ? this.#short.id(message) : message.id;
    const resolve = this.#waiting.get(id);
    this.#waiting.delete(id);
    resolve?.(isShort ? this.#short.read(message).reader : new Reader(message.bytes));
  }
}
