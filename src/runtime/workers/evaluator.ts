/** Evaluates expressions in a worker's environment with as little around them as there can be: donkeys do it often. */
import type { Environment } from "../environment.js";
import { unwrap } from "../values.js";
import { attempt, Failure, rethrow } from "../interpreters/python-half.js";

type Evaluate = (run: number, source: string, afresh: boolean) => unknown;

export class Evaluator {
  readonly #environment: Environment;
  #evaluate: Evaluate | undefined;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Whether {@link evaluate} answers at once, and not by a promise. */
  get isReady(): boolean {
    return this.#evaluate !== undefined;
  }

  /** Has {@link evaluate} be ready. */
  async prepare(): Promise<void> {
    if (this.#evaluate) return;
    const environment = this.#environment;
    await environment.boot();
    await environment.provide(["base", "more"]);
    const { interpreter } = environment;
    const { evaluate } = interpreter.importModule("pyscript._repl") as { evaluate: Evaluate };
    const { enter } = interpreter;
    const data = (result: unknown) => {
      Failure.check(result);
      const value = result instanceof Promise ? result : interpreter.toJs(result);
      return value === null ? undefined : unwrap(value);
    };
    this.#evaluate = enter
      ? (...args) => enter(evaluate as never, args).then(data, rethrow)
      : (...args) => data(attempt(() => evaluate(...args)));
  }

  /**
   * Evaluates an expression for a run that the environment knows.
   *
   * @param afresh whether names that others have set are forgotten before
   * @returns its value, or a promise of it
   * @throws PythonError when Python raises, TypeError when the value cannot cross
   */
  evaluate(run: number, source: string, afresh: boolean): unknown {
    if (!this.#evaluate) throw new Error("The evaluator is not ready.");
    return this.#evaluate(run, source, afresh);
  }
}
