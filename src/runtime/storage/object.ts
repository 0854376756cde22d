/** A store as an object of JavaScript: its keys are properties. */
import { decode, encode, type Content } from "./value-json.js";
import type { StoreEventMap } from "./events.js";
import { pageStorage, type OpenStore, type StorageService } from "./service.js";

/**
 * The result of `await storage(name)`: an object without a prototype, whose properties are kept.
 *
 * - Values are copied when they are set: change what you read, then set it again. A value that cannot be
 *   stored is a `TypeError`: see `value-json.ts` for the ones that can. `undefined` is stored as `null`.
 * - Every text is a usable key. `store.sync` is the method {@link sync} as long as no key is called so.
 */
export interface StoreObject {
  [key: string]: unknown;
}

interface Inside {
  readonly service: StorageService;
  readonly opened: OpenStore;
  readonly close: () => void;
}

/** One for all copies of this code on a page, as the service is. */
const insides = () => pageStorage().objects as WeakMap<object, Inside>;
const objects = () => pageStorage().objectOf as WeakMap<OpenStore, StoreObject>;

/**
 * Opens a store: the same one for the same name, everywhere on this site.
 *
 * @throws TypeError when the name is no name
 * @throws StorageError when the database is of a newer version of this library
 */
export async function openObject(name: string, service = pageStorage()): Promise<StoreObject> {
  const opened = await service.open(name);
  let object = objects().get(opened);
  if (!object) {
    object = makeObject(service, opened);
    objects().set(opened, object);
  }
  return object;
}

/**
 * Resolves when all that this page has written to a store is on the disk, and every context of the page has
 * it.
 *
 * @throws StorageError when it cannot be kept; it stays in memory
 */
export function sync(store: StoreObject): Promise<void> {
  return inside(store).opened.sync();
}

/**
 * Lets go of a store: resolves when all is kept. Afterwards the object throws; `storage(name)` gives a new
 * one.
 *
 * @throws StorageError when it cannot be kept; then the store stays as it is
 */
export async function close(store: StoreObject): Promise<void> {
  const { service, opened, close: revoke } = inside(store);
  await service.close(opened, () => {
    objects().delete(opened);
    revoke();
  });
}

/**
 * Listens to a store's `change` and `error` events.
 *
 * @example
 * ```js
 * addEventListener(store, "change", ({ keys }) => console.log("changed:", keys));
 * ```
 */
export function addEventListener<T extends keyof StoreEventMap>(
  store: StoreObject,
  type: T,
  listener: (event: StoreEventMap[T]) => void,
  options?: AddEventListenerOptions | boolean,
): void {
  inside(store).opened.store.events.addEventListener(type, listener as EventListener, options);
}

/** Ends what {@link addEventListener} began. */
export function removeEventListener<T extends keyof StoreEventMap>(
  store: StoreObject,
  type: T,
  listener: (event: StoreEventMap[T]) => void,
  options?: EventListenerOptions | boolean,
): void {
  inside(store).opened.store.events.removeEventListener(type, listener as EventListener, options);
}

function inside(store: StoreObject): Inside {
  const found = insides().get(store);
  if (!found) throw new TypeError("That is not a store: pass what `await storage(name)` gave.");
  return found;
}

function makeObject(service: StorageService, opened: OpenStore): StoreObject {
  const { store } = opened;
  const { cells, name } = store;
  const method = () => opened.sync();

  const write = (key: string | symbol, value: unknown): boolean => {
    if (typeof key === "symbol")
      throw new TypeError(`The store "${name}" has text for keys, and no symbols.`);
    const content: Content = encode(value, `${name}[${JSON.stringify(key)}]`);
    store.write(key, content);
    const cell = cells.get(key);
    // Immutable values need no copy.
    if (cell && (typeof value !== "object" || value === null)) cell.value = decode(content);
    return true;
  };

  const { proxy, revoke } = Proxy.revocable<StoreObject>(Object.create(null) as StoreObject, {
    get(_, key) {
      if (typeof key === "symbol") return key === Symbol.toStringTag ? "Storage" : undefined;
      const cell = cells.get(key);
      if (cell) return "value" in cell ? cell.value : store.read(key);
      return key === "sync" ? method : undefined;
    },
    set: (_, key, value) => write(key, value),
    has: (_, key) => cells.has(key as string),
    deleteProperty(_, key) {
      store.write(key as string, null);
      return true;
    },
    ownKeys: () => [...cells.keys()],
    getOwnPropertyDescriptor: (_, key) =>
      cells.has(key as string)
        ? { value: store.read(key as string), writable: true, enumerable: true, configurable: true }
        : undefined,
    defineProperty(_, key, descriptor) {
      if ("get" in descriptor || "set" in descriptor) {
        throw new TypeError(`The store "${name}" keeps values, not getters and setters.`);
      }
      return write(key, descriptor.value);
    },
    preventExtensions: () => false,
    setPrototypeOf: (_, prototype) => prototype === null,
  });
  insides().set(proxy, { service, opened, close: revoke });
  return proxy;
}
