/** A donkey's worker, for its calls. */
import type { PythonEnvironment } from "../environment/python-environment.js";
import { PythonError } from "../errors.js";
import type { Run } from "../runs/run.js";
import type { CallPlace } from "./call-queue.js";

export interface WorkerPlaceParts<R extends Run> {
  readonly environment: PythonEnvironment<R>;
  /** The run that all calls belong to; its signal ends with the donkey. */
  readonly run: R;
  /** Returns what a worker executes before all else. */
  readonly prelude?: (() => string) | undefined;
}

export class WorkerPlace<R extends Run> implements CallPlace {
  readonly #parts: WorkerPlaceParts<R>;
  /** The worker that has executed the prelude; another one may have taken its place. */
  #begun: unknown;

  constructor(parts: WorkerPlaceParts<R>) {
    this.#parts = parts;
  }

  get signal(): AbortSignal {
    return this.#parts.run.signal;
  }

  async open(signal: AbortSignal): Promise<unknown> {
    const { environment, prelude } = this.#parts;
    const worker = await environment.boot();
    if (this.#begun !== worker) {
      const source = prelude?.();
      if (source) await this.setUp(source, signal);
      this.#begun = worker;
    }
    return worker;
  }

  setUp(source: string, signal: AbortSignal): Promise<unknown> {
    const { environment, run } = this.#parts;
    return environment.run({ run, source, async: true, element: null, bare: true }, signal);
  }

  async stopped(): Promise<boolean> {
    return (await this.#parts.environment.stopped?.()) ?? false;
  }

  interrupted(_error: unknown, replaced: boolean): PythonError {
    return keyboardInterrupt(
      replaced ? "the worker had to be replaced for that: names and modules are gone" : "",
    );
  }
}

/** The error of what was interrupted. @param note for its author */
export function keyboardInterrupt(note = ""): PythonError {
  return new PythonError({
    type: "KeyboardInterrupt",
    message: note,
    traceback: `KeyboardInterrupt${note && `: ${note}`}\n`,
    filename: "",
    lineno: 0,
  });
}
