/** The functions of a Python file in a worker, on the page. */
import { abortError } from "../errors.js";
import { restoreError } from "../workers/shared/errors.js";
import { isPlain, largeBuffers, TAGGED_BY_PYTHON, type PackedByPython } from "../values/packed.js";
import { unpack } from "../values/unpack.js";
import { packArguments } from "./arguments.js";
import { GivenFunctions } from "./callbacks.js";
import { iterate, type CallSite, type Offer } from "./opened.js";
import {
  bridgeOf,
  isPlainMessage,
  numberOf,
  type BridgeRequest,
  type FromWorker,
  type RemoteOffers,
} from "./protocol.js";

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  readonly raw: boolean;
}

/** A worker's own messages. */
type Messages = Pick<Worker, "postMessage" | "addEventListener">;

export class RemoteModule implements CallSite {
  readonly offers: readonly Offer[];
  readonly settles = true;
  readonly #unordered: boolean;
  readonly #transfers: boolean;
  readonly #bridge: number;
  readonly #messages: Messages;
  readonly #listening = new AbortController();
  readonly #pending = new Map<number, Pending>();
  readonly #functions = new GivenFunctions();
  #ended: Error | undefined;
  #count = 0;

  /**
   * @param bridge the number of its run, or one of {@link offerNumbers}
   * @param signal aborts when the worker has ended: what is pending rejects with its reason
   * @param transfers whether callers give large typed arrays away
   */
  constructor(
    bridge: number,
    { offers, unordered }: RemoteOffers,
    messages: Messages,
    signal: AbortSignal,
    transfers = true,
  ) {
    this.#transfers = transfers;
    this.offers = offers;
    this.#unordered = unordered;
    this.#bridge = bridge;
    this.#messages = messages;
    const listening = { signal: this.#listening.signal };
    messages.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => this.#hear(data), listening);
    const unreadable = () =>
      this.#end(new Error("A worker's answer could not be read: out of memory perhaps."));
    messages.addEventListener("messageerror", unreadable, listening);
    const end = () => this.#end(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  }

  call(name: string, args: readonly unknown[]): Promise<unknown> {
    const number = ++this.#count;
    if (args.every(isPlain)) return this.#ask(number, [this.#bridge, number, name, ...args]);
    const { paths, extras, text, repairs } = packArguments(args, {
      unordered: this.#unordered,
      posted: true,
    });
    const functions = [...paths.keys()]
      .filter((extra) => typeof extras[extra] === "function")
      .map((extra) => [extra, this.#functions.give(extras[extra] as () => unknown)] as const);
    const cloneables = extras.map((extra) => (typeof extra === "function" ? null : extra));
    const packed = { text, repairs, extras: cloneables };
    try {
      const transfer = this.#transfers ? largeBuffers(cloneables) : [];
      return this.#ask(number, { bridge: this.#bridge, number, name, packed, functions }, transfer);
    } catch (error) {
      throw uncloneable(error, paths, cloneables);
    }
  }

  /**
   * {@link call} for Python: a list of arguments and a dictionary of keyword arguments, as its Python has
   * packed them.
   *
   * @returns the result, packed
   */
  callPacked(name: string, { text, extras }: PackedByPython): Promise<PackedByPython> {
    const number = ++this.#count;
    const packed = { text, repairs: TAGGED_BY_PYTHON, extras };
    const request = { bridge: this.#bridge, number, name, packed, functions: [] };
    // Python has copied them for this.
    const transfer = this.#transfers ? largeBuffers(extras) : [];
    return this.#ask(number, request, transfer, true) as Promise<PackedByPython>;
  }

  unload(): void {
    this.#end(abortError("The bridge has ended: its functions cannot be called any more."));
  }

  /** @param raw whether the result stays packed */
  #ask(number: number, request: BridgeRequest, transfer: Transferable[] = [], raw = false): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    this.#messages.postMessage(request, transfer);
    return new Promise((resolve, reject) => this.#pending.set(number, { resolve, reject, raw }));
  }

  #hear(answer: FromWorker): void {
    if (bridgeOf(answer) !== this.#bridge) return;
    if (!isPlainMessage(answer) && "calls" in answer) {
      this.#functions.serve(answer, (reply) => !this.#ended && this.#messages.postMessage(reply));
      return;
    }
    const number = numberOf(answer);
    const pending = this.#pending.get(number);
    this.#pending.delete(number);
    if (!pending) return;
    if (isPlainMessage(answer)) pending.resolve(answer[2]);
    else if ("packed" in answer) pending.resolve(pending.raw ? answer.packed : unpack(answer.packed));
    else if ("error" in answer) pending.reject(restoreError(answer.error));
    else if ("next" in answer) pending.resolve(answer.next);
    else pending.resolve(this.#stream(answer.stream));
  }

  #stream(stream: number) {
    const ask = (action: "next" | "close") => {
      const number = ++this.#count;
      return this.#ask(number, { bridge: this.#bridge, number, stream, action });
    };
    return iterate({
      next: () => ask("next") as Promise<IteratorResult<unknown, undefined>>,
      // Its generator has been closed where the bridge has ended.
      close: async () => void (this.#ended || (await ask("close"))),
    });
  }

  #end(reason: Error): void {
    if (this.#ended) return;
    this.#ended = reason;
    this.#listening.abort();
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }
}

/** Says which part of the arguments cannot be sent. */
function uncloneable(
  error: unknown,
  paths: ReadonlyMap<number, string>,
  extras: readonly unknown[],
): unknown {
  if (!(error instanceof DOMException) || error.name !== "DataCloneError") return error;
  for (const [extra, path] of paths) {
    try {
      structuredClone(extras[extra]);
    } catch {
      const kind = Object.prototype.toString.call(extras[extra]).slice(8, -1);
      return new TypeError(
        `${path} is a JavaScript ${kind}, which cannot be passed to Python in a worker: pass data, or take ` +
          "worker: false.",
        { cause: error },
      );
    }
  }
  return error;
}
