/** The page's half of Python's stores: see `host.ts`. */
import type { PythonFunction } from "../interpreters/interpreter.js";
import type { Cell } from "./cells.js";
import { tag, type Content } from "./codec.js";
import type { StorageFailure, StorageHost } from "./host.js";
import { pageStorage, type OpenStore, type StorageService } from "./service.js";
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

/** What stores need of the environment that they serve. */
export interface StorageContext {
  /** Aborts when the environment ends. */
  readonly signal: AbortSignal;
  /** Takes what Python raised when it was told of changes. */
  report(error: unknown): void;
}

/** How much is read at once: so little that the page does not stop. */
const CELLS_AT_ONCE = 4_000;
const CHARACTERS_AT_ONCE = 400_000;

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
    storage_read: (number) => copyOf(number).read(),
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

/** What Python has of a store. */
class Copy implements Replica {
  readonly opened: OpenStore;
  readonly #changed: PythonFunction;
  readonly #report: (error: unknown) => void;
  readonly #detach: () => void;
  #ended = false;
  #unread: Iterator<Change> | undefined;
  /** How many writes have come from Python. */
  #writes = 0;

  constructor(opened: OpenStore, changed: PythonFunction, report: (error: unknown) => void) {
    this.opened = opened;
    this.#changed = changed;
    this.#report = report;
    this.#detach = opened.store.attach(this);
    this.#unread = opened.store.cells.entries();
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

  /** As an object: Python takes over all of it in one call. */
  read(): string {
    const changes: Change[] = [];
    let size = 0;
    while (this.#unread && changes.length < CELLS_AT_ONCE && size < CHARACTERS_AT_ONCE) {
      const { done, value } = this.#unread.next();
      if (done) {
        this.#unread = undefined;
        break;
      }
      changes.push(value);
      const { content } = value[1];
      if (typeof content === "string") size += content.length;
    }
    const members = changes.map(([key, cell]) => `${JSON.stringify(key)}:${textOf(cell)}`);
    return members.length > 0 ? `{${members.join()}}` : "";
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
