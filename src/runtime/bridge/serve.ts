/** A bridge's half in a worker: executes the Python file, and answers the page's calls by messages of the
 * worker itself. */
import type { Environment } from "../environment/environment.js";
import { describeError } from "../workers/shared/errors.js";
import { TakenFunctions } from "./callbacks.js";
import { copiedBuffers, PackedValue } from "../values/packed.js";
import { unpack } from "../values/unpack.js";
import { isStream, type Stream } from "./opened.js";
import {
  bridgeOf,
  isPlainMessage,
  numberOf,
  offerNumbers,
  type BridgeAnswer,
  type BridgeRequest,
  type RemoteOffers,
  type ToWorker,
} from "./protocol.js";
import type { PythonModule } from "./loaded-file.js";
import { pythonModules, type ModuleSource } from "./python-modules.js";

/** Services of the worker that a bridge's half uses. */
export interface ServeOptions {
  /** Sends what Python has done to the page and is queued still. */
  readonly flush: () => Promise<void> | undefined;
  /** Hears what calls fail with. @returns whether that ends the worker: all that waits for it rejects then,
   * by itself */
  readonly failed: (error: unknown) => boolean;
}

/**
 * Executes a Python file, and answers the page's calls.
 *
 * @param signal ends the bridge
 * @throws PythonError when the file raises
 */
export async function serveBridge(
  environment: Environment,
  source: ModuleSource,
  options: ServeOptions,
  signal: AbortSignal,
): Promise<RemoteOffers> {
  const modules = await pythonModules(environment, { packs: true });
  const module = await modules.load(source);
  await options.flush();
  serve(environment, source.run, module, options);
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

/**
 * Answers the page's calls of what Python exports, or has assigned to `sync`. Called again when that has
 * changed.
 *
 * @param run the run that the calls belong to
 */
export async function serveOffers(
  environment: Environment,
  { kind, run }: { readonly kind: keyof typeof offerNumbers; readonly run: number },
  options: ServeOptions,
): Promise<RemoteOffers> {
  const modules = await pythonModules(environment, { packs: true });
  const module = modules.offered(kind, run);
  const server = bridges.get(offerNumbers[kind]);
  if (server) server.replace(module);
  else serve(environment, offerNumbers[kind], module, options);
  return { offers: module.offers, unordered: modules.unordered };
}

function serve(environment: Environment, bridge: number, module: PythonModule, options: ServeOptions): void {
  if (bridges.size === 0) addEventListener("message", hear);
  const toData = (value: unknown) => environment.interpreter.toJs(value);
  bridges.set(bridge, new BridgeServer(bridge, module, toData, options));
}

/** By their numbers; see `protocol.ts`. */
const bridges = new Map<number, BridgeServer>();

function hear({ data }: MessageEvent<ToWorker>): void {
  bridges.get(bridgeOf(data))?.hear(data);
}

class BridgeServer {
  readonly #streams = new Map<number, Stream>();
  readonly #functions: TakenFunctions;
  readonly #bridge: number;
  readonly #options: ServeOptions;
  #module: PythonModule;
  #count = 0;

  /** @param toData makes plain data of Python's, or throws a TypeError */
  constructor(
    bridge: number,
    module: PythonModule,
    toData: (value: unknown) => unknown,
    options: ServeOptions,
  ) {
    this.#bridge = bridge;
    this.#module = module;
    this.#options = options;
    const { flush } = options;
    this.#functions = new TakenFunctions(bridge, toData, (request) => {
      const flushing = flush();
      if (flushing) void flushing.then(() => postMessage(request));
      else postMessage(request);
    });
  }

  /** Later calls are of that module's functions. */
  replace(module: PythonModule): void {
    this.#module.unload();
    this.#module = module;
  }

  hear(message: ToWorker): void {
    if (!isPlainMessage(message) && "call" in message) this.#functions.settle(message);
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
    if (isPlainMessage(request)) {
      const [, , name, ...args] = request;
      return this.#module.call(name, args);
    }
    if ("packed" in request) {
      const { name, packed, functions } = request;
      const extras = [...packed.extras];
      for (const [extra, given] of functions) extras[extra] = this.#functions.take(given);
      return this.#module.callPacked(name, { ...packed, extras });
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
    const { value } = next;
    // Instances of a class lose it on their way.
    return value instanceof PackedValue
      ? new Next({ done: false, value: unpack(value) }, copiedBuffers(value))
      : new Next(next);
  }

  #answer(number: number, value: unknown): void {
    if (typeof value !== "object" || value === null) this.#post([this.#bridge, number, value], value);
    else if (isStream(value)) {
      this.#streams.set(++this.#count, value);
      this.#post({ bridge: this.#bridge, number, stream: this.#count });
    } else if (value instanceof Next) {
      const { result, buffers } = value;
      this.#post({ bridge: this.#bridge, number, next: result }, result.value, buffers);
    } else if (value instanceof PackedValue) {
      const { text, extras } = value;
      this.#post({ bridge: this.#bridge, number, packed: { text, extras } }, extras, copiedBuffers(value));
    } else this.#post([this.#bridge, number, value], value);
  }

  #fail(number: number, error: unknown): void {
    if (this.#options.failed(error)) return;
    this.#post({ bridge: this.#bridge, number, error: describeError(error) });
  }

  /**
   * @param value the part of the answer that may be nothing to post, for the error
   * @param transfer buffers that nobody else has
   */
  #post(answer: BridgeAnswer, value?: unknown, transfer: ArrayBuffer[] = []): void {
    const flushing = this.#options.flush();
    if (flushing) void flushing.then(() => this.#send(answer, value, transfer));
    else this.#send(answer, value, transfer);
  }

  #send(answer: BridgeAnswer, value: unknown, transfer: ArrayBuffer[]): void {
    try {
      postMessage(answer, transfer);
    } catch (error) {
      const kind = Object.prototype.toString.call(value).slice(8, -1);
      const description = describeError(
        new TypeError(`The result is, or holds, a JavaScript ${kind}, which cannot leave a worker.`, {
          cause: error,
        }),
      );
      const failed: BridgeAnswer = { bridge: this.#bridge, number: numberOf(answer), error: description };
      postMessage(failed);
    }
  }
}

class Next {
  constructor(
    readonly result: IteratorResult<unknown, undefined>,
    readonly buffers?: ArrayBuffer[],
  ) {}
}
