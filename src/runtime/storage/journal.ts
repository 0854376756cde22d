/**
 * The write-behind copy of a store: what is written is put into the database, a batch at a time.
 *
 * A batch is a transaction that adds rows, so that a kill at any moment leaves the batch whole or not there.
 * Rows pile up; when there are many small ones, or most of what is in them is outdated, they are merged, in
 * a transaction as well. Tabs that do the same at the same time cannot hurt: merging changes nothing of what
 * the rows together say.
 */
import { isNewer, type Cell, type Clock } from "./cells.js";
import type { Database } from "./database.js";
import { storageError, type StorageError } from "./errors.js";
import { Level, packRows, unpackRow, type Row } from "./rows.js";
import type { Follower, Store } from "./store.js";

/** Receives batches. */
export interface Publisher {
  /** The changes written so far are about to be put into the database. @returns the argument for {@link
   * stored} */
  begin(): number;
  /** It is there, in these rows. */
  stored(batch: number, rows: readonly Row[]): void;
}

/** In milliseconds: how long writes are gathered; how long to wait before trying again, at first and at
 * last. */
const GATHER_MS = 100;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;
/** So many rows of one level are merged. */
const ROWS_PER_LEVEL = 16;
/** So many outdated cells are left alone. */
const MAX_OUTDATED_CELLS = 4_096;
/** Deletions are forgotten after a day, in microseconds: a tab that has not received them by then has been
 * asleep. */
const FORGET_AFTER_US = 86_400_000_000;

export class Journal implements Follower {
  readonly #store: Store;
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #publisher: Publisher;
  #pending = new Map<string, Cell>();
  /** Work on the database, one thing after the other. */
  #working: Promise<unknown> = Promise.resolve();
  #loaded = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retry = FIRST_RETRY_MS;
  #failure: StorageError | undefined;
  #closed = false;
  /** The rows that have been read or written. */
  #known = new Set<string>();
  /** How many cells they hold, and how many they held when all were merged. */
  #held = 0;
  #heldWhenMerged = 0;
  /** The cells with rows of their own, and the rows that are not needed any more. */
  readonly #large = new Map<string, { readonly id: string; readonly cell: Cell }>();
  #obsolete: string[] = [];

  constructor(store: Store, database: Database, clock: Clock, publisher: Publisher) {
    this.#store = store;
    this.#database = database;
    this.#clock = clock;
    this.#publisher = publisher;
  }

  add(key: string, cell: Cell): void {
    this.#pending.set(key, cell);
    this.#schedule(GATHER_MS);
  }

  /** Reads what is in the database and is not known yet.
   * @throws StorageError */
  read(): Promise<void> {
    return this.#inTurn(() => this.#read());
  }

  /** Takes note of rows whose content is known already. */
  know(ids: readonly string[], cells: number): void {
    for (const id of ids) this.#known.add(id);
    this.#held += cells;
  }

  /**
   * Resolves when all that was written before is in the database.
   *
   * @throws StorageError when it cannot be kept; it stays pending, and is tried again
   */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      await this.#inTurn(() => this.#flush());
    } catch (thrown) {
      const error = storageError(thrown);
      this.#failure = error;
      this.#schedule(this.#retry);
      this.#retry = Math.min(this.#retry * 2, LAST_RETRY_MS);
      throw error;
    }
    this.#failure = undefined;
    this.#retry = FIRST_RETRY_MS;
  }

  /** Writes what is pending; afterwards nothing more is written. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      this.#closed = true;
      clearTimeout(this.#timer);
    }
  }

  #schedule(delay: number): void {
    if (this.#closed || this.#timer !== undefined || this.#pending.size === 0) return;
    this.#timer = setTimeout(() => {
      const before = this.#failure;
      this.flush().catch((error: StorageError) => {
        // Once: it goes on failing for the same reason.
        if (before?.code !== error.code) this.#store.fail(error);
      });
    }, delay);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#working.then(work);
    this.#working = result.catch(() => {});
    return result;
  }

  async #read(): Promise<void> {
    const ids = await this.#database.read(this.#store.name, this.#known, (rows) => {
      for (const row of rows) this.#take(row);
    });
    this.#known = new Set(ids);
    this.#loaded = true;
  }

  #take(row: Row): void {
    const changes: [string, Cell][] = [];
    unpackRow(row, (key, cell) => {
      changes.push([key, cell]);
      if (row.id.startsWith(Level.large)) this.#noteLarge(key, row.id, cell);
    });
    this.#held += changes.length;
    this.#store.receive(changes);
  }

  async #flush(): Promise<void> {
    if (!this.#loaded) await this.#read();
    const batch = this.#pending;
    if (batch.size === 0) return;
    this.#pending = new Map();
    const number = this.#publisher.begin();
    const rows = packRows(this.#store.name, batch, this.#name);
    const obsolete = [...this.#obsolete, ...this.#replaced(batch)];
    try {
      await this.#database.add(
        rows,
        obsolete.map((id) => [this.#store.name, id] as const),
      );
    } catch (error) {
      for (const [key, cell] of batch) {
        if (!this.#pending.has(key)) this.#pending.set(key, cell);
      }
      this.#obsolete = obsolete;
      throw error;
    }
    this.#obsolete = [];
    for (const id of obsolete) this.#known.delete(id);
    for (const row of rows) {
      this.#known.add(row.id);
      if (row.id.startsWith(Level.large)) unpackRow(row, (key, cell) => this.#noteLarge(key, row.id, cell));
    }
    this.#held += batch.size;
    this.#publisher.stored(number, rows);
    this.#schedule(GATHER_MS);
    // Not waited for: what was written is safe.
    void this.#inTurn(() => this.#merge()).catch(() => {});
  }

  readonly #name = () => `${this.#clock.tick().toString(36).padStart(11, "0")}-${this.#clock.context}`;

  #noteLarge(key: string, id: string, cell: Cell): void {
    const other = this.#large.get(key);
    if (other?.id === id) return;
    if (isNewer(cell, other?.cell)) {
      this.#large.set(key, { id, cell });
      if (other) this.#obsolete.push(other.id);
    } else {
      this.#obsolete.push(id);
    }
  }

  /** Rows of their own whose cell is about to be replaced. */
  #replaced(batch: ReadonlyMap<string, Cell>): string[] {
    const ids: string[] = [];
    for (const [key, cell] of batch) {
      const large = this.#large.get(key);
      if (!large || !isNewer(cell, large.cell)) continue;
      ids.push(large.id);
      this.#large.delete(key);
    }
    return ids;
  }

  async #merge(): Promise<void> {
    if (this.#closed) return;
    const needed = this.#store.cells.size + this.#store.deleted.size;
    if (
      this.#held > 2 * needed + MAX_OUTDATED_CELLS &&
      this.#held > this.#heldWhenMerged + MAX_OUTDATED_CELLS
    ) {
      await this.#mergeRows(undefined);
      this.#held = this.#heldWhenMerged = needed;
      return;
    }
    for (const level of [Level.small, Level.middle]) {
      const count = [...this.#known].filter((id) => id.startsWith(level)).length;
      if (count >= ROWS_PER_LEVEL) await this.#mergeRows(level);
    }
  }

  async #mergeRows(level: Level | undefined): Promise<void> {
    const horizon = Date.now() * 1000 - FORGET_AFTER_US;
    const { gone, merged } = await this.#database.merge(this.#store.name, level, horizon, this.#name);
    // The rows may hold changes of other tabs that have not arrived otherwise, so they are read.
    const isKnown = gone.every((id) => this.#known.has(id));
    for (const id of gone) this.#known.delete(id);
    if (isKnown) for (const { id } of merged) this.#known.add(id);
    else await this.#read();
  }
}
