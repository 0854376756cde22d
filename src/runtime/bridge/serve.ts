/** A bridge's half in a worker: executes the Python file, and answers the page's calls by messages of the worker itself. */
import type { Environment } from "../environment.js";
import { describeError } from "../workers/errors.js";
import { TakenFunctions } from "./callbacks.js";
import { isStream, type Stream } from "./opened.js";
import {
  bridgeOf,
  largeBuffers,
  numberOf,
  type BridgeAnswer,
  type BridgeRequest,
  type RemoteOffers,
  type ToWorker,
} from "./protocol.js";
import type { PythonModule } from "./python-module.js";
import { pythonModules, type ModuleSource } from "./python-modules.js";

/**
 * @param flush sends what Python has done to the page and is queued still
 * @param signal ends the bridge
 * @throws PythonError when the file raises
 */
export async function serveBridge(
  environment: Environment,
  source: ModuleSource,
  { flush, signal }: { flush: () => Promise<void> | undefined; signal: AbortSignal },
): Promise<RemoteOffers> {
  const modules = await pythonModules(environment);
  const module = await modules.load(source);
  await flush();
  if (bridges.size === 0) addEventListener("message", hear);
  const toData = (value: unknown) => environment.interpreter.toJs(value);
  bridges.set(source.run, new BridgeServer(source.run, module, toData, flush));
  signal.addEventListener(
    "abort",
    () => {
      bridges.delete(source.run);
      module.unload();
    },
    { once: true },
  );
  return { offers: module.offers, unordered: modules.unordered };
}

/** By the numbers of their runs. */
const bridges = new Map<number, BridgeServer>();

function hear({ data }: MessageEvent<ToWorker>): void {
  bridges.get(bridgeOf(data))?.hear(data);
}

class BridgeServer {
  readonly #streams = new Map<number, Stream>();
  readonly #functions: TakenFunctions;
  #count = 0;

  /** @param toData makes plain data of Python's, or throws a TypeError */
  constructor(
    readonly bridge: number,
    readonly module: PythonModule,
    toData: (value: unknown) => unknown,
    readonly flush: () => Promise<void> | undefined,
  ) {
    this.#functions = new TakenFunctions(bridge, toData, (request) => {
      const flushing = flush();
      if (flushing) void flushing.then(() => postMessage(request));
      else postMessage(request);
    });
  }

  hear(message: ToWorker): void {
    if ("call" in message) this.#functions.settle(message);
    else this.#serve(message);
  }

  #serve(request: BridgeRequest): void {
    const number = numberOf(request);
    try {
      const result = this.#start(request);
      if (result instanceof Promise) {
        result.then(
          (value) => this.#answer(number, value),
          (error: unknown) => this.#fail(number, error),
        );
      } else this.#answer(number, result);
    } catch (error) {
      this.#fail(number, error);
    }
  }

  #start(request: BridgeRequest): unknown {
    if (!("number" in request)) {
      const [, , name, ...args] = request;
      return this.module.call(name, args);
    }
    if ("encoded" in request) {
      const { name, encoded, functions } = request;
      const extras = [...encoded.extras];
      for (const [extra, given] of functions) extras[extra] = this.#functions.take(given);
      return this.module.callEncoded(name, { ...encoded, extras });
    }
    return this.#continue(request);
  }

  /** Answers what a stream says itself, in a message of its own. */
  async #continue({ stream, action }: Extract<BridgeRequest, { stream: number }>): Promise<unknown> {
    const found = this.#streams.get(stream);
    if (action === "close") {
      this.#streams.delete(stream);
      await found?.close();
      return undefined;
    }
    const next = (await found?.next()) ?? { done: true, value: undefined };
    if (next.done) this.#streams.delete(stream);
    return new Next(next);
  }

  #answer(number: number, value: unknown): void {
    if (isStream(value)) {
      this.#streams.set(++this.#count, value);
      this.#post({ bridge: this.bridge, number, stream: this.#count });
    } else if (value instanceof Next) this.#post({ bridge: this.bridge, number, next: value.result });
    else this.#post([this.bridge, number, value], value);
  }

  #fail(number: number, error: unknown): void {
    this.#post({ bridge: this.bridge, number, error: describeError(error) });
  }

  #post(answer: BridgeAnswer, value?: unknown): void {
    const flushing = this.flush();
    const post = () => {
      try {
        // What Python returned was copied from its memory: nobody else has it.
        const transfer = typeof value === "object" && value !== null ? largeBuffers(parts(value)) : [];
        postMessage(answer, transfer);
      } catch (error) {
        const kind = Object.prototype.toString.call(value).slice(8, -1);
        const description = describeError(
          new TypeError(`The result is, or holds, a JavaScript ${kind}, which cannot leave a worker.`, {
            cause: error,
          }),
        );
        const failed: BridgeAnswer = { bridge: this.bridge, number: numberOf(answer), error: description };
        postMessage(failed);
      }
    };
    if (flushing) void flushing.then(post);
    else post();
  }
}

class Next {
  constructor(readonly result: IteratorResult<unknown, undefined>) {}
}

/** A value, and what is in it at the first level: large buffers are no deeper, mostly. */
function parts(value: object): unknown[] {
  if (ArrayBuffer.isView(value)) return [value];
  const inside = Array.isArray(value) ? value : Object.values(value);
  return inside.length > 1000 ? [] : inside;
}
