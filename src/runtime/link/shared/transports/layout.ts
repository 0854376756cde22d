/**
 * The memory that page and worker share: some words, an area for one request or answer at a time, and a ring
 * for what is queued.
 *
 * A message that is longer than its area goes in pieces: whoever sends it puts the whole length in {@link
 * Word.total} and a piece in the area, and waits until the other side has taken it.
 */

/** Indices of 32-bit words. */
export const Word = {
  /** See {@link State}. */
  state: 0,
  /** Set while the page watches the state: then nobody need wake it. */
  lingers: 1,
  /** Set while the worker sleeps until the state changes. */
  sleeps: 2,
  /** The place in the ring at which the worker writes next; the place at which the page reads next. */
  written: 3,
  read: 4,
  /** How often the worker has rung the bell; the page waits for it to change. */
  bells: 5,
  /** Set if the worker has rung since the page looked last. */
  rung: 6,
  /** Bytes in the area. */
  length: 7,
  /** Bytes of the whole message. */
  total: 8,
  /** Set while the worker waits for room in the ring. */
  full: 9,
  /** Set while the bell does not wake the page: the worker rings by a message as well. */
  deaf: 10,
} as const;

export const State = {
  idle: 0,
  /** The worker has put a request in the area. */
  request: 1,
  /** The page has put an answer there. */
  answer: 2,
  /** The page has taken the request, and the answer will take its time. */
  pending: 3,
  /** There is a piece of a request, and more to come. */
  requestPiece: 4,
  /** The page has taken the piece of a request. */
  pageTook: 5,
  /** There is a piece of an answer, and more to come. */
  answerPiece: 6,
  /** The worker has taken the piece of an answer. */
  workerTook: 7,
} as const;

const WORDS = 16;
export const AREA = WORDS * 4;
export const AREA_SIZE = 64 * 1024;
export const RING = AREA + AREA_SIZE;
export const RING_SIZE = 256 * 1024;
export const SIZE = RING + RING_SIZE;
/** An entry of the ring has at most that many bytes, its length included; longer ones are asked. */
export const MAX_ENTRY = 16 * 1024;
/** Stands for a length where the ring goes on at its beginning. */
export const WRAP = -1;

export interface Memory {
  readonly words: Int32Array;
  readonly area: Uint8Array;
  readonly ring: Uint8Array;
}

export function viewsOf(memory: SharedArrayBuffer): Memory {
  return {
    words: new Int32Array(memory, 0, WORDS),
    area: new Uint8Array(memory, AREA, AREA_SIZE),
    ring: new Uint8Array(memory, RING, RING_SIZE),
  };
}
