/**
 * A place where Python runs: an interpreter with its configuration, on the main thread (an `Environment`) or
 * in a worker (a `WorkerEnvironment`). Code that runs scripts knows this much and no more.
 */
import type { ResolvedConfig } from "../config/types.js";
import type { Interpreter, InterpreterType, LoadProgress } from "../interpreters/interpreter.js";
import type { RunQueue } from "../runs/run-queue.js";
import type { Run } from "../runs/run.js";
import type { PythonWorker } from "../workers/shared/python-worker.js";

/** How a source is to be run. */
export interface RunRequest<R extends Run> {
  readonly run: R;
  readonly source: string;
  /** Lets the source's top level `await`. */
  readonly async: boolean;
  /** The element that hooks get as the source's origin. */
  readonly element: unknown;
  /** Python that is executed first, of this library's own. */
  readonly prelude?: string | undefined;
  /** Calls no hooks: an entry at a prompt is no script. */
  readonly bare?: boolean | undefined;
  /** How a source runs with little around it that awaits nothing; in workers only. */
  readonly quick?: QuickRun | undefined;
}

/** A source that awaits nothing, and runs with as little around it as there can be. */
export interface QuickRun {
  /**
   * - `evaluate`: it is an expression; a value that cannot cross is a `TypeError`;
   * - `execute`: its statements are executed, and have no value;
   * - `enter`: it is executed as if it had been entered at a prompt, which shows what it raises; the value
   *   says whether the session is to end.
   */
  readonly mode: "evaluate" | "execute" | "enter";
  /** Forgets the names that others have set before. */
  readonly afresh: boolean;
}

/** Returns true if the top level of a source awaits nothing, as far as its text tells. */
export function awaitsNothing(source: string): boolean {
  return !/\b(?:await|async)\b/.test(source);
}

export interface PythonEnvironment<R extends Run = Run> {
  readonly type: InterpreterType;
  readonly config: ResolvedConfig;
  /** The worker that the place is in; null on the main thread. */
  readonly worker: PythonWorker | null;
  /** The order in which sources run. */
  readonly queue: RunQueue;
  /** The runs whose signal has not aborted, by number, oldest first. */
  readonly runs: ReadonlyMap<number, R>;
  /** Aborts when the place ends. */
  readonly signal: AbortSignal;
  /** True if sources can run now. */
  readonly booted: boolean;

  /** The error that booting has failed with, while a script waits for another try that succeeds: whoever
   * comes later waits with it, and does not ask for the same again. */
  readonly failure: unknown;

  /**
   * Makes sources able to run. The first call does it; later ones wait for the same, or try again where it
   * failed.
   *
   * @param source what is going to run first, so that a worker can load what that imports while it starts
   * @throws LoadError, ConfigError, or an `AbortError` when the place has ended
   */
  boot(source?: Promise<{ readonly code: string }>): Promise<unknown>;

  /** Tells `listener` how loading goes, until `signal` aborts. */
  onProgress(listener: (progress: LoadProgress) => void, signal: AbortSignal): void;

  /** Calls `callback` once when a boot succeeds after one that failed, unless `signal` aborts before. */
  onRecovered(callback: () => void, signal: AbortSignal): void;

  /**
   * Runs a source, hooks around it.
   *
   * @param signal stops it: at an `await` on the main thread, wherever it is in a worker
   * @returns the value of its last expression, by value where it can be
   * @throws PythonError when Python raised, an `AbortError` when `signal` aborted
   */
  run(request: RunRequest<R>, signal: AbortSignal): Promise<unknown>;

  /**
   * Waits until what was stopped has ended. @returns whether the place was replaced for that: names and
   * modules are gone then. Absent where stopping takes no time.
   */
  stopped?(): Promise<boolean>;

  /** Takes an exception of `run` that nobody caught. */
  report(error: unknown, run: number): void;

  /** Ends the place and everything in it. */
  dispose(): void;
}

/** The origin of an error; `config` is absent if loading it failed. */
export type ErrorOrigin = Pick<PythonEnvironment, "type" | "worker"> &
  Partial<Pick<PythonEnvironment, "config">>;

/** The page's half of an environment: the host that Python's package stands on is made from it. */
export interface HostedEnvironment<R extends Run = Run> {
  readonly type: InterpreterType;
  readonly config: Pick<ResolvedConfig, "values" | "python">;
  /** The modules of the configuration's `js_modules` that are the page's, by name. */
  readonly jsModules: ReadonlyMap<string, object>;
  readonly runs: ReadonlyMap<number, R>;
  /** Read when Python calls the host, so later than the host is made. */
  readonly interpreter: Pick<Interpreter, "retain" | "folders" | "readFile" | "writeFile" | "toJs">;
  readonly signal: AbortSignal;
  installPackages(names: readonly string[]): Promise<void>;
  /** Takes what nobody caught. */
  report(error: unknown, run: number): void;
}
