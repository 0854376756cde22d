/** The worker's end of a transport. */
import type { Reader, Writer } from "../../shared/binary-codec.js";
import type { SyncMode } from "../../shared/protocol.js";

export interface WorkerTransport {
  readonly mode: SyncMode;
  /** Returns the writer for the next awaited request. */
  request(): Writer;
  /** Sends the request and waits for the answer; where the worker cannot wait, a promise that Python can. */
  ask(): Reader | Promise<Reader>;
  /** Keeps the answer that is being read where the next one would take its memory. */
  detach?(): void;
  /** Returns the writer for the next queued request. */
  entry(): Writer;
  /**
   * Queues it.
   *
   * @param seen whether it matters when it is done: what nobody can see may wait for the next that matters
   * @returns false when it is too long: then it has to be asked
   */
  queue(seen: boolean): boolean;
  /** True if something is queued that may not have been done yet. */
  readonly queued: boolean;
}
