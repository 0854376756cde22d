/**
 * Stores for plain JavaScript: the same that Python's `pyscript.storage` opens, without any interpreter
 * behind them.
 *
 * @example
 * ```js
 * import storage, { addEventListener } from "./dist/storage.js";
 *
 * const store = await storage("shared");
 * store["config"] = { theme: "dark", language: "en" };
 * addEventListener(store, "change", ({ keys }) => console.log("changed:", keys));
 * await store.sync(); // now it is on the disk
 * ```
 */
import { openObject, type StoreObject } from "./runtime/storage/object.js";

export { StorageError, type StorageErrorCode } from "./runtime/storage/errors.js";
export { StoreChangeEvent, StoreErrorEvent, type StoreEventMap } from "./runtime/storage/events.js";
export {
  addEventListener,
  close,
  removeEventListener,
  sync,
  type StoreObject,
} from "./runtime/storage/object.js";

/**
 * Opens a store: an object whose properties are kept in the browser, the same for everybody on this site who
 * opens it by that name. Changes are seen at once by the page's JavaScript and main-thread Python, and
 * within a moment by workers and other tabs.
 *
 * @param name any text but ""
 * @throws TypeError when the name is no name
 * @throws StorageError when the database is of a newer version of this library
 */
export const storage = (name: string): Promise<StoreObject> => openObject(name);

export default storage;
