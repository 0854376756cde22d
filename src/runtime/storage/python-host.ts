/** The page's half of Python's stores: see `host.ts`. */
import type { PythonFunction } from "../interpreters/interpreter.js";
import type { Cell } from "./cells.js";
import { tag, type Content } from "./value-json.js";
import type { StorageFailure, StorageHost } from "./host.js";
import { pageStorage, type OpenStore, type StorageService } from "./service.js";
import { spread } from "./shards.js";
import type { Change, Replica } from "./store.js";

/** Opens stores, and does what can be done to them afterwards. */
export interface StorageOfPython {
  /**
   * @param changed takes changes
   * @returns the number of the copy; a failure
   */
  open(name: string, changed: PythonFunction): Promise<number | string>;
  readonly functions: StorageHost;
}

/** The part of an environment that its stores need. */
export interface StorageContext {
  /** Aborts when the environment ends. */
  readonly signal: AbortSignal;
  /** Takes the exception that Python raised when it received changes. */
  report(error: unknown): void;
}

/** How many keys are read at once, and how many characters: so little that the page does not stop. */
const CELLS_AT_ONCE = 4_000;
const CHARACTERS_AT_ONCE = 400_000;
/** The cost of a key, in characters. */
const OF_A_KEY = CHARACTERS_AT_ONCE / CELLS_AT_ONCE;

export function createStorageHost(
  context: StorageContext,
  service: () => StorageService = pageStorage,
): StorageOfPython {
  const copies = new Map<number, Copy>();
  let last = 0;

  const copyOf = (number: number): Copy => {
    const copy = copies.get(number);
    if (!copy) throw new Error("This store is not open any more: open it again.");
    return copy;
  };
  const close = (number: number) => {
    copies.get(number)?.dispose();
    copies.delete(number);
  };
  context.signal.addEventListener("abort", () => [...copies.keys()].forEach(close), { once: true });

  const open = async (name: string, changed: PythonFunction) => {
    try {
      const opened = await service().open(name);
      context.signal.throwIfAborted();
      copies.set(++last, new Copy(opened, changed, context.report));
      return last;
    } catch (error) {
      changed.dispose();
      return failureOf(error);
    }
  };

  const functions: StorageHost = {
    storage_read: (number, shards) => copyOf(number).read(shards),
    storage_bytes(number, key) {
      const content = copyOf(number).opened.store.cells.get(parse(key))?.content;
      return typeof content === "object" && content !== null ? content.bytes : new Uint8Array();
    },
    storage_put: (number, key, value) => attempt(() => copyOf(number).write(parse(key), value)),
    storage_put_bytes: (number, key, kind, bytes) =>
      attempt(() => copyOf(number).write(parse(key), { kind, bytes: bytes.slice() })),
    storage_delete: (number, key) => attempt(() => copyOf(number).write(parse(key), null)),
    storage_clear: (number) => attempt(() => copyOf(number).clear()),
    async storage_sync(number) {
      try {
        await copyOf(number).opened.sync();
        return 0;
      } catch (error) {
        return failureOf(error);
      }
    },
    storage_close: close,
  };
  return { open, functions };
}

/** Python's copy of a store. */
class Copy implements Replica {
  readonly opened: OpenStore;
  readonly #changed: PythonFunction;
  readonly #report: (error: unknown) => void;
  readonly #detach: () => void;
  #ended = false;
  #unread: Iterator<string, undefined> | undefined;
  /** How many writes have come from Python. */
  #writes = 0;

  constructor(opened: OpenStore, changed: PythonFunction, report: (error: unknown) => void) {
    this.opened = opened;
    this.#changed = changed;
    this.#report = report;
    this.#detach = opened.store.attach(this);
  }

  hear(changes: readonly Change[]): unknown {
    try {
      const result = this.#changed.call(this.#text(changes));
      return result instanceof Promise ? result.catch((error: unknown) => this.#fail(error)) : undefined;
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  /** A worker that has ended in between is no failure. */
  #fail(error: unknown): void {
    if (!this.#ended) this.#report(error);
  }

  /** See {@link StorageHost.storage_read}. */
  read(shards: number): string {
    this.#unread ??= this.#parts(shards);
    return this.#unread.next().value ?? "";
  }

  *#parts(shards: number): Generator<string, undefined> {
    const { cells } = this.opened.store;
    if (shards === 1 || cells.size <= CELLS_AT_ONCE) {
      for (const part of inParts(cells.keys(), (key) => sizeOf(cells.get(key)))) yield this.#object(part);
      return;
    }
    const numbered = spread(cells.keys(), shards).map((keys, number) => ({ keys, number }));
    // Keys that were deleted in the meantime are left out; new ones have been announced.
    const sizeOfAll = ({ keys }: { keys: string[] }) =>
      keys.reduce((sum, key) => sum + sizeOf(cells.get(key)), 0);
    for (const part of inParts(numbered, sizeOfAll)) {
      yield `[${part.map(({ keys, number }) => `${number},${this.#object(keys)}`).join()}]`;
    }
  }

  #object(keys: readonly string[]): string {
    const members: string[] = [];
    for (const key of keys) {
      const cell = this.opened.store.cells.get(key);
      if (cell) members.push(`${JSON.stringify(key)}:${textOf(cell)}`);
    }
    return `{${members.join()}}`;
  }

  write(key: string, content: Content | null): void {
    this.#writes++;
    this.opened.store.write(key, content, this);
  }

  clear(): void {
    this.#writes++;
    this.opened.store.clear(this);
  }

  dispose(): void {
    this.#ended = true;
    this.#detach();
    this.#changed.dispose();
  }

  #text(changes: readonly Change[]): string {
    return `[${this.#writes},${changes.map(([key, cell]) => `${JSON.stringify(key)},${textOf(cell)}`).join()}]`;
  }
}

function textOf({ content }: Cell): string {
  if (content === null) return tag("deleted");
  return typeof content === "string" ? content : tag(`binary ${content.kind}`);
}

/** Returns the cost of reading a cell, in characters. */
function sizeOf(cell: Cell | undefined): number {
  return OF_A_KEY + (typeof cell?.content === "string" ? cell.content.length : 0);
}

/** Items that follow each other, as many at once as are read at once, at least one. */
function* inParts<T>(items: Iterable<T>, sizeOf: (item: T) => number): Generator<T[]> {
  let part: T[] = [];
  let size = 0;
  for (const item of items) {
    part.push(item);
    size += sizeOf(item);
    if (size < CHARACTERS_AT_ONCE) continue;
    yield part;
    part = [];
    size = 0;
  }
  if (part.length > 0) yield part;
}

const parse = (key: string) => JSON.parse(key) as string;

function attempt(action: () => void): StorageFailure {
  try {
    action();
    return 0;
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): string {
  const { name, message } = error as Error;
  return `${name === "TypeError" ? name : "OSError"}: ${message}`;
}
