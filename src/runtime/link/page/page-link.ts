/**
 * The page's end of the link: holds what it has given to the worker, does what the worker asks, and calls
 * the worker's functions. It ends with the worker: then nothing is held any more, and what waited for the
 * worker is rejected.
 */
import { waitsWithoutSleeping } from "../../capabilities.js";
import { PythonError } from "../../errors.js";
import type { PythonFunction } from "../../interpreters/interpreter.js";
import { Callbacks, type WorkerFunction } from "./callbacks.js";
import { Writer } from "../shared/binary-codec.js";
import { Handles } from "./handles.js";
import { listenTo, OwnMessages, type LinkPort, type Messages } from "../shared/own-messages.js";
import { PageValues } from "./page-values.js";
import { Promises } from "./promises.js";
import type { LinkSetup, PageMessage, Pipelining, SyncMode, WorkerMessage } from "../shared/protocol.js";
import { ServedRequests } from "./served-requests.js";
import { Shapes, type MemberCodes } from "./shapes.js";
import { SIZE } from "../shared/transports/layout.js";
import { shortMessage } from "../shared/transports/small-messages.js";
import { MessagesPage } from "./transports/messages-page.js";
import { SharedMemoryPage } from "./transports/shared-memory-page.js";
import { WorkerCalls } from "./worker-calls.js";

/** The parts of the page's end. */
export interface PageLinkOptions {
  /** Handle 1: what Python calls `window`. */
  readonly root: object;
  /** The functions that the host's calls reach, by name. */
  readonly host: object;
  readonly mode: SyncMode;
  /** The operations that may be queued; the configuration's `link`. */
  readonly pipelining: Pipelining;
  /** The codes of members: `memberCodes` of `member-codes.ts`. */
  readonly codes: MemberCodes;
  /** The service worker's address, and the function that gives it the answers. */
  readonly answers?: {
    readonly url: string;
    give(id: number, bytes: Uint8Array<ArrayBuffer>): void;
  };
  /** The worker. If each request is a message, these are its own. */
  readonly worker: Messages;
}

export class PageLink {
  /** The data that the worker makes its end of; posted once, with {@link transfer}. */
  readonly setup: LinkSetup;
  readonly transfer: readonly Transferable[];
  readonly #handles: Handles;
  readonly #callbacks: Callbacks;
  readonly #values: PageValues;
  readonly #port: LinkPort;
  readonly #transport: SharedMemoryPage | MessagesPage;
  readonly #calls: WorkerCalls;
  readonly #writer = new Writer();
  #disposed = false;

  constructor(options: PageLinkOptions) {
    const { root, host, mode, pipelining, codes, answers, worker } = options;
    this.#handles = new Handles(root);
    this.#callbacks = new Callbacks(
      (callback, local, args) => this.#calls.make(callback, local, args),
      (callback, local, count) => this.#post({ type: "release", callback, local, count }),
    );
    const shapes = new Shapes(root, codes);
    const promises = new Promises();
    this.#values = new PageValues(this.#handles, shapes, this.#callbacks, promises);
    this.#calls = new WorkerCalls({
      values: this.#values,
      // MicroPython makes the calls of messages when what is suspended has ended.
      hearsAlways: mode === "stack-switching",
      post: (call) => this.#post(call),
    });
    const served = new ServedRequests(
      {
        handles: this.#handles,
        values: this.#values,
        shapes,
        promises,
        host,
        settle: (value, id) => this.#settle(value, id),
      },
      this.#calls,
    );
    const receive = (message: WorkerMessage | string) => this.#receive(message);
    const channel = mode === "stack-switching" ? undefined : new MessageChannel();
    this.#port = channel ? listenTo(channel.port1, receive) : new OwnMessages(worker, receive);
    const memory = mode === "shared-memory" ? new SharedArrayBuffer(SIZE) : undefined;
    this.#transport = memory
      ? new SharedMemoryPage(memory, served)
      : new MessagesPage(served, (id, answer) => {
          if (answers) answers.give(id, answer.take());
          else this.#answer(id, answer);
        });
    const rootShape = shapes.of(root);
    const { document } = root as { readonly document?: object };
    const documentShape = document && shapes.of(document);
    this.setup = {
      mode,
      pipelining,
      port: channel?.port2,
      memory,
      waitAsync: waitsWithoutSleeping(),
      shapes: [...rootShape.definitions, ...(documentShape?.definitions ?? [])],
      root: rootShape.number,
      document: document && documentShape && [this.#handles.give(document), documentShape.number],
      answers: answers?.url,
    };
    for (const shape of [rootShape, documentShape]) if (shape) shape.definitions = [];
    this.transfer = channel ? [channel.port2] : [];
  }

  /** True if the worker waits for the page's own code, and receives only calls of its functions. */
  get waited(): boolean {
    return this.#calls.waits.any;
  }

  /** The numbers of objects held, of the page for the worker and of the worker for the page. */
  get held(): { readonly handles: number; readonly callbacks: number; readonly calls: number } {
    return { handles: this.#handles.size, callbacks: this.#callbacks.size, calls: this.#calls.size };
  }

  /** Keeps a function of the worker until it is disposed of. Its calls return promises. */
  retain(callback: unknown): PythonFunction {
    let kept = callback as WorkerFunction | undefined;
    if (typeof kept !== "function") throw new TypeError(`${String(callback)} cannot be called.`);
    return {
      call: (...args) => {
        if (!kept) throw new Error("This Python function was let go of.");
        return kept(...args);
      },
      dispose: () => (kept = undefined),
    };
  }

  /**
   * Ends the waits of a worker that waits for a promise of the page: `KeyboardInterrupt` is raised there.
   *
   * @returns whether it waited
   */
  interrupt(): boolean {
    return this.#transport.interrupt();
  }

  /** Does what the worker has queued, so that what comes after it by another way comes after it. */
  drain(): void {
    this.#transport.drain();
  }

  /** The worker has ended. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#transport.dispose();
    this.#port.close();
    this.#handles.clear();
    this.#callbacks.clear();
    this.#calls.dispose();
  }

  #settle(value: unknown, id: number): void {
    const send = (outcome: PromiseSettledResult<unknown>) => {
      if (this.#disposed) return;
      this.#values.writeOutcome(this.#writer.begin(), outcome);
      this.#post({ type: "settled", id, bytes: this.#writer.take() });
    };
    Promise.resolve(value).then(
      (result) => send({ status: "fulfilled", value: result }),
      (reason: unknown) => send({ status: "rejected", reason }),
    );
  }

  #answer(id: number, { bytes, at }: Writer): void {
    const short = shortMessage(id, bytes, at);
    if (short !== undefined) {
      if (!this.#disposed) this.#port.postMessage(short);
      return;
    }
    const copy = bytes.slice(0, at);
    this.#post({ type: "answer", id, bytes: copy }, [copy.buffer]);
  }

  #receive(message: WorkerMessage | string): void {
    if (typeof message === "string") {
      if (this.#transport instanceof MessagesPage) this.#transport.received(message);
      return;
    }
    switch (message.type) {
      case "request":
        if (this.#transport instanceof MessagesPage) this.#transport.received(message);
        return;
      case "bell":
        if (this.#transport instanceof SharedMemoryPage) void this.#transport.rang();
        return;
      case "returned":
        this.drain();
        this.#calls.returned(message.id, message.bytes);
        return;
      case "raised":
        this.drain();
        this.#calls.raised(message.id, new PythonError(message.error));
        return;
    }
  }

  #post(message: PageMessage, transfer: Transferable[] = []): void {
    if (!this.#disposed) this.#port.postMessage(message, transfer);
  }
}
