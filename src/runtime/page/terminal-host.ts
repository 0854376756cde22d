/** The page's half of `pyscript._terminal`: what a run prints and reads goes to its terminal. */
import { History } from "../terminal/history.js";
import type { Completion, Entry, ReadOptions } from "../terminal/input-types.js";
import { sizeOf, type RunTerminal, type TerminalHost, type TerminalRun } from "../terminal/run-terminal.js";

/** @param runs by their numbers */
export function createTerminalHost(runs: () => ReadonlyMap<number, TerminalRun>): TerminalHost {
  const reading = new Map<number, AbortController>();
  /** How often runs have written, and what waits for them to. */
  const written = new Map<number, number>();
  const waiting = new Map<number, { readonly after: number; resolve(): void }>();
  const histories = new WeakMap<RunTerminal, Record<string, History>>();
  const historyOf = (terminal: RunTerminal, kind: string): History => {
    let kinds = histories.get(terminal);
    if (!kinds) histories.set(terminal, (kinds = {}));
    return (kinds[kind] ??= new History());
  };
  return {
    terminal_write(run, text, added = 1) {
      const count = (written.get(run) ?? 0) + added;
      written.set(run, count);
      runs().get(run)?.terminal?.write(text);
      const waits = waiting.get(run);
      if (waits && count >= waits.after) waits.resolve();
    },
    async terminal_read(number, prompt, kind, names, after) {
      const run = runs().get(number);
      if (!run?.terminal) return "e";
      if ((written.get(number) ?? 0) < after) {
        await new Promise<void>((resolve) => waiting.set(number, { after, resolve }));
        waiting.delete(number);
      }
      const { terminal, signal } = run;
      const cancel = new AbortController();
      reading.set(number, cancel);
      const options: ReadOptions = {
        prompt,
        ...(kind === "hidden" ? { hidden: true } : { history: historyOf(terminal, kind) }),
        ...(kind === "source" && {
          continuation: prompt.replace(/>>> $/, "... "),
          complete: (before: string) => Promise.resolve(completion(before, names.split(" "))),
        }),
      };
      try {
        return answer(await terminal.read(options, AbortSignal.any([signal, cancel.signal])));
      } catch {
        return "i"; // Given up, or the run has gone.
      } finally {
        reading.delete(number);
      }
    },
    terminal_cancel: (run) => reading.get(run)?.abort(),
    terminal_size(run) {
      const terminal = runs().get(run)?.terminal;
      return terminal ? sizeOf(terminal) : "";
    },
    terminal_xterm: (run) => runs().get(run)?.terminal?.xterm ?? null,
  };
}

function answer(entry: Entry): string {
  return entry.kind === "line" ? `l${entry.text}` : entry.kind === "interrupt" ? "i" : "e";
}

/** Completes a name out of a list. */
function completion(before: string, names: readonly string[]): Completion {
  const word = /[\p{L}\p{N}_.]*$/u.exec(before)?.[0] ?? "";
  return { replaces: word.length, options: names.filter((name) => name.startsWith(word)) };
}
