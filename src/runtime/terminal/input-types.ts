/** An input from a person, and its result. */
import type { History } from "./history.js";

/** The entry of a person: a line; the end of input (Ctrl-D on an empty line); an interrupt (Ctrl-C). */
export type Entry =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "end" }
  | { readonly kind: "interrupt" }
  | { readonly kind: "paste-mode" };

/** Completes the text before the cursor. */
export interface Completion {
  /** How much of the text before the cursor the options stand for, in characters. */
  readonly replaces: number;
  readonly options: readonly string[];
}

/** The options for reading an input. */
export interface ReadOptions {
  readonly prompt: string;
  /** The text before further lines; with it, Python's source is read, of as many lines as it takes. */
  readonly continuation?: string;
  /** Hides the typed text, as for a password. */
  readonly hidden?: boolean;
  /** Lets Ctrl-E on an empty line ask for MicroPython's paste mode. */
  readonly pasteMode?: boolean;
  /** Takes everything as it is until Ctrl-D. */
  readonly verbatim?: boolean;
  readonly history?: History;
  /** The column of the prompt; by default the first. */
  readonly startColumn?: number;
  readonly complete?: (before: string) => Promise<Completion>;
  /** A prompt reads again after this until that aborts: what is typed between is for it, Tab too. */
  readonly session?: AbortSignal;
}
