/**
 * Rows: how cells lie in the database, and travel to other tabs. A row holds many cells, since a record for
 * each would take ten times as long to write and to read.
 *
 * A row never changes. Each batch of writes adds rows, and what a store contains is what is newest in all of
 * them together. Small rows are merged now and then, see `journal.ts`. Bytes and long texts have a row of
 * their own, which is not copied when others are merged.
 */
import { isNewer, type Cell } from "./cells.js";
import type { Content } from "./value-json.js";

/** A record of the database. Arrays have an item for each cell. */
export interface Row {
  readonly store: string;
  /** Its level, then a name that no other row has. */
  readonly id: string;
  readonly keys: readonly string[];
  readonly contents: readonly (Content | null)[];
  readonly times: Float64Array;
  /** The contexts that wrote, each once, and for each cell which of them did. */
  readonly contexts: readonly string[];
  readonly by: Uint16Array;
}

/** Rows of one level are merged into rows of the next, or of the same while they are small. */
export const Level = { small: "0", middle: "1", full: "2", large: "9" } as const;
export type Level = (typeof Level)[keyof typeof Level];

// Browsers keep records above 64 kB in files of their own, which takes longer.
const FULL_BYTES = 40_000;
const MIDDLE_BYTES = 20_000;
const SMALL_BYTES = 1_500;
/** The bytes that a cell takes beside its key and content. */
const OVERHEAD_BYTES = 16;
const MAX_CONTEXTS = 60_000;

/** Returns the size of a cell, roughly, in bytes. */
function sizeOf(key: string, { content }: Cell): number {
  const length = content === null ? 0 : typeof content === "string" ? content.length : content.bytes.length;
  return key.length + length + OVERHEAD_BYTES;
}

/**
 * Puts cells into rows.
 *
 * @param name makes a name that no other row has
 */
export function packRows(store: string, cells: Iterable<readonly [string, Cell]>, name: () => string): Row[] {
  const rows: Row[] = [];
  let batch: (readonly [string, Cell])[] = [];
  let size = 0;
  const add = (level: Level, entries: readonly (readonly [string, Cell])[]) =>
    rows.push(makeRow(store, `${level}-${name()}`, entries));
  for (const entry of cells) {
    const length = sizeOf(...entry);
    if (length > FULL_BYTES / 2) {
      add(Level.large, [entry]);
      continue;
    }
    if (size + length > FULL_BYTES || batch.length >= MAX_CONTEXTS) {
      add(Level.full, batch);
      batch = [];
      size = 0;
    }
    batch.push(entry);
    size += length;
  }
  if (batch.length > 0)
    add(size > MIDDLE_BYTES ? Level.full : size > SMALL_BYTES ? Level.middle : Level.small, batch);
  return rows;
}

function makeRow(store: string, id: string, entries: readonly (readonly [string, Cell])[]): Row {
  const contexts = new Map<string, number>();
  const by = new Uint16Array(entries.length);
  const times = new Float64Array(entries.length);
  entries.forEach(([, cell], index) => {
    let number = contexts.get(cell.by);
    if (number === undefined) contexts.set(cell.by, (number = contexts.size));
    by[index] = number;
    times[index] = cell.time;
  });
  return {
    store,
    id,
    keys: entries.map(([key]) => key),
    contents: entries.map(([, { content }]) => content),
    times,
    contexts: [...contexts.keys()],
    by,
  };
}

/** Calls `visit` for each cell of a row. */
export function unpackRow(row: Row, visit: (key: string, cell: Cell) => void): void {
  row.keys.forEach((key, index) => {
    visit(key, {
      content: row.contents[index] as Content | null,
      time: row.times[index] as number,
      by: row.contexts[row.by[index] as number] as string,
    });
  });
}

/** The newest cells of rows. */
export function newestCells(rows: Iterable<Row>): Map<string, Cell> {
  const newest = new Map<string, Cell>();
  for (const row of rows) {
    unpackRow(row, (key, cell) => {
      if (isNewer(cell, newest.get(key))) newest.set(key, cell);
    });
  }
  return newest;
}
