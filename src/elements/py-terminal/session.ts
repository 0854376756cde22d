/** Runs after a terminal's source: a prompt, and code that is processed as if it had been entered. */
import { abortError } from "../../runtime/errors.js";
import { Repl } from "../../runtime/terminal/repl.js";
import { errorText } from "../output-element.js";
import type { ScriptEnvironment, ScriptRun } from "../types.js";

export class TerminalSession {
  #repl: Repl<ScriptRun> | undefined;
  #served = Promise.withResolvers<Repl<ScriptRun>>();
  /** Settles when what was given to {@link process} so far has run. */
  #processed: Promise<unknown> = Promise.resolve();

  /** True if a source has run. */
  get serves(): boolean {
    return this.#repl !== undefined;
  }

  /**
   * A source has run: more can be run where it has.
   *
   * @param prompt whether a prompt is shown
   */
  serve(environment: ScriptEnvironment, run: ScriptRun, prompt: boolean): void {
    const { terminal, signal } = run;
    if (this.#repl || !terminal) return;
    this.#repl = new Repl(environment, run, terminal);
    this.#served.resolve(this.#repl);
    if (!prompt) return;
    this.#repl.interact(signal).catch((error: unknown) => {
      if (!signal.aborted) terminal.write(inRed(error instanceof Error ? error : new Error(String(error))));
    });
  }

  /**
   * Shows and runs code, when all before it has run.
   *
   * @param start has a source run where none has
   */
  process(code: string, start: () => Promise<unknown>): Promise<void> {
    const processed = this.#processed.then(async () => {
      if (!this.#repl) await start();
      await (await this.#served.promise).process(code, new AbortController().signal);
    });
    this.#processed = processed.catch(() => {});
    return processed;
  }

  /** Interrupts what was entered or processed. @returns whether anything was running */
  interrupt(): boolean {
    return this.#repl?.interrupt() ?? false;
  }

  /** The environment has ended, and what waited for it with it. */
  end(): void {
    this.#repl = undefined;
    this.#served.promise.catch(() => {});
    this.#served.reject(abortError("The terminal's script has ended."));
    this.#served = Promise.withResolvers();
  }
}

/** An error as terminals show it. */
export function inRed(error: Error): string {
  return `\x1b[31m${errorText(error)}\x1b[0m\n`;
}
