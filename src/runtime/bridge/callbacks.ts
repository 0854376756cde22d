/**
 * JavaScript functions as arguments of Python in a worker. Python gets a function that has the page call the
 * true one, and returns a promise of what that returns; both ways by value.
 *
 * The same function is the same in Python, as long as anybody there has it; then the page lets go of it, too.
 */
import { describeError, restoreError } from "../workers/shared/errors.js";
import type { CallbackAnswer, CallbackRequest, GivenFunction } from "./protocol.js";

type AnyFunction = (...args: unknown[]) => unknown;

/** The page's half. */
export class GivenFunctions {
  readonly #numbers = new WeakMap<AnyFunction, number>();
  readonly #functions = new Map<number, { readonly call: AnyFunction; times: number }>();
  #count = 0;

  /** @returns the number by which Python's thread knows `call`, and how often it was given */
  give(call: AnyFunction): GivenFunction {
    const known = this.#numbers.get(call) ?? 0;
    const entry = this.#functions.get(known);
    if (entry) return [known, ++entry.times];
    const number = ++this.#count;
    this.#numbers.set(call, number);
    this.#functions.set(number, { call, times: 1 });
    return [number, 1];
  }

  /** Does as Python's thread asks. */
  serve(request: CallbackRequest, answer: (answer: CallbackAnswer) => void): void {
    const { bridge, calls } = request;
    const entry = this.#functions.get(calls);
    if (!entry) return;
    if ("times" in request) {
      // It may have been given once more meanwhile.
      if (entry.times === request.times) this.#functions.delete(calls);
      return;
    }
    const { call: number, args } = request;
    const fail = (error: unknown) => answer({ bridge, call: number, error: describeError(error) });
    new Promise((resolve) => resolve(entry.call(...args)))
      .then((value) => answer({ bridge, call: number, value }))
      .catch(fail);
  }
}

interface Taken {
  readonly call: WeakRef<AnyFunction>;
  /** How often the page had given it. */
  times: number;
}

/** The worker's half. */
export class TakenFunctions {
  readonly #bridge: number;
  readonly #toData: (value: unknown) => unknown;
  readonly #post: (request: CallbackRequest) => void;
  readonly #callers = new Map<number, Taken>();
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #unused = new FinalizationRegistry<{ calls: number; taken: Taken }>(({ calls, taken }) => {
    if (this.#callers.get(calls) === taken) this.#callers.delete(calls);
    this.#post({ bridge: this.#bridge, calls, times: taken.times });
  });
  #count = 0;

  /**
   * @param toData makes plain data of Python's, or throws a TypeError
   * @param post sends to the page
   */
  constructor(bridge: number, toData: (value: unknown) => unknown, post: (request: CallbackRequest) => void) {
    this.#bridge = bridge;
    this.#toData = toData;
    this.#post = post;
  }

  /** @returns the function that the page has given */
  take([calls, times]: GivenFunction): AnyFunction {
    const known = this.#callers.get(calls);
    const found = known?.call.deref();
    if (known && found) {
      known.times = times;
      return found;
    }
    // Asynchronous: what it throws itself rejects, since MicroPython can't catch what JavaScript throws.
    const call = async (...args: unknown[]): Promise<unknown> => {
      const data = args.map(this.#toData);
      const number = ++this.#count;
      const pending = Promise.withResolvers<unknown>();
      this.#pending.set(number, pending);
      try {
        this.#post({ bridge: this.#bridge, calls, call: number, args: data });
      } catch (error) {
        this.#pending.delete(number);
        throw error;
      }
      return pending.promise;
    };
    const taken: Taken = { call: new WeakRef(call), times };
    this.#callers.set(calls, taken);
    this.#unused.register(call, { calls, taken });
    return call;
  }

  settle(answer: CallbackAnswer): void {
    const pending = this.#pending.get(answer.call);
    this.#pending.delete(answer.call);
    if ("error" in answer) pending?.reject(restoreError(answer.error));
    else pending?.resolve(answer.value);
  }
}
