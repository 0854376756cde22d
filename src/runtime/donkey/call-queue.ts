/** The calls of one worker, one after the other, in the order in which they are made: each may be aborted,
 * and the one that runs interrupted. */
import { abortError, PythonError, unlessAborted } from "../errors.js";
import type { PythonEnvironment } from "../environment/python-environment.js";
import type { Run } from "../runs/run.js";

/** The options of every call. */
export interface CallOptions {
  /** Ends the call: it rejects with an `AbortError`, and Python is interrupted where it runs already. */
  readonly signal?: AbortSignal | undefined;
}

export interface CallQueueParts<R extends Run> {
  readonly environment: PythonEnvironment<R>;
  /** The run that all calls belong to; nothing can be called when its signal has aborted. */
  readonly run: R;
  /** Returns what a worker executes before all else. */
  readonly prelude?: (() => string) | undefined;
  /** Code that each worker has to execute before any call, by number, oldest first. */
  readonly setup?: ReadonlyMap<number, string> | undefined;
}

export class CallQueue<R extends Run> {
  readonly #parts: CallQueueParts<R>;
  /** Settles when the calls so far have. */
  #queue: Promise<unknown> = Promise.resolve();
  /** Interrupts what runs; the next call has the same one, unless it was used. */
  #interrupts = new AbortController();
  #running = false;
  /** The worker that has executed the prelude; another one may have taken its place. */
  #attached: unknown;
  /** The number of the setup's code that it has executed last. */
  #setUp = 0;

  constructor(parts: CallQueueParts<R>) {
    this.#parts = parts;
    parts.run.signal.addEventListener("abort", () => this.#interrupts.abort(), { once: true });
  }

  /** Runs `action` when all calls before it have settled, in a worker that is ready for code. */
  work<T>(options: CallOptions | undefined, action: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.call(options, async (signal) => {
      await this.attach(signal);
      return action(signal);
    });
  }

  /** Runs `action` when all calls before it have settled. */
  call<T>({ signal: given }: CallOptions = {}, action: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal: lifetime } = this.#parts.run;
    if (lifetime.aborted) {
      return Promise.reject(
        abortError("This donkey was killed, and runs nothing any more. Ask for a new one: donkey({ type })."),
      );
    }
    const signal = given ? AbortSignal.any([lifetime, given]) : lifetime;
    const turn = this.#queue.then(() => this.#turn(signal, given, action));
    this.#queue = turn.catch(() => {});
    // A caller that gives up does not wait for the calls before.
    return given ? unlessAborted(turn, signal, aborted) : turn;
  }

  async #turn<T>(
    signal: AbortSignal,
    given: AbortSignal | undefined,
    action: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (signal.aborted) throw aborted();
    const interrupts = this.#interrupts;
    const stop = () => interrupts.abort();
    given?.addEventListener("abort", stop, { once: true });
    this.#running = true;
    try {
      return await action(interrupts.signal);
    } catch (error) {
      const replaced = interrupts.signal.aborted || signal.aborted ? await this.#stopped() : false;
      if (signal.aborted) throw aborted();
      if (interrupts.signal.aborted) throw interrupted(replaced);
      throw error;
    } finally {
      given?.removeEventListener("abort", stop);
      this.#running = false;
      if (interrupts.signal.aborted) this.#interrupts = new AbortController();
    }
  }

  /** Stops the call that runs. */
  async interrupt(): Promise<void> {
    if (this.#running) this.#interrupts.abort();
    await this.#parts.environment.stopped?.();
  }

  /** Waits until what was stopped has ended. */
  async #stopped(): Promise<boolean> {
    return (await this.#parts.environment.stopped?.()) ?? false;
  }

  /** Makes the worker ready for code, once, and again where another one has taken its place. */
  async attach(signal: AbortSignal): Promise<void> {
    const { environment, run, prelude, setup } = this.#parts;
    const worker = await environment.boot();
    if (this.#attached !== worker) {
      const source = prelude?.();
      if (source) await environment.run({ run, source, async: true, element: null, bare: true }, signal);
      this.#attached = worker;
      this.#setUp = 0;
    }
    if (!setup) return;
    for (const [number, code] of setup) {
      if (number <= this.#setUp) continue;
      await environment.run({ run, source: code, async: true, element: null, bare: true }, signal);
      this.#setUp = number;
    }
  }
}

function aborted(): DOMException {
  return abortError("The call was aborted.");
}

function interrupted(replaced: boolean): PythonError {
  const note = replaced ? "the worker had to be replaced for that: names and modules are gone" : "";
  return new PythonError({
    type: "KeyboardInterrupt",
    message: note,
    traceback: `KeyboardInterrupt${note && `: ${note}`}\n`,
    filename: "",
    lineno: 0,
  });
}
