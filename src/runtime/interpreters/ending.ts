/**
 * Lets WebKit end a worker that computes: `endsComputing` of `capabilities.ts`.
 *
 * WebAssembly goes on until it calls JavaScript, and compiled JavaScript goes on until a function of the
 * engine's calls JavaScript in its turn. There a worker that somebody has ended ends.
 */
const asked = { toJSON() {} };

/** Ends here when somebody has ended this worker. */
export function endIfTold(): void {
  JSON.stringify(asked);
}

/** How often Pyodide looks for interrupts before it is looked whether to end. */
const LOOKS = 63;

/** Pyodide's interrupt buffer; a thread that reads it ends when another has asked for that. */
export function endedWhenRead(buffer: { 0: number }): { 0: number } {
  let looks = 0;
  return {
    get 0() {
      if ((looks++ & LOOKS) === 0) endIfTold();
      return buffer[0];
    },
    set 0(value: number) {
      buffer[0] = value;
    },
  };
}
