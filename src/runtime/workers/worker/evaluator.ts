/** Runs sources that await nothing in a worker's environment, with as little around them as there can be:
 * donkeys do it often. */
import type { Environment } from "../../environment/environment.js";
import type { QuickRun } from "../../environment/python-environment.js";
import { unwrap } from "../../values/conversions.js";
import { attempt, Failure, rethrow } from "../../interpreters/python-half.js";
import type { ExpressionRequest } from "../shared/expressions.js";

export type QuickRequest = QuickRun & Pick<ExpressionRequest, "run" | "filename" | "source">;

type Run = (run: number, source: string, filename: string, mode: string, afresh: boolean) => unknown;

export class Evaluator {
  readonly #environment: Environment;
  #run: Run | undefined;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** True if {@link evaluate} answers at once, and not by a promise. */
  get isReady(): boolean {
    return this.#run !== undefined;
  }

  /** Has {@link evaluate} be ready. */
  async prepare(): Promise<void> {
    if (this.#run) return;
    const environment = this.#environment;
    await environment.boot();
    await environment.provide(["base", "more"]);
    const { interpreter } = environment;
    const { quick } = interpreter.importModule("pyscript._terminal_repl") as { quick: Run };
    const { enter } = interpreter;
    const data = (result: unknown) => {
      Failure.check(result);
      const value = result instanceof Promise ? result : interpreter.toJs(result);
      return value === null ? undefined : unwrap(value);
    };
    this.#run = enter
      ? (...args) => enter(quick as never, args).then(data, rethrow)
      : (...args) => data(attempt(() => quick(...args)));
  }

  /**
   * Runs a source for a run that the environment knows.
   *
   * @returns its value, or a promise of it
   * @throws PythonError when Python raises, TypeError when the value cannot cross
   */
  evaluate({ run, source, filename, mode, afresh }: QuickRequest): unknown {
    if (!this.#run) throw new Error("The evaluator is not ready.");
    return this.#run(run, source, filename, mode, afresh);
  }
}
