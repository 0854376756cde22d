/**
 * Limits of what an archive may hold, since a few kilobytes of it can say that they are gigabytes: what it
 * would take is counted before room is made for it.
 */

/** Limits that a configuration sets (`archive_limits`). */
export interface ArchiveLimits {
  /** Files and folders. */
  readonly entries?: number;
  /** The bytes of all files together. */
  readonly bytes?: number;
}

const ENTRIES = 100_000;
const BYTES = 2 ** 30;

/** The archive holds more than it may. */
export class LimitError extends Error {}

export class Budget {
  readonly #entries: number;
  readonly #bytes: number;
  #taken = 0;
  #count = 0;

  constructor({ entries = ENTRIES, bytes = BYTES }: ArchiveLimits = {}) {
    this.#entries = entries;
    this.#bytes = bytes;
  }

  /** Counts an entry. @throws LimitError */
  entry(): void {
    if (++this.#count > this.#entries) throw beyond("entries", this.#entries);
  }

  /** Counts the bytes of a file, or of a part of one. @throws LimitError */
  take(bytes: number): void {
    // A size that is no number is a fault that shows itself elsewhere.
    this.#taken += Math.max(0, bytes) || 0;
    if (this.#taken > this.#bytes) throw beyond("bytes", this.#bytes);
  }

  /** The same limits, with nothing taken: what is counted again, in another form, counts once. */
  renewed(): Budget {
    return new Budget({ entries: this.#entries, bytes: this.#bytes });
  }
}

function beyond(what: "entries" | "bytes", limit: number): LimitError {
  return new LimitError(
    `it holds more than ${limit} ${what}. If that is right, raise the limit: "archive_limits": {"${what}": …}`,
  );
}
