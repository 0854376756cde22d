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
/** How long Python may take to end after `KeyboardInterrupt`; what catches it goes on. */
const ENDING_TIMEOUT_MS = 2000;

/** The worker that a run is in. */
export interface InterruptContext {
  readonly connection: WorkerConnection;
  readonly link: PageLink | undefined;
  readonly booted: BootedWorker;
}

/**
 * Ends a run by `KeyboardInterrupt`. A worker that computes, and shares no memory through which a request
 * could reach it, is ended.
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
    } else if (!(await inTime(Promise.race([answered, ended]), REPLACE_WORKER_AFTER_MS))) {
      connection.end(
        abortError(
          "The worker was replaced: a script in it was stopped while it computed, and without shared memory nothing else " +
            "ends that. What Python had in memory is gone.",
        ),
      );
      return true;
    }
  }
  await inTime(ended, ENDING_TIMEOUT_MS);
  // Another run that is stopped at the same time may have ended it.
  return connection.signal.aborted;
}

/** Returns true if `promise` settles in time. */
function inTime(promise: Promise<boolean>, milliseconds: number): Promise<boolean> {
  return unlessAborted(promise, AbortSignal.timeout(milliseconds)).catch(() => false);
}
