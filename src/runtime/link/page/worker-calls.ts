/**
 * The calls of the worker's functions that the page makes, until they have returned. Each goes where the
 * worker receives it soonest: with the answer to the request that has made it, with the answer to a wait,
 * else by a message.
 */
import { abortError, isAbort, type PythonError } from "../../errors.js";
import { Reader, Writer } from "../shared/binary-codec.js";
import type { PageValues } from "./page-values.js";
import { Tag, type PageMessage } from "../shared/protocol.js";
import { ReentrantWaits } from "./reentrant-waits.js";

export type CallMessage = PageMessage & { readonly type: "call" };

export interface WorkerCallsContext {
  readonly values: PageValues;
  /** True if messages reach a worker that waits. */
  readonly hearsAlways: boolean;
  post(call: CallMessage): void;
}

export class WorkerCalls {
  /** The worker's waits for the page's own code. */
  readonly waits = new ReentrantWaits();
  readonly #context: WorkerCallsContext;
  /** Those that have not returned. */
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #writer = new Writer();
  /** Those that the request being executed has made. */
  #asked: CallMessage[] | undefined;
  /** Called when it has been answered: the worker knows the shapes that those calls define. */
  #read: (() => void)[] = [];
  /** Those that were made while the worker waited, for its wait to be answered with. */
  readonly #urgent: CallMessage[] = [];
  #last = 0;
  #disposed = false;

  constructor(context: WorkerCallsContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#pending.size;
  }

  make(callback: number, local: boolean, args: readonly unknown[]): Promise<unknown> {
    const call = Promise.withResolvers<unknown>();
    if (this.#disposed) return ended(call);
    const id = ++this.#last;
    const { values } = this.#context;
    const { defined } = values;
    try {
      values.writeArguments(this.#writer.begin(), args);
    } catch (error) {
      // An object that does not let itself be described, such as a revoked proxy.
      values.takeBack(defined);
      call.reject(error);
      return call.promise;
    }
    this.#pending.set(id, call);
    const message: CallMessage = { type: "call", id, callback, local, bytes: this.#writer.take() };
    // The worker makes calls of a request, such as the listeners of a `click()`, before the request returns.
    if (this.#asked) {
      this.#asked.push(message);
      // The worker reads the answer first.
      if (values.defined > defined) this.#read.push(values.takeBack(defined));
    } else this.#post(message);
    return call.promise;
  }

  /** A request is executed from now on. */
  collect(): void {
    this.#asked = [];
  }

  /** It has been: what it called goes with its answer. @param answer undefined where that comes later */
  collected(answer: Writer | undefined): void {
    const calls = this.#asked ?? [];
    this.#asked = undefined;
    if (answer) writeCalls(answer, calls);
    else for (const call of calls) this.#post(call);
    for (const read of this.#read.splice(0)) read();
    if (this.#urgent.length > 0) this.waits.wake();
  }

  /** Answers a wait early, with the calls that it is answered for. */
  writeUrgent(answer: Writer, wait: number): void {
    answer.byte(Tag.calls);
    answer.int(wait);
    writeCalls(answer, this.#urgent.splice(0));
  }

  /** A wait that calls could have come with may be over: those that did not go by their messages. */
  waitEnded(): void {
    if (this.waits.any) return;
    for (const call of this.#urgent.splice(0)) if (this.#context.hearsAlways) this.#context.post(call);
  }

  /** @param bytes a value */
  returned(id: number, bytes: Uint8Array): void {
    const call = this.#take(id);
    try {
      call?.resolve(this.#context.values.read(new Reader(bytes)));
    } catch (error) {
      // Such as an object that is not held any more.
      call?.reject(error);
    }
  }

  raised(id: number, error: PythonError): void {
    const call = this.#take(id);
    // An exception of Python's has a traceback; what has none has been stopped, with its script.
    if (call && isAbort(error) && !error.traceback.startsWith("Traceback")) void ended(call, error.message);
    else call?.reject(error);
  }

  /** The worker has ended. */
  dispose(): void {
    this.#disposed = true;
    for (const call of this.#pending.values()) void ended(call);
    this.#pending.clear();
  }

  /** The worker makes the call when it receives it; if it waits for the page's own code, that wait is
   * answered. */
  #post(call: CallMessage): void {
    const { any } = this.waits;
    if (!any || !this.#context.hearsAlways) this.#context.post(call);
    if (!any) return;
    this.#urgent.push(call);
    this.waits.wake();
  }

  #take(id: number): PromiseWithResolvers<unknown> | undefined {
    const call = this.#pending.get(id);
    this.#pending.delete(id);
    return call;
  }
}

/** Writes the calls that come with an answer. */
export function writeCalls(answer: Writer, calls: readonly CallMessage[]): void {
  answer.int(calls.length);
  for (const { id, callback, local, bytes } of calls) {
    answer.int(id);
    answer.int(callback);
    answer.byte(local ? 1 : 0);
    answer.data(bytes);
  }
}

/** Rejects a call of a worker, or a script, that has ended. Nobody may be waiting for it: pages go on calling
 * listeners that are there. */
function ended(
  { promise, reject }: PromiseWithResolvers<unknown>,
  why = "The worker of this function has ended.",
): Promise<unknown> {
  promise.catch(() => {});
  reject(abortError(why));
  return promise;
}
