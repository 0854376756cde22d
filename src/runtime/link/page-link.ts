/**
 * The page's end of the link: holds what it has given to the worker, does what the worker asks, and calls the worker's
 * functions. It ends with the worker: then nothing is held any more, and what waited for the worker is rejected.
 */
import { abortError, PythonError } from "../errors.js";
import type { PythonFunction } from "../interpreters/interpreter.js";
import { Callbacks, type WorkerFunction } from "./callbacks.js";
import { Reader, Writer } from "./codec.js";
import { Executor } from "./executor.js";
import { Handles } from "./handles.js";
import { PageValues } from "./page-values.js";
import { Promises } from "./promises.js";
import {
  Tag,
  type LinkSetup,
  type PageMessage,
  type Pipelining,
  type SyncMode,
  type WorkerMessage,
} from "./protocol.js";
import { Shapes, type MemberCodes } from "./shapes.js";
import { SIZE } from "./transports/layout.js";
import { Interlude, Waits } from "./waits.js";
import { shortMessage } from "./transports/small-messages.js";
import { MessagesPage } from "./transports/messages-page.js";
import { SharedMemoryPage, type Served } from "./transports/shared-memory-page.js";

/** What the page's end is made of. */
export interface PageLinkOptions {
  /** Handle 1: what Python calls `window`. */
  readonly root: object;
  /** What the host's calls reach: functions by name. */
  readonly host: object;
  readonly mode: SyncMode;
  /** What may be queued; the configuration's `link`. */
  readonly pipelining: Pipelining;
  /** What is known of members: `memberCodes` of `member-codes.ts`. */
  readonly codes: MemberCodes;
  /** Where the service worker answers, and what gives it the answers. */
  readonly answers?: {
    readonly url: string;
    give(id: number, bytes: Uint8Array<ArrayBuffer>): void;
  };
  /** Hears of an exception that leaves the worker for the page's own code, before that code does. */
  readonly leaving?: (run: number, error: PythonError) => void;
}

type CallMessage = PageMessage & { readonly type: "call" };

export class PageLink {
  /** What the worker makes its end of; posted once, with {@link transfer}. */
  readonly setup: LinkSetup;
  readonly transfer: readonly Transferable[];
  readonly #handles: Handles;
  readonly #callbacks: Callbacks;
  readonly #values: PageValues;
  readonly #port: MessagePort;
  readonly #transport: SharedMemoryPage | MessagesPage;
  readonly #options: PageLinkOptions;
  /** Calls of the worker's functions that have not returned. */
  readonly #calls = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #writer = new Writer();
  readonly #waits = new Waits();
  /** The calls of the worker's functions that the request being executed has made. */
  #asked: CallMessage[] | undefined;
  /** Those that were made while the worker waited, for its wait to be answered with. */
  readonly #urgent: CallMessage[] = [];
  #lastCall = 0;
  #disposed = false;

  constructor(options: PageLinkOptions) {
    this.#options = options;
    const { root, host, mode, pipelining, codes, answers } = options;
    this.#handles = new Handles(root);
    this.#callbacks = new Callbacks(
      (callback, local, args) => this.#call(callback, local, args),
      (callback, local, count) => this.#post({ type: "release", callback, local, count }),
    );
    const shapes = new Shapes(root, codes);
    const promises = new Promises();
    this.#values = new PageValues(this.#handles, shapes, this.#callbacks, promises);
    const values = this.#values;
    const executor = new Executor({
      handles: this.#handles,
      values,
      shapes,
      promises,
      waits: this.#waits,
      abandon: (wait) => {
        this.#waits.abandon(wait);
        this.#waitEnded();
      },
      host,
      settle: (value, id) => this.#settle(value, id),
    });
    const served: Served = {
      ask: (request, answer) => {
        this.#asked = [];
        const promise = executor.ask(request, answer);
        const calls = this.#asked;
        this.#asked = undefined;
        if (!promise) writeCalls(answer, calls);
        else for (const call of calls) this.#postCall(call);
        if (this.#urgent.length > 0) this.#waits.wake();
        return promise;
      },
      do: (entry) => executor.do(entry),
      settled: (answer, outcome) => {
        const wait =
          outcome.status === "fulfilled" && outcome.value instanceof Interlude && outcome.value.wait;
        if (wait) {
          answer.byte(Tag.calls);
          answer.int(wait);
          writeCalls(answer, this.#urgent.splice(0));
          return;
        }
        this.#waitEnded();
        if (outcome.status === "fulfilled") values.write(answer, outcome.value);
        else values.writeError(answer, outcome.reason);
        answer.int(0);
      },
      interrupted: (answer) => {
        this.#waits.interrupted();
        this.#waitEnded();
        answer.byte(Tag.interrupted);
        answer.int(0);
      },
    };
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<WorkerMessage | string>) => this.#receive(data);
    const memory = mode === "shared-memory" ? new SharedArrayBuffer(SIZE) : undefined;
    this.#transport = memory
      ? new SharedMemoryPage(memory, served)
      : new MessagesPage(served, (id, answer) => {
          if (answers) answers.give(id, answer.take());
          else this.#answer(id, answer);
        });
    const rootShape = shapes.of(root);
    this.setup = {
      mode,
      pipelining,
      port: port2,
      memory,
      waitAsync: "waitAsync" in Atomics,
      shapes: rootShape.definitions,
      answers: answers?.url,
    };
    rootShape.definitions = [];
    this.transfer = [port2];
  }

  /** Whether the worker waits for the page's own code, and hears of nothing but calls of its functions. */
  get waited(): boolean {
    return this.#waits.any;
  }

  /** What is held of the page for the worker, and of the worker for the page. */
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
    for (const call of this.#calls.values()) void ended(call);
    this.#calls.clear();
  }

  #call(callback: number, local: boolean, args: readonly unknown[]): Promise<unknown> {
    const call = Promise.withResolvers<unknown>();
    if (this.#disposed) return ended(call);
    const id = ++this.#lastCall;
    this.#calls.set(id, call);
    this.#values.writeArguments(this.#writer.begin(), args);
    const message: CallMessage = { type: "call", id, callback, local, bytes: this.#writer.take() };
    // What a request has called, such as the listeners of a `click()`, the worker runs before the request returns.
    if (this.#asked) this.#asked.push(message);
    else this.#postCall(message);
    return call.promise;
  }

  /** The worker makes the call when it hears of it; where it waits for the page's own code, that wait is answered. */
  #postCall(call: CallMessage): void {
    const { any } = this.#waits;
    if (!any || !this.#hearsAlways) this.#post(call);
    if (!any) return;
    this.#urgent.push(call);
    this.#waits.wake();
  }

  /** A wait that calls could have come with is over: those that did not go by their messages. */
  #waitEnded(): void {
    if (this.#waits.any) return;
    for (const call of this.#urgent.splice(0)) if (this.#hearsAlways) this.#post(call);
  }

  /** Whether messages reach a worker that waits. MicroPython makes their calls when what is suspended has ended. */
  get #hearsAlways(): boolean {
    return this.setup.mode === "stack-switching";
  }

  #settle(value: unknown, id: number): void {
    const send = (write: () => void) => {
      if (this.#disposed) return;
      this.#writer.begin();
      write();
      this.#post({ type: "settled", id, bytes: this.#writer.take() });
    };
    Promise.resolve(value).then(
      (result) => send(() => this.#values.write(this.#writer, result)),
      (error: unknown) => send(() => this.#values.writeError(this.#writer, error)),
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
        if (this.#transport instanceof SharedMemoryPage) this.#transport.rang();
        return;
      case "returned":
        this.drain();
        this.#take(message.id)?.resolve(this.#values.read(new Reader(message.bytes)));
        return;
      case "raised": {
        this.drain();
        const error = new PythonError(message.error);
        if (this.#calls.has(message.id)) this.#options.leaving?.(message.run, error);
        this.#take(message.id)?.reject(error);
        return;
      }
    }
  }

  #take(id: number): PromiseWithResolvers<unknown> | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }

  #post(message: PageMessage, transfer: Transferable[] = []): void {
    if (!this.#disposed) this.#port.postMessage(message, transfer);
  }
}

/** Writes calls of the worker's functions after an answer. */
function writeCalls(answer: Writer, calls: readonly CallMessage[]): void {
  answer.int(calls.length);
  for (const { id, callback, local, bytes } of calls) {
    answer.int(id);
    answer.int(callback);
    answer.byte(local ? 1 : 0);
    answer.data(bytes);
  }
}

/** Rejects a call of a worker that has ended. Nobody may be waiting for it: pages go on calling listeners that are there. */
function ended({ promise, reject }: PromiseWithResolvers<unknown>): Promise<unknown> {
  promise.catch(() => {});
  reject(abortError("The worker of this function has ended."));
  return promise;
}
