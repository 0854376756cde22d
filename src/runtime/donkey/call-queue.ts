/** The calls of one worker or kernel, one after the other, in the order in which they are made: each may be
 * aborted, and the one that runs interrupted. */
import { abortError, unlessAborted } from "../errors.js";

/** The options of every call. */
export interface CallOptions {
  /** Ends the call: it rejects with an `AbortError`, and Python is interrupted where it runs already. */
  readonly signal?: AbortSignal | undefined;
}

/** The worker or the kernel that calls run in. */
export interface CallPlace {
  /** Ends the donkey: nothing can be called any more. */
  readonly signal: AbortSignal;
  /** Makes Python able to run. @returns what is another object where another Python has taken its place */
  open(signal: AbortSignal): Promise<unknown>;
  /** Executes code that every worker has to execute. */
  setUp(code: string, signal: AbortSignal): Promise<unknown>;
  /** Waits until what was stopped has ended. @returns true if names and modules are gone */
  stopped(): Promise<boolean>;
  /** The error of a call that was interrupted. @param error the one that it has ended with */
  interrupted(error: unknown, replaced: boolean): unknown;
}

export class CallQueue {
  readonly #place: CallPlace;
  /** Code that each worker has to execute before any call, by number, oldest first. */
  readonly #setup: ReadonlyMap<number, string> | undefined;
  /** Settles when the calls so far have. */
  #queue: Promise<unknown> = Promise.resolve();
  /** The latest call: what it is a part of, and what resolves when it has been sent. */
  #latest: { readonly part: number | undefined; readonly sent: Promise<void> } | undefined;
  /** Interrupts what runs; the next call has the same one, unless it was used. */
  #interrupts = new AbortController();
  #running = 0;
  #waiting = 0;
  /** The Python that has executed the setup's code, up to that number. */
  #attached: unknown;
  #setUp = 0;

  constructor(place: CallPlace, setup?: ReadonlyMap<number, string>) {
    this.#place = place;
    this.#setup = setup;
    place.signal.addEventListener("abort", () => this.#interrupts.abort(), { once: true });
  }

  /** How many calls wait or run. */
  get pending(): number {
    return this.#waiting + this.#running;
  }

  /**
   * Runs `action` when all calls before it have settled, in a worker that is ready for code.
   *
   * @param part calls that follow each other with the same number are parts of one: the next runs when `sent`
   *   has been called, so that the worker finds it when it has done the one before. One signal ends them all
   */
  work<T>(
    options: CallOptions | undefined,
    action: (signal: AbortSignal, sent: () => void) => Promise<T>,
    part?: number,
  ): Promise<T> {
    const inWorker = async (signal: AbortSignal, sent: () => void): Promise<T> => {
      await this.attach(signal);
      return action(signal, sent);
    };
    return this.call(options, inWorker, part);
  }

  /** Runs `action` when all calls before it have settled. @param part see {@link work} */
  call<T>(
    { signal: given }: CallOptions = {},
    action: (signal: AbortSignal, sent: () => void) => Promise<T>,
    part?: number,
  ): Promise<T> {
    const { signal: lifetime } = this.#place;
    if (lifetime.aborted) return Promise.reject(killed());
    const signal = given ? AbortSignal.any([lifetime, given]) : lifetime;
    this.#waiting++;
    const before = this.#latest;
    const { promise: sent, resolve } = Promise.withResolvers<void>();
    this.#latest = { part, sent };
    const isNext = part !== undefined && before?.part === part;
    const turn = (isNext ? before.sent : this.#queue)
      .then(() => this.#turn(signal, given, (interrupts) => action(interrupts, resolve)))
      .finally(resolve);
    this.#queue = Promise.allSettled([this.#queue, turn]);
    // A caller that gives up does not wait for the calls before.
    return given ? unlessAborted(turn, signal, aborted) : turn;
  }

  async #turn<T>(
    signal: AbortSignal,
    given: AbortSignal | undefined,
    action: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    this.#waiting--;
    if (signal.aborted) throw aborted();
    const interrupts = this.#interrupts;
    const stop = () => interrupts.abort();
    given?.addEventListener("abort", stop, { once: true });
    this.#running++;
    try {
      return await action(interrupts.signal);
    } catch (error) {
      const replaced = interrupts.signal.aborted || signal.aborted ? await this.#place.stopped() : false;
      if (signal.aborted) throw aborted();
      throw interrupts.signal.aborted ? this.#place.interrupted(error, replaced) : error;
    } finally {
      given?.removeEventListener("abort", stop);
      this.#running--;
      if (interrupts.signal.aborted && this.#interrupts === interrupts)
        this.#interrupts = new AbortController();
    }
  }

  /** Stops the call that runs. */
  async interrupt(): Promise<void> {
    if (this.#running > 0) this.#interrupts.abort();
    await this.#place.stopped();
  }

  /** Makes the worker ready for code: it executes what it has not of the setup, all of it where another one
   * has taken its place. */
  async attach(signal: AbortSignal): Promise<void> {
    const python = await this.#place.open(signal);
    if (this.#attached !== python) {
      this.#attached = python;
      this.#setUp = 0;
    }
    for (const [number, code] of this.#setup ?? []) {
      if (number <= this.#setUp) continue;
      await this.#place.setUp(code, signal);
      this.#setUp = number;
    }
  }
}

/**
 * Has each worker execute what is in `setup` under `number`, and those that replace one, unless it fails.
 *
 * @param setup statements by number; each worker executes those that it has not yet
 * @throws the failure of the first worker that has one
 */
export async function broadcast<W>(
  setup: Map<number, string>,
  number: number,
  workers: readonly W[],
  execute: (worker: W) => Promise<unknown>,
): Promise<void> {
  // At once: the worker's next call would execute it again, and fail with it.
  const forget = (error: unknown) => {
    setup.delete(number);
    throw error;
  };
  const results = await Promise.allSettled(workers.map((worker) => execute(worker).catch(forget)));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

/** The error of calls of a donkey that has ended. */
export function killed(): DOMException {
  return abortError(
    "This donkey was killed, and runs nothing any more. Ask for a new one: donkey({ type }).",
  );
}

function aborted(): DOMException {
  return abortError("The call was aborted.");
}
