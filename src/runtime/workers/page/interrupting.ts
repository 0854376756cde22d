/** Stopping what Python does in a worker, wherever it is: computing, sleeping, waiting for the page, at an
 * `await`. */
import { abortError, unlessAborted } from "../../errors.js";
import { requestInterrupt, withdrawInterrupt } from "../../interpreters/interrupts.js";
import type { PageLink } from "../../link/page/page-link.js";
import type { WorkerConnection } from "./connection.js";
import type { BootedWorker } from "../shared/protocol.js";

/** How long a worker may take to answer before it counts as computing, in milliseconds. */
const COMPUTING_AFTER_MS = 50;
/** How long it may compute on where nothing can interrupt it, before it is replaced. */
const REPLACE_WORKER_AFTER_MS = 500;
/** How long a request in shared memory may stand before the worker is replaced. Compiled code, such as in
 * `sum(range(10**9))`, looks for none; much of it is done soon, and leaves Python its state. */
const UNSEEN_TIMEOUT_MS = 3000;
/** How long Python may take to end after `KeyboardInterrupt`; what catches it goes on. */
const ENDING_TIMEOUT_MS = 2000;

/** The worker that a run is in. */
export interface InterruptContext {
  readonly connection: WorkerConnection;
  readonly link: PageLink | undefined;
  readonly booted: BootedWorker;
}

/**
 * Ends a run by `KeyboardInterrupt`. A worker that computes where no request reaches it is ended: it shares
 * no memory, or is inside one long call of compiled code.
 *
 * @param result settles when the run has ended
 * @returns whether the worker was ended: whoever needs it starts another one
 */
export async function interruptRun(
  run: number,
  result: Promise<unknown>,
  { connection, link, booted }: InterruptContext,
): Promise<boolean> {
  const ended = result.then(
    () => true,
    () => true,
  );
  const { interruptHandle } = booted;
  const answered = connection
    .call((api) => Promise.resolve(api.interrupt(run)))
    .then(
      () => true,
      () => true,
    );
  // A run that awaits receives a message. A worker that computes, or waits for the page, does not, whichever
  // run it is of.
  if (!(await inTime(Promise.race([answered, ended]), COMPUTING_AFTER_MS))) {
    // A wait for the page ends then: a second interrupt would hit the code after the first.
    if (link?.interrupt() && (await inTime(Promise.race([answered, ended]), REPLACE_WORKER_AFTER_MS))) {
      await inTime(ended, ENDING_TIMEOUT_MS);
      return connection.signal.aborted;
    }
    if (interruptHandle) {
      requestInterrupt(interruptHandle);
      void answered.then(() => withdrawInterrupt(interruptHandle)); // It must not hit what runs next.
    }
    const timeout = interruptHandle ? UNSEEN_TIMEOUT_MS : REPLACE_WORKER_AFTER_MS;
    if (!(await inTime(Promise.race([answered, ended]), timeout))) {
      const seen = interruptHandle !== undefined && !withdrawInterrupt(interruptHandle);
      if (!seen) connection.end(abortError(unreached(interruptHandle !== undefined)));
      return connection.signal.aborted;
    }
  }
  await inTime(ended, ENDING_TIMEOUT_MS);
  // Another run that is stopped at the same time may have ended it.
  return connection.signal.aborted;
}

function unreached(shared: boolean): string {
  const place = shared
    ? "inside one long call of compiled code, which sees no request to end"
    : "while it computed, and without shared memory nothing else ends that";
  return `The worker was replaced: a script in it was stopped ${place}. What Python had in memory is gone.`;
}

/** Returns true if `promise` settles in time. */
function inTime(promise: Promise<boolean>, milliseconds: number): Promise<boolean> {
  return unlessAborted(promise, AbortSignal.timeout(milliseconds)).catch(() => false);
}
