/**
 * The database: one for all stores of a site, kept by Dexie. It has one table of rows (see `rows.ts`), whose
 * key is the store's name and the row's.
 *
 * Every method opens the database when it is not open, and rejects with a {@link StorageError}.
 */
import { Dexie, type Table } from "dexie/dist/modern/dexie.mjs";
import { within } from "../lifetimes/within.js";
import { deletedWhileOpen, failureOf, storageError, type StorageError } from "./errors.js";
import { newestCells, packRows, unpackRow, Level, type Row } from "./rows.js";
import type { Cell } from "./cells.js";

/** A version of the database's form. Versions count from 1; a new one is added at the end and none is ever
 * changed. */
export interface SchemaVersion {
  /** The tables and their keys, as Dexie writes them; null removes one. */
  readonly tables: Readonly<Record<string, string | null>>;
  /** Brings what is there into this form. */
  readonly upgrade?: (tables: SchemaTables) => PromiseLike<unknown>;
}

/** The tables of a database that is being upgraded, those that go included. */
export interface SchemaTables {
  table(name: string): {
    toArray(): PromiseLike<unknown[]>;
    bulkPut(rows: readonly unknown[]): PromiseLike<unknown>;
    clear(): PromiseLike<unknown>;
  };
}

/** Every form that the database has had. */
export const schema: readonly SchemaVersion[] = [{ tables: { rows: "[store+id]" } }];

export interface DatabaseOptions {
  readonly schema?: readonly SchemaVersion[];
  /** The browser's, unless a test has another. */
  readonly factory?: IDBFactory | undefined;
  /** Called when the browser has deleted the data. */
  readonly lost?: (error: StorageError) => void;
  /** How long to wait for other tabs to let go of the database, in milliseconds. */
  readonly grace?: number;
  /** How long to wait for the database's answer, in milliseconds. */
  readonly timeoutMs?: number;
}

/** How many rows are read at once: so many that reading is fast, so few that the page does not stop. */
const ROWS_AT_ONCE = 8;

export class Database {
  readonly #name: string;
  readonly #schema: readonly SchemaVersion[];
  readonly #factory: () => IDBFactory | undefined;
  readonly #lost: (error: StorageError) => void;
  readonly #grace: number;
  readonly #timeoutMs: number;
  #opening: Promise<Dexie> | undefined;
  /** Rejects when other tabs have kept the database too long; opening goes on. */
  #blocked = new Promise<never>(() => {});
  #dexie: Dexie | undefined;
  /** True if there is a database, as far as is known. */
  #exists = false;

  constructor(name: string, options: DatabaseOptions = {}) {
    this.#name = name;
    this.#schema = options.schema ?? schema;
    this.#factory = "factory" in options ? () => options.factory : () => globalThis.indexedDB;
    this.#lost = options.lost ?? (() => {});
    this.#grace = options.grace ?? 3_000;
    this.#timeoutMs = options.timeoutMs ?? 60_000;
  }

  /**
   * Reads the rows of a store, as they are at one moment.
   *
   * @param known the rows that need not be read
   * @param take is given some rows at a time; between calls the page lives
   * @returns the names of all rows there are
   */
  read(store: string, known: ReadonlySet<string>, take: (rows: readonly Row[]) => void): Promise<string[]> {
    return this.#transact("r", async (rows) => {
      const keys = (await ofStore(rows, store).primaryKeys()) as [string, string][];
      const missing = keys.filter(([, id]) => !known.has(id));
      for (let index = 0; index < missing.length; index += ROWS_AT_ONCE) {
        const found = await rows.bulkGet(missing.slice(index, index + ROWS_AT_ONCE));
        take(found.filter((row) => row !== undefined));
      }
      return keys.map(([, id]) => id);
    });
  }

  /** Adds rows, and removes others; resolves when that is on the disk. */
  add(rows: readonly Row[], obsolete: readonly (readonly [string, string])[] = []): Promise<void> {
    return this.#transact("rw", async (table) => {
      await table.bulkPut(rows);
      if (obsolete.length > 0) await table.bulkDelete(obsolete as [string, string][]);
    });
  }

  /**
   * Merges rows of a store, those of one level or all.
   *
   * @param level undefined for all; then what was deleted before `horizon` is forgotten
   * @param name makes a name that no other row has
   * @returns the names that went and the rows that came
   */
  merge(
    store: string,
    level: Level | undefined,
    horizon: number,
    name: () => string,
  ): Promise<{ gone: string[]; merged: Row[] }> {
    return this.#transact("rw", async (table) => {
      const keys = (await ofStore(table, store, level).primaryKeys()) as [string, string][];
      const rows: Row[] = [];
      for (let index = 0; index < keys.length; index += ROWS_AT_ONCE) {
        const found = await table.bulkGet(keys.slice(index, index + ROWS_AT_ONCE));
        rows.push(...found.filter((row) => row !== undefined));
      }
      const cells = newestCells(rows);
      const isForgotten = ({ content, time }: Cell) =>
        level === undefined && content === null && time < horizon;
      // A value that has a row of its own stays in it.
      const staying = new Set<string>();
      for (const row of rows.filter(({ id }) => id.startsWith(Level.large))) {
        unpackRow(row, (key, cell) => {
          const newest = cells.get(key);
          if (newest?.time !== cell.time || newest.by !== cell.by) return;
          staying.add(row.id);
          cells.delete(key);
        });
      }
      const merged = packRows(
        store,
        [...cells].filter(([, cell]) => !isForgotten(cell)),
        name,
      );
      const gone = keys.map(([, id]) => id).filter((id) => !staying.has(id));
      await table.bulkDelete(gone.map((id) => [store, id] as [string, string]));
      await table.bulkPut(merged);
      return { gone, merged };
    });
  }

  /** The names of all stores. */
  stores(): Promise<string[]> {
    return this.#transact("r", async (rows) => {
      const keys = (await rows.toCollection().primaryKeys()) as [string, string][];
      return [...new Set(keys.map(([store]) => store))];
    });
  }

  close(): void {
    this.#dexie?.close();
    this.#opening = this.#dexie = undefined;
  }

  async #transact<T>(
    mode: "r" | "rw",
    action: (rows: Table<Row, [string, string]>) => Promise<T>,
  ): Promise<T> {
    const dexie = await this.#open();
    const rows = dexie.table<Row, [string, string]>("rows");
    return this.#inTime(dexie.transaction(mode, rows, () => action(rows))).catch((error: unknown) => {
      throw storageError(error);
    });
  }

  #inTime<T>(answer: PromiseLike<T>): Promise<T> {
    const seconds = this.#timeoutMs / 1000;
    return within(answer, this.#timeoutMs, () => {
      throw storageError(new Error(`the database did not answer within ${seconds} seconds`));
    });
  }

  async #open(): Promise<Dexie> {
    if (this.#dexie) return this.#dexie;
    this.#opening ??= this.#connect().catch((error: unknown) => {
      this.#opening = undefined;
      throw storageError(error);
    });
    // Behind a deletion that waits for another tab it waits too, and no event says so.
    return this.#inTime(Promise.race([this.#opening, this.#blocked]));
  }

  async #connect(): Promise<Dexie> {
    const factory = this.#factory();
    if (!factory) throw failureOf("unavailable");
    const dexie = new Dexie(this.#name, {
      indexedDB: strictly(factory, {
        lost: this.#lost,
        made: () => {
          // It may have gone without a word: the page was frozen, or the browser has deleted all.
          if (this.#exists) this.#lost(deletedWhileOpen());
        },
      }),
      IDBKeyRange: globalThis.IDBKeyRange,
      // A confirmed transaction is on the disk, if the browser lets us ask for that.
      chromeTransactionDurability: "strict",
      autoOpen: false,
    });
    this.#schema.forEach(({ tables, upgrade }, index) => {
      const version = dexie.version(index + 1).stores({ ...tables });
      if (upgrade) version.upgrade(upgrade);
    });
    const forget = () => {
      if (this.#dexie === dexie) this.#opening = this.#dexie = undefined;
    };
    dexie.on("close", forget);
    // Another tab has a newer version of the library, or the reader deletes the site's data. Returning false
    // keeps Dexie from saying so in the console.
    dexie.on("versionchange", ({ newVersion }) => {
      dexie.close();
      forget();
      if (newVersion === null) {
        this.#exists = false;
        this.#lost(deletedWhileOpen());
      }
      return false;
    });
    this.#blocked = new Promise((_, reject) => {
      dexie.on("blocked", () => {
        setTimeout(() => reject(failureOf("blocked")), this.#grace);
        return false;
      });
    });
    this.#blocked.catch(() => {}); // Nobody may be waiting any more.
    await dexie.open();
    this.#dexie = dexie;
    this.#exists = true;
    return dexie;
  }
}

/** The rows of a store, of one level or all. */
function ofStore(rows: Table<Row, [string, string]>, store: string, level?: Level) {
  return rows
    .where("[store+id]")
    .between([store, level ?? Dexie.minKey], [store, level === undefined ? Dexie.maxKey : `${level}\uffff`]);
}

interface Opening {
  /** The browser has deleted what was there. */
  readonly lost: (error: StorageError) => void;
  /** There was no database. */
  readonly made: () => void;
}

/** Dexie opens a database of a newer version all the same, and may change it: this one refuses. */
function strictly(factory: IDBFactory, { lost, made }: Opening): IDBFactory {
  return {
    open(name: string, version?: number) {
      if (version === undefined) throw failureOf("version");
      const request = factory.open(name, version);
      request.addEventListener("upgradeneeded", (event) => {
        // Chromium's own: its database, found damaged, is deleted before anybody is asked.
        const { dataLoss } = event as IDBVersionChangeEvent & { readonly dataLoss?: "none" | "total" };
        if (dataLoss === "total") lost(failureOf("lost"));
        else if (event.oldVersion === 0) made();
      });
      return request;
    },
    deleteDatabase: (name) => factory.deleteDatabase(name),
    databases: () => Promise.resolve([]),
    cmp: (first, second) => factory.cmp(first, second),
  };
}
