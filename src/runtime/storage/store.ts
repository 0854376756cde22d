/**
 * A store in memory: what every reader on the page's main thread reads, and every writer writes first.
 * Copies elsewhere follow: Python's (see `python-host.ts`), the database (`journal.ts`), other tabs
 * (`channel.ts`).
 */
import { isNewer, type Cell, type Clock } from "./cells.js";
import { decode, type Content } from "./value-json.js";
import type { StorageError } from "./errors.js";
import { StoreChangeEvent, StoreErrorEvent } from "./events.js";

export type Change = readonly [key: string, cell: Cell];

/** A copy that is kept current. */
export interface Replica {
  /** Takes what others have changed. @returns a promise where that takes time, which sync() waits for */
  hear(changes: readonly Change[]): unknown;
}

/** Receives the changes that are written here. */
export interface Follower {
  add(key: string, cell: Cell): void;
}

/** Copies that do not answer keep nobody waiting longer, in milliseconds. */
const REPLICA_TIMEOUT_MS = 10_000;

export class Store {
  readonly name: string;
  /** The content, by key. */
  readonly cells = new Map<string, Cell>();
  /** The deleted keys, with the time of deletion. */
  readonly deleted = new Map<string, Cell>();
  readonly events = new EventTarget();
  readonly #clock: Clock;
  readonly #followers: Set<Follower> = new Set();
  readonly #replicas = new Set<Replica>();
  readonly #deliveries = new Set<Promise<unknown>>();
  #changed: Set<string> | undefined;

  constructor(name: string, clock: Clock) {
    this.name = name;
    this.#clock = clock;
  }

  /** True if copies depend on it. */
  get inUse(): boolean {
    return this.#replicas.size > 0;
  }

  /** Hands every write of this context to a follower too. */
  follow(follower: Follower): void {
    this.#followers.add(follower);
  }

  /** Tells a copy of every change. @returns ends it */
  attach(replica: Replica): () => void {
    this.#replicas.add(replica);
    return () => this.#replicas.delete(replica);
  }

  /** The value of a key, the same object for each call; undefined when there is none. */
  read(key: string): unknown {
    const cell = this.cells.get(key);
    if (!cell || cell.content === null) return undefined;
    return "value" in cell ? cell.value : (cell.value = decode(cell.content));
  }

  /**
   * Sets or deletes a key.
   *
   * @param content null deletes
   * @param writer the copy that has it already
   */
  write(key: string, content: Content | null, writer?: Replica): void {
    if (content === null && !this.cells.has(key)) return;
    this.#commit([[key, this.#cell(content)]], writer);
  }

  /** Deletes everything. */
  clear(writer?: Replica): void {
    this.#commit(
      Array.from(this.cells.keys(), (key) => [key, this.#cell(null)] as const),
      writer,
    );
  }

  /** Takes what the database or another tab has: the newest stays. */
  receive(changes: Iterable<Change>): void {
    const news: Change[] = [];
    for (const change of changes) {
      const [key, cell] = change;
      this.#clock.observe(cell.time);
      if (!isNewer(cell, this.cells.get(key) ?? this.deleted.get(key))) continue;
      this.#put(key, cell);
      news.push(change);
    }
    if (news.length > 0) this.#tell(news, undefined);
  }

  /** Resolves when every copy has what was written before. */
  async delivered(): Promise<void> {
    if (this.#deliveries.size === 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise((resolve) => (timer = setTimeout(resolve, REPLICA_TIMEOUT_MS)));
    await Promise.race([Promise.allSettled(this.#deliveries), limit]);
    clearTimeout(timer);
  }

  /** Tells everybody that what was written cannot be kept. */
  fail(error: StorageError): void {
    const isHandled =
      !this.events.dispatchEvent(new StoreErrorEvent("error", this.name, error)) ||
      !globalThis.dispatchEvent?.(new StoreErrorEvent("py:storage-error", this.name, error));
    if (!isHandled) console.error(`The store "${this.name}": ${error.message}`);
  }

  #cell(content: Content | null): Cell {
    return { content, time: this.#clock.tick(), by: this.#clock.context };
  }

  #commit(changes: readonly Change[], writer: Replica | undefined): void {
    for (const [key, cell] of changes) {
      this.#put(key, cell);
      for (const follower of this.#followers) follower.add(key, cell);
    }
    if (changes.length > 0) this.#tell(changes, writer);
  }

  #put(key: string, cell: Cell): void {
    const [to, from] = cell.content === null ? [this.deleted, this.cells] : [this.cells, this.deleted];
    from.delete(key);
    to.set(key, cell);
  }

  #tell(changes: readonly Change[], writer: Replica | undefined): void {
    for (const replica of this.#replicas) {
      if (replica !== writer) this.#deliver(replica, changes);
    }
    if (!this.#changed) {
      this.#changed = new Set();
      queueMicrotask(() => {
        const keys = [...(this.#changed ?? [])];
        this.#changed = undefined;
        this.events.dispatchEvent(new StoreChangeEvent(keys));
      });
    }
    for (const [key] of changes) this.#changed.add(key);
  }

  #deliver(replica: Replica, changes: readonly Change[]): void {
    try {
      const delivery = replica.hear(changes);
      if (!(delivery instanceof Promise)) return;
      const settled = delivery
        .catch((error: unknown) => console.error(error))
        .finally(() => this.#deliveries.delete(settled));
      this.#deliveries.add(settled);
    } catch (error) {
      console.error(error);
    }
  }
}
