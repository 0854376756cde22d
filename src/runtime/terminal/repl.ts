/**
 * A prompt: reads, has Python execute what was read, in a loop. Python's half is
 * `python/pyscript/_terminal_repl.py`.
 *
 * Neither interpreter's own loop is used. `code.interact()` blocks the thread while it waits for a line, and
 * MicroPython's `replProcessChar` spins, cannot complete names of several parts, and knows no wide
 * characters; see `docs/decisions/0082-prompt.md`.
 */
import { awaitsNothing, type PythonEnvironment } from "../environment/python-environment.js";
import type { Run } from "../runs/run.js";
import { History } from "./history.js";
import type { Completion, Entry } from "./input-types.js";
import { attachTerminal, type RunTerminal } from "./run-terminal.js";
import { entryOf, MORE, PROMPT, shownEntry } from "./shown-entry.js";

const MODULE = '__import__("pyscript._terminal_repl", None, None, ["push"])';

export class Repl<R extends Run> {
  readonly #environment: PythonEnvironment<R>;
  readonly #run: R;
  readonly #terminal: RunTerminal;
  readonly #history = new History();
  /** The statement that was entered, and those that are processed meanwhile. */
  readonly #running = new Set<AbortController>();

  constructor(environment: PythonEnvironment<R>, run: R, terminal: RunTerminal) {
    this.#environment = environment;
    this.#run = run;
    this.#terminal = terminal;
  }

  /** Interrupts what runs. @returns whether anything does */
  interrupt(): boolean {
    for (const running of this.#running) running.abort();
    return this.#running.size > 0;
  }

  /** Reads and executes, until `signal` aborts; then it rejects with the signal's reason. */
  async interact(signal: AbortSignal): Promise<never> {
    for (;;) {
      await this.#greet(signal);
      await this.#session(signal);
      await this.#start("$.fresh()", signal);
    }
  }

  /** Executes `source`, shown as if it had been entered. The run has its terminal already. */
  async process(source: string, signal: AbortSignal): Promise<void> {
    const code = entryOf(source);
    this.#terminal.write(shownEntry(code));
    await this.#push(code, signal, "False", this.#environment.worker !== null && awaitsNothing(code));
  }

  async #greet(signal: AbortSignal): Promise<void> {
    this.#terminal.write(String(await this.#start("$.greeting()", signal)));
  }

  /** One prompt after the other, until Ctrl-D or `exit()`. */
  async #session(signal: AbortSignal): Promise<void> {
    const isMicroPython = this.#environment.type === "mpy";
    for (;;) {
      const entry = await this.#read(signal, isMicroPython);
      if (entry.kind === "interrupt") this.#terminal.write("\nKeyboardInterrupt\n");
      else if (entry.kind === "paste-mode") await this.#pasteMode(signal);
      else if (entry.kind === "end" || (await this.#push(entry.text, signal))) {
        this.#terminal.write(isMicroPython ? "MPY: soft reboot\n" : "Python starts afresh.\n");
        return;
      }
    }
  }

  #read(signal: AbortSignal, pasteMode: boolean): Promise<Entry> {
    const complete = (before: string) => this.#complete(before, signal);
    return this.#terminal.read(
      { prompt: PROMPT, continuation: MORE, history: this.#history, complete, pasteMode, session: signal },
      signal,
    );
  }

  /** MicroPython's: everything until Ctrl-D is one source. */
  async #pasteMode(signal: AbortSignal): Promise<void> {
    this.#terminal.write("paste mode; Ctrl-C to cancel, Ctrl-D to finish\n");
    const entry = await this.#terminal.read({ prompt: "=== ", continuation: "=== ", verbatim: true }, signal);
    if (entry.kind === "line") await this.#push(entry.text, signal, "True");
  }

  /**
   * @param silent Python, whether values are not shown
   * @param quickly whether it awaits nothing, and is in a worker
   * @returns whether the session is to end
   */
  async #push(source: string, signal: AbortSignal, silent = "False", quickly = false): Promise<boolean> {
    if (!source.trim()) return false;
    const running = new AbortController();
    this.#running.add(running);
    try {
      const stopped = AbortSignal.any([signal, running.signal]);
      const ended = quickly
        ? await this.#enter(source, stopped)
        : await this.#start(`await $.push(${literal(source)}, ${silent})`, stopped);
      return ended === true;
    } catch (error) {
      signal.throwIfAborted();
      if (!running.signal.aborted) throw error;
      this.#terminal.write("KeyboardInterrupt\n"); // It came before Python's half could say so, or ended it.
      if (await this.#environment.stopped?.()) {
        this.#terminal.write("The worker had to be replaced to stop this: names and modules are gone.\n");
      }
      return false;
    } finally {
      this.#running.delete(running);
    }
  }

  async #complete(before: string, signal: AbortSignal): Promise<Completion> {
    const answer = await this.#start(`$.complete(${literal(before)})`, signal);
    const [replaces, options] = JSON.parse(String(answer)) as [number, string[]];
    return { replaces, options };
  }

  #enter(source: string, signal: AbortSignal): Promise<unknown> {
    const quick = { mode: "enter", afresh: false } as const;
    return this.#environment.run(
      { run: this.#run, source, async: false, element: null, bare: true, quick },
      signal,
    );
  }

  /** @param call Python, with `$` for its module */
  #start(call: string, signal: AbortSignal): Promise<unknown> {
    const run = this.#run;
    return this.#environment.run(
      {
        run,
        source: call.replace("$", () => MODULE),
        async: true,
        element: null,
        prelude: attachTerminal(run, this.#terminal),
        bare: true,
      },
      signal,
    );
  }
}

/** Text as Python writes it. */
export function literal(text: string): string {
  return JSON.stringify(text);
}
