/** The messages of a debugged run, and the answers of the page: JSON, both ways. */

/** A value as it is shown; with a number where it can be opened. */
export type Shown = readonly [name: string, type: string, text: string, number: number | null];

export interface DebugFrame {
  readonly name: string;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly variables: readonly Shown[];
}

/** Python has stopped before a line, at `breakpoint()`, or where an exception was raised that nobody
 * catches. */
export interface DebugStop {
  readonly reason: "line" | "breakpoint" | "exception";
  readonly error: string | null;
  /** The innermost first. */
  readonly frames: readonly DebugFrame[];
}

/** The answer to `open` (a list) or `watch` (one). */
export interface DebugAnswer {
  readonly answer: readonly Shown[] | Shown;
}

/** Lines with breakpoints, by file. */
export type DebugLines = Readonly<Record<string, readonly number[]>>;

export type DebugCommand =
  | { readonly command: "continue" | "over" | "into" | "out"; readonly lines: DebugLines }
  | { readonly command: "open"; readonly value: number }
  | { readonly command: "watch"; readonly source: string; readonly frame: number };
