/**
 * Cells: the values of a store, each with when it was written and by whom. That is enough for every copy of
 * a store to come to the same content, in whatever order it receives changes: the newest cell of a key
 * stays.
 */
import type { Content } from "./value-json.js";

/** When, and by whom: no two writes have the same. */
export interface Stamp {
  /** Of a {@link Clock}. */
  readonly time: number;
  /** The context that wrote. */
  readonly by: string;
}

export interface Cell extends Stamp {
  /** null when the key was deleted: kept for a while, so that nobody brings it back who has not heard. */
  readonly content: Content | null;
  /** Its value in JavaScript, once somebody has asked. */
  value?: unknown;
}

/** Returns true if `cell` is to stay rather than `other`. */
export function isNewer(cell: Stamp, other: Stamp | undefined): boolean {
  if (!other) return true;
  return cell.time > other.time || (cell.time === other.time && cell.by > other.by);
}

/**
 * A logical clock: microseconds since 1970 where that is later than all it has seen, else one more. So what
 * somebody writes who has seen a write is later than that write, whatever the computer's clock does.
 */
export class Clock {
  /** The name of this context: of this page, as long as it lives. */
  readonly context: string;
  #last = 0;

  constructor(context: string = randomName()) {
    this.context = context;
  }

  /** The time of a write. */
  tick(): number {
    this.#last = Math.max(this.#last + 1, Date.now() * 1000);
    return this.#last;
  }

  /** Takes note of somebody else's time. */
  observe(time: number): void {
    if (time > this.#last) this.#last = time;
  }
}

function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) =>
    byte.toString(36).padStart(2, "0"),
  ).join("");
}
