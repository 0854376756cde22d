/**
 * All stores of a page. There is one service on a page, however many copies of this code it has loaded
 * (`storage.js` and `core.js` each have one): who comes first makes it, and the others find it.
 */
import { Channel } from "./channel.js";
import { Clock } from "./cells.js";
import { Database, type DatabaseOptions } from "./database.js";
import { storageError } from "./errors.js";
import { Journal } from "./journal.js";
import { Store } from "./store.js";

/** A store that is open, and what keeps its copies current. */
export interface OpenStore {
  readonly store: Store;
  /** Resolves when what this page wrote before is on the disk and in every context of the page.
   * @throws StorageError; the store's `error` event is sent too */
  sync(): Promise<void>;
}

interface Opened extends OpenStore {
  readonly journal: Journal;
  readonly ready: Promise<void>;
}

/** The name of the database, and of the channel between tabs. */
const NAME = "py-elements";

export class StorageService {
  /** For `object.ts`: what belongs to each store's object, and the object of each store. */
  readonly objects = new WeakMap<object, unknown>();
  readonly objectOf = new WeakMap<OpenStore, unknown>();
  readonly #clock = new Clock();
  readonly #database: Database;
  readonly #channel: Channel;
  readonly #open = new Map<string, Opened>();
  readonly #closing = new Map<string, Promise<void>>();
  readonly #lifetime = new AbortController();

  constructor(name = NAME, options: DatabaseOptions = {}) {
    this.#database = new Database(name, {
      ...options,
      lost: (error) => {
        for (const { store } of this.#open.values()) store.fail(error);
      },
    });
    this.#channel = new Channel(`${name}-storage`, this.#clock);
    const { signal } = this.#lifetime;
    const listen = (type: string, action: () => void) =>
      globalThis.addEventListener?.(type, action, { signal });
    // The page may not come back: nothing waits. And when it comes back, it may have missed something.
    listen("pagehide", () => this.#flushAll());
    listen("pageshow", () => this.#channel.readAll());
    listen("visibilitychange", () => {
      const { document } = globalThis as { document?: { visibilityState: string } };
      if (document?.visibilityState === "hidden") this.#flushAll();
      else this.#channel.readAll();
    });
  }

  /**
   * Opens a store, with all that is in it.
   *
   * If the browser keeps no data, or other tabs keep the database, it opens all the same, in memory; then
   * its `error` event says so, and so does each `sync()`.
   *
   * @throws TypeError when the name is no name
   * @throws StorageError when the database is of a newer version
   */
  async open(name: string): Promise<OpenStore> {
    if (typeof name !== "string" || name === "") {
      throw new TypeError("A store must have a name: await storage('my-store').");
    }
    // Changes that are still being written would not be read.
    await this.#closing.get(name)?.catch(() => {});
    let opened = this.#open.get(name);
    if (!opened) {
      opened = this.#make(name);
      this.#open.set(name, opened);
    }
    await opened.ready;
    return opened;
  }

  /**
   * Lets go of a store that no copy depends on, when all of it is kept. Those that open it meanwhile wait.
   *
   * @param kept called when it is
   * @throws StorageError when it cannot be kept; then it stays open
   */
  close({ store: { name }, sync }: OpenStore, kept: () => void): Promise<void> {
    const opened = this.#open.get(name);
    if (opened?.sync !== sync) return Promise.resolve(); // It has been let go of.
    const close = async () => {
      await sync();
      kept();
      if (!opened.store.inUse) await this.#leave(name, opened);
    };
    let closing = this.#closing.get(name);
    if (!closing) {
      closing = close().finally(() => this.#closing.delete(name));
      this.#closing.set(name, closing);
    }
    return closing;
  }

  /** Lets go of everything; tests do. */
  async dispose(): Promise<void> {
    this.#lifetime.abort();
    await Promise.allSettled(Array.from(this.#open, ([name, opened]) => this.#leave(name, opened)));
    this.#channel.close();
    this.#database.close();
  }

  #leave(name: string, { journal }: Opened): Promise<void> {
    this.#open.delete(name);
    return journal.close().finally(() => this.#channel.leave(name));
  }

  #make(name: string): Opened {
    const store = new Store(name, this.#clock);
    const line = this.#channel.open(name, {
      receive: (changes) => store.receive(changes),
      know: (ids, cells) => journal.know(ids, cells),
      read: () => void journal.read().catch(() => {}), // The next write says what is wrong.
    });
    const journal = new Journal(store, this.#database, this.#clock, line);
    store.follow(journal);
    store.follow(line);
    const ready = journal.read().catch((thrown: unknown) => {
      const error = storageError(thrown);
      if (error.code === "version") {
        this.#open.delete(name);
        this.#channel.leave(name);
        throw error;
      }
      store.fail(error);
    });
    const sync = async () => {
      line.send();
      try {
        await journal.flush();
      } catch (thrown) {
        const error = storageError(thrown);
        store.fail(error);
        throw error;
      }
      await store.delivered();
    };
    return { store, journal, ready, sync };
  }

  #flushAll(): void {
    for (const { journal } of this.#open.values()) journal.flush().catch(() => {});
  }
}

const KEY = Symbol.for("py-elements.storage");

/** The page's own. */
export function pageStorage(): StorageService {
  const page = globalThis as { [KEY]?: StorageService };
  return (page[KEY] ??= new StorageService());
}
