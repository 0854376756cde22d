/**
 * The messages between the tabs of a site: each change, at once, and the rows that are in the database
 * since.
 *
 * A message may not arrive: at a tab that opens the store just then, that sleeps, or that is brought back
 * from history. So messages are numbered; a tab that has missed one when the rows are there reads these.
 */
import type { Cell, Clock } from "./cells.js";
import { packRows, unpackRow, type Row } from "./rows.js";
import type { Follower } from "./store.js";

/** Cells that were written. */
interface WrittenMessage {
  readonly kind: "written";
  readonly from: string;
  readonly store: string;
  /** Counted from 1, per context and store. */
  readonly number: number;
  readonly rows: readonly Row[];
}

/** The changes of the messages from `first` to `last` are in the database. */
interface StoredMessage {
  readonly kind: "stored";
  readonly from: string;
  readonly store: string;
  readonly first: number;
  readonly last: number;
  /** The new rows, and how many cells are in them. */
  readonly ids: readonly string[];
  readonly cells: number;
}

type Message = WrittenMessage | StoredMessage;

/** A store's handlers of messages. */
export interface Listener {
  /** Others wrote. */
  receive(changes: readonly [string, Cell][]): void;
  /** Rows were added whose content has been received. */
  know(ids: readonly string[], cells: number): void;
  /** Rows were added, and something may have been missed. */
  read(): void;
}

/** All stores of a page. */
export class Channel {
  readonly #clock: Clock;
  readonly #port: BroadcastChannel | undefined;
  readonly #stores = new Map<string, { readonly line: Line; readonly listener: Listener }>();

  constructor(name: string, clock: Clock) {
    this.#clock = clock;
    this.#port = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(name);
    this.#port?.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      try {
        this.#hear(data as Message);
      } catch {
        this.readAll(); // It is of another version, or of somebody else on this origin.
      }
    });
    this.#port?.addEventListener("messageerror", () => this.readAll());
  }

  /** Opens a line for a store. */
  open(store: string, listener: Listener): Line {
    const line = new Line(store, this.#clock, (message) => this.#port?.postMessage(message));
    this.#stores.set(store, { line, listener });
    return line;
  }

  leave(store: string): void {
    this.#stores.delete(store);
  }

  /** Messages may have been missed: everything is read. */
  readAll(): void {
    for (const { listener } of this.#stores.values()) listener.read();
  }

  close(): void {
    this.#stores.clear();
    this.#port?.close();
  }

  #hear(message: Message): void {
    const found = this.#stores.get(message.store);
    if (!found) return;
    if (message.kind === "written") {
      const isNext = found.line.note(message.from, message.number);
      // The missed changes are in the database, or a message will come when they are.
      if (!isNext) found.listener.read();
      const changes: [string, Cell][] = [];
      for (const row of message.rows) unpackRow(row, (key, cell) => changes.push([key, cell]));
      found.listener.receive(changes);
    } else if (found.line.heardAll(message)) {
      found.listener.know(message.ids, message.cells);
    } else {
      found.listener.read();
    }
  }
}

/** The messages about one store. */
export class Line implements Follower {
  readonly #store: string;
  readonly #clock: Clock;
  readonly #post: (message: Message) => void;
  #written = new Map<string, Cell>();
  #number = 0;
  /** The last message whose content is in the database. */
  #stored = 0;
  /** Of each other context, the messages that have arrived without a gap. */
  readonly #ranges = new Map<string, { readonly first: number; last: number }>();

  constructor(store: string, clock: Clock, post: (message: Message) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#post = post;
  }

  /** Tells others of a write, together with those that follow in the same task. */
  add(key: string, cell: Cell): void {
    if (this.#written.size === 0) queueMicrotask(() => this.send());
    this.#written.set(key, cell);
  }

  /** Sends what has been gathered. */
  send(): void {
    if (this.#written.size === 0) return;
    const rows = packRows(this.#store, this.#written, () => "");
    this.#written = new Map();
    this.#number++;
    this.#post({
      kind: "written",
      from: this.#clock.context,
      store: this.#store,
      number: this.#number,
      rows,
    });
  }

  /** The changes sent so far are about to be put into the database. @returns the argument for {@link
   * stored} */
  begin(): number {
    this.send();
    return this.#number;
  }

  /** Tells other tabs that the changes sent until {@link begin} are in the database, in these rows. */
  stored(last: number, rows: readonly Row[]): void {
    const first = this.#stored + 1;
    this.#stored = last;
    this.#post({
      kind: "stored",
      from: this.#clock.context,
      store: this.#store,
      first,
      last,
      ids: rows.map(({ id }) => id),
      cells: rows.reduce((sum, { keys }) => sum + keys.length, 0),
    });
  }

  /** Takes note of a message of somebody else's. @returns false when others may have come before it */
  note(from: string, number: number): boolean {
    const range = this.#ranges.get(from);
    if (range && number === range.last + 1) {
      range.last = number;
      return true;
    }
    this.#ranges.set(from, { first: number, last: number });
    return number === 1;
  }

  /** Returns true if all messages of that range have arrived. */
  heardAll({ from, first, last }: StoredMessage): boolean {
    const range = this.#ranges.get(from);
    return first > last || (range !== undefined && range.first <= first && range.last >= last);
  }
}
