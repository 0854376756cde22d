/** What is read from a person, and what came of it. */
import type { History } from "./history.js";

/** What a person has entered: a line; the end of input (Ctrl-D on an empty line); an interrupt (Ctrl-C). */
export type Entry =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "end" }
  | { readonly kind: "interrupt" }
  | { readonly kind: "paste-mode" };

/** What can complete the text before the cursor. */
export interface Completion {
  /** How much of the text before the cursor the options stand for, in characters. */
  readonly replaces: number;
  readonly options: readonly string[];
}

/** What is to be read, and how. */
export interface ReadOptions {
  readonly prompt: string;
  /** What stands before further lines; then Python's source is read, of as many lines as it takes. */
  readonly continuation?: string;
  /** Whether what is typed is hidden, as for a password. */
  readonly hidden?: boolean;
  /** Whether Ctrl-E on an empty line asks for MicroPython's paste mode. */
  readonly pasteMode?: boolean;
  /** Whether everything is taken as it is until Ctrl-D. */
  readonly verbatim?: boolean;
  readonly history?: History;
  /** Where the prompt begins; by default in the first column. */
  readonly startColumn?: number;
  readonly complete?: (before: string) => Promise<Completion>;
  /** A prompt reads again after this until that aborts: what is typed between is for it, Tab too. */
  readonly session?: AbortSignal;
}
