/**
 * A donkey: a Python world that waits for code, and runs one call after the other, in the order in which
 * they are made.
 *
 * This is what it does; where it runs (a {@link PythonEnvironment}, in a worker) and what shows its output it
 * is given. The page's face of it is `src/donkey.ts`.
 */
import { dedent } from "../runs/dedent.js";
import { abortError, PythonError } from "../errors.js";
import { awaitsNothing, type PythonEnvironment, type QuickRun } from "../environment/python-environment.js";
import { Repl } from "../terminal/repl.js";
import { attachTerminal, type RunTerminal, type TerminalRun } from "../terminal/run-terminal.js";
import { CallQueue, type CallOptions } from "./call-queue.js";
import { WorkerPlace } from "./worker-place.js";

export type { CallOptions };

/** How the items of a map are handed out. */
export interface MapOptions extends CallOptions {
  /**
   * How many items a worker gets at a time; at least 1. By default an array goes in four parts per worker,
   * and other iterables item by item.
   */
  readonly chunk?: number | undefined;
  /** False has results in the order in which they come; by default they are in the order of the items. */
  readonly ordered?: boolean | undefined;
  /** Hears how far it is, after each chunk. */
  readonly onProgress?: ((progress: MapProgress) => void) | undefined;
  /** False shows no bar in the terminal, which is there by default when a map takes longer than a second. */
  readonly bar?: boolean | undefined;
}

/** How far a map is. */
export interface MapProgress {
  /** Items with a result. */
  readonly done: number;
  /** Items in all; undefined where they are iterated over and their end has not come. */
  readonly total: number | undefined;
}

/** The items of a map: each crosses by value, see `docs/reference/values.md`. */
export type Items = Iterable<unknown> | AsyncIterable<unknown>;

/** The error that a map rejects with. */
export interface ItemError extends Error {
  /** The place of the item, from 0. */
  readonly index: number;
}

/** The methods of a donkey for many items, on as many workers as it has. */
export interface MapMethods {
  /**
   * Applies a function to each item.
   *
   * @param function_ the name of a Python function, an expression of one (`"math.sqrt"`, `"lambda x: x +
   *   1"`), or statements that define one, the last of their top level. It may be asynchronous.
   * @returns the results, in the order of the items
   * @throws ItemError for the first item that fails, a `PythonError` when Python raised: no more are begun,
   *   and those under way are interrupted. An item whose worker ends is tried once more.
   * @example
   * ```js
   * const py = await donkey({ type: "py", workers: "auto" });
   * await py.broadcast("import math");
   * await py.map("math.factorial", [10, 20]); // [3628800, 2432902008176640000n]
   * ```
   */
  map(function_: string, items: Items, options?: MapOptions): Promise<unknown[]>;
  /**
   * {@link MapMethods.map} with a list of arguments for each item.
   *
   * @example
   * ```js
   * await py.starmap("pow", [[2, 3], [5, 2]]); // [8, 25]
   * ```
   */
  starmap(function_: string, items: Items, options?: MapOptions): Promise<unknown[]>;
  /**
   * {@link MapMethods.map}, its results one by one as they come. Leaving the loop ends it.
   *
   * @example
   * ```js
   * for await (const result of py.imap("simulate", parameters)) show(result);
   * ```
   */
  imap(function_: string, items: Items, options?: MapOptions): AsyncIterableIterator<unknown>;
  /**
   * Executes statements in each worker, and in those that replace one: definitions for a map.
   *
   * @throws PythonError when Python raises in one of them
   */
  broadcast(code: string, options?: CallOptions): Promise<void>;
}

/** The methods of a donkey. None needs its `this`: methods can be taken from it. */
export interface DonkeyMethods extends MapMethods {
  /**
   * Shows code and what it prints, as a prompt would, tracebacks included; resolves when it has run.
   *
   * @example
   * ```js
   * await process('print("Hello from Python!")');
   * ```
   */
  process(code: string, options?: CallOptions): Promise<void>;
  /**
   * Executes statements; what they print is shown.
   *
   * @throws PythonError when Python raises; the terminal shows the traceback, too
   */
  execute(code: string, options?: CallOptions): Promise<void>;
  /**
   * Evaluates an expression. A task, a coroutine or another awaitable is waited for.
   *
   * @returns its value, as plain JavaScript
   * @throws PythonError when Python raises
   * @example
   * ```js
   * await evaluate("2 + 2"); // 4
   * ```
   */
  evaluate(expression: string, options?: CallOptions): Promise<unknown>;
  /** Takes away what the terminal shows. */
  clear(options?: CallOptions): Promise<void>;
  /** Makes the terminal as it was at the beginning, colours included. */
  reset(options?: CallOptions): Promise<void>;
  /**
   * Stops the call that runs: it rejects with a `PythonError` named `KeyboardInterrupt`. Python's names stay
   * if memory is shared or Python was waiting; else the worker is replaced.
   */
  interrupt(): Promise<void>;
  /** Ends the donkey: what is pending rejects with an `AbortError`, and so does every later call. */
  kill(): Promise<void>;
}

/** The terminal that shows a donkey's output. */
export interface DonkeyTerminal extends RunTerminal {
  clear(): Promise<void>;
  reset(): Promise<void>;
}

export interface DonkeyParts<R extends TerminalRun> {
  readonly environment: PythonEnvironment<R>;
  /** The run that all calls belong to; its signal ends with the donkey. */
  readonly run: R;
  readonly terminal: DonkeyTerminal;
  /** True if calls see the names of earlier ones. */
  readonly persistent: boolean;
  /** Code that each worker has to execute before anything else, by number, oldest first. */
  readonly setup?: ReadonlyMap<number, string> | undefined;
}

/** The methods of one worker; a pool has several. */
export type WorkerMethods = Omit<DonkeyMethods, keyof MapMethods>;

const REPL = '__import__("pyscript._terminal_repl", None, None, ["fresh"])';

export class DonkeyCore<R extends TerminalRun> implements WorkerMethods {
  readonly #parts: DonkeyParts<R>;
  readonly #repl: Repl<R>;
  /** Its calls; maps come in their order, too. */
  readonly calls: CallQueue;
  readonly #end: (reason: Error) => void;

  /** @param end ends the worker, the terminal and the run */
  constructor(parts: DonkeyParts<R>, end: (reason: Error) => void) {
    this.#parts = parts;
    this.#end = end;
    const { environment, run, terminal, setup } = parts;
    this.#repl = new Repl(environment, run, terminal);
    const place = new WorkerPlace({ environment, run, prelude: () => attachTerminal(run, terminal) });
    this.calls = new CallQueue(place, setup);
  }

  readonly process = (code: string, options?: CallOptions): Promise<void> =>
    this.calls.work(options, async (signal) => {
      if (!this.#parts.persistent) await this.#run("None", signal);
      await this.#repl.process(code, signal);
    });

  readonly execute = (code: string, options?: CallOptions): Promise<void> =>
    this.calls.call(options, async (signal) => {
      try {
        const source = dedent(code);
        await this.calls.attach(signal);
        if (awaitsNothing(source)) await this.#runQuick("execute", source, signal);
        else await this.#run(source, signal);
      } catch (error) {
        if (error instanceof PythonError && !signal.aborted) this.showTraceback(error);
        throw error;
      }
    });

  readonly evaluate = (expression: string, options?: CallOptions): Promise<unknown> =>
    this.calls.call(options, async (signal) => {
      try {
        const source = dedent(expression).trim();
        await this.calls.attach(signal);
        if (awaitsNothing(source)) return await this.#runQuick("evaluate", source, signal);
        // In brackets, so that a statement is an error, as it is for Python's eval().
        const settled = `await ${REPL}.settled(globals().pop("__value__"))`;
        return await this.#run(`__value__ = (${source}\n)\n${settled}`, signal);
      } catch (error) {
        if (error instanceof PythonError && !signal.aborted) this.showTraceback(error);
        throw error;
      }
    });

  readonly clear = (options?: CallOptions): Promise<void> =>
    this.calls.call(options, () => this.#parts.terminal.clear());

  readonly reset = (options?: CallOptions): Promise<void> =>
    this.calls.call(options, () => this.#parts.terminal.reset());

  readonly interrupt = (): Promise<void> => this.calls.interrupt();

  readonly kill = async (): Promise<void> => {
    if (!this.#parts.run.signal.aborted) this.#end(abortError("The donkey was killed."));
  };

  #run(source: string, signal: AbortSignal): Promise<unknown> {
    const { environment, run, persistent } = this.#parts;
    const prelude = persistent ? undefined : `${REPL}.fresh()`;
    return environment.run({ run, source, async: true, element: null, bare: true, prelude }, signal);
  }

  #runQuick(mode: QuickRun["mode"], source: string, signal: AbortSignal): Promise<unknown> {
    const { environment, run, persistent } = this.#parts;
    const quick: QuickRun = { mode, afresh: !persistent };
    return environment.run({ run, source, async: false, element: null, bare: true, quick }, signal);
  }

  /** Shows what a call has raised. */
  showTraceback({ traceback }: PythonError): void {
    this.#parts.terminal.write(`\x1b[31m${traceback.trimEnd()}\x1b[0m\n`);
  }
}
