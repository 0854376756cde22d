/** The terminal of a run: it prints to it and reads from it. */
import type { Run } from "../runs/run.js";
import type { Entry, ReadOptions } from "./input-types.js";

export interface RunTerminal {
  /** The object that Python calls `__terminal__`: the terminal of xterm.js. */
  readonly xterm: { readonly cols: number; readonly rows: number };
  /** Shows text, as terminals do: line ends, colours and the like by their codes. */
  write(text: string): void;
  /**
   * Reads what a person enters, once all that was written is shown. Reads that overlap wait for each other.
   *
   * @param signal ends it: it rejects with the signal's reason
   */
  read(options: ReadOptions, signal?: AbortSignal): Promise<Entry>;
}

/** A run that may have a terminal. */
export interface TerminalRun extends Run {
  readonly terminal?: RunTerminal | undefined;
}

/** The page's functions that Python calls for terminals; part of `host/host.ts`. */
export interface TerminalHost {
  /** Shows what a run printed. @param count of how many writes that is made, by default one */
  terminal_write(run: number, text: string, count?: number): void;
  /**
   * Reads a line.
   *
   * @param kind `line`; `hidden`: it is not shown; `source`: a statement of Python, of several lines perhaps
   * @param names the names that complete typed text, separated by spaces
   * @param after how often the run has written before: from a worker, that may arrive later than this
   * @returns `l` and the line; `e` at the end of input; `i` when Ctrl-C was pressed
   */
  terminal_read(run: number, prompt: string, kind: string, names: string, after: number): Promise<string>;
  /** Gives up what the run reads. */
  terminal_cancel(run: number): void;
  /** The terminal's columns and rows, separated by a space; empty where there is none. */
  terminal_size(run: number): string;
  /** The terminal of xterm.js; null where there is none. */
  terminal_xterm(run: number): object | null;
}

/** Python that lets `run` use its terminal: a prelude. A worker without a link receives the size only
 * here. */
export function attachTerminal(run: Run, terminal: RunTerminal): string {
  return `__import__("pyscript._terminal", None, None, ["attach"]).attach(${run.id}, "${sizeOf(terminal)}")`;
}

/** Columns and rows, as Python reads them. */
export function sizeOf({ xterm: { cols, rows } }: RunTerminal): string {
  return `${cols} ${rows}`;
}
