/** The events of a store: `addEventListener(store, "change", …)`. */
import type { StorageError } from "./errors.js";

/**
 * Something in a store has changed: by this page's JavaScript or Python, by a worker, or by another tab.
 * Sent once for all changes of a task.
 */
export class StoreChangeEvent extends Event {
  /** The keys that were set or deleted: read the store to know which. */
  readonly keys: readonly string[];

  constructor(keys: readonly string[]) {
    super("change");
    this.keys = keys;
  }
}

/**
 * A change could not be kept: see {@link StorageError}. Sent to the store as `error`, then, unless it was
 * `preventDefault`ed, to the page's global object as `py:storage-error`, then to the console.
 */
export class StoreErrorEvent extends Event {
  /** The name of the store. */
  readonly store: string;
  readonly error: StorageError;

  constructor(type: "error" | "py:storage-error", store: string, error: StorageError) {
    super(type, { cancelable: true });
    this.store = store;
    this.error = error;
  }
}

/** By type. */
export interface StoreEventMap {
  change: StoreChangeEvent;
  error: StoreErrorEvent;
}
