/** Running step by step: what stops in Python is shown, and Python waits for what is next. */

export interface RunDebugger {
  /**
   * Python has stopped, or answers a question.
   *
   * @param state JSON; see `elements/py-editor/debug-protocol.ts`
   * @returns the next command, as JSON
   */
  stopped(state: string): Promise<string>;
}

/** A run that may be debugged. */
export interface DebuggedRun {
  readonly debugger?: RunDebugger | undefined;
}

/** The page's function that Python calls for debugging; part of `host/host.ts`. */
export interface DebugHost {
  debug_stopped(run: number, state: string): Promise<string>;
}
