/** What the worker's end of a transport does. */
import type { Reader, Writer } from "../../shared/binary-codec.js";
import type { SyncMode } from "../../shared/protocol.js";

export interface WorkerTransport {
  readonly mode: SyncMode;
  /** Where the next request that is asked is to be written. */
  request(): Writer;
  /** Sends the request and waits for the answer; where the worker cannot wait, a promise that Python can. */
  ask(): Reader | Promise<Reader>;
  /** Where the next request that is queued is to be written. */
  entry(): Writer;
  /**
   * Queues it.
   *
   * @param seen whether it matters when it is done: what nobody can see may wait for the next that matters
   * @returns false when it is too long: then it has to be asked
   */
  queue(seen: boolean): boolean;
  /** Whether something is queued that may not have been done yet. */
  readonly queued: boolean;
}
