/**
 * Calls to and from a worker that nobody trusts, in the form that Comlink has in that worker. Comlink itself
 * would let the other side reach whatever is behind a function: its prototype, its constructor, and so code
 * of its own on the page. Here it reaches the functions of a table, with data, and nothing else.
 */
import { describeError, restoreError } from "../shared/errors.js";
import { errorDescription } from "./sandbox-messages.js";

/** Functions that the other side may call. */
export type PlainFunctions = ReadonlyMap<string, (...args: readonly unknown[]) => unknown>;

interface Message {
  readonly id?: unknown;
  readonly type?: unknown;
  readonly name?: unknown;
  readonly path?: unknown;
  readonly argumentList?: unknown;
  readonly value?: unknown;
}

export class PlainCalls {
  readonly #port: MessagePort;
  readonly #functions: PlainFunctions;
  readonly #pending = new Map<string, PromiseWithResolvers<unknown>>();
  #count = 0;

  constructor(port: MessagePort, functions: PlainFunctions) {
    this.#port = port;
    this.#functions = functions;
  }

  call(name: string, args: readonly unknown[]): Promise<unknown> {
    const id = String(++this.#count);
    const pending = Promise.withResolvers<unknown>();
    this.#port.postMessage({ id, type: "APPLY", path: [name], argumentList: args.map(raw) });
    this.#pending.set(id, pending);
    return pending.promise;
  }

  /** Takes a message of the other side: a call, or the answer to one. Others are ignored. */
  hear(data: unknown): void {
    if (typeof data !== "object" || data === null) return;
    const message = data as Message;
    const { id, type } = message;
    if (typeof id !== "string") return;
    if (type === "APPLY") void this.#serve(id, message);
    else if (type === "RAW" || type === "HANDLER") this.#settle(id, message);
    else if (type !== "RELEASE")
      this.#refuse(id, new TypeError("A sandbox calls functions, and nothing else."));
  }

  #settle(id: string, { type, name, value }: Message): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (type === "RAW") pending?.resolve(value);
    else if (name === "throw") {
      const thrown = (value as { readonly pyElements?: unknown } | null | undefined)?.pyElements;
      pending?.reject(restoreError(errorDescription(thrown)));
    } else pending?.reject(new TypeError("A sandbox has answered with what is no data."));
  }

  async #serve(id: string, { path, argumentList }: Message): Promise<void> {
    try {
      const name: unknown = Array.isArray(path) && path.length === 1 ? path[0] : undefined;
      const called = typeof name === "string" ? this.#functions.get(name) : undefined;
      if (!called || !Array.isArray(argumentList)) throw new TypeError("A sandbox may not call that.");
      const args = argumentList.map((given: unknown) => {
        const { type, value } = (given ?? {}) as Message;
        if (type !== "RAW") throw new TypeError("A sandbox passes data, and nothing else.");
        return value;
      });
      this.#port.postMessage({ id, ...raw(await called(...args)) });
    } catch (error) {
      this.#refuse(id, error);
    }
  }

  #refuse(id: string, error: unknown): void {
    const { message, name } = error as Error;
    const value = { isError: true, value: { message, name, stack: "" }, pyElements: describeError(error) };
    this.#port.postMessage({ id, type: "HANDLER", name: "throw", value });
  }

  /** Rejects all that is pending. */
  end(reason: Error): void {
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }
}

function raw(value: unknown): { readonly type: "RAW"; readonly value: unknown } {
  return { type: "RAW", value };
}
