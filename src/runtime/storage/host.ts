/**
 * The part of the `Host` for `pyscript.storage`: a store for Python, which keeps a copy of its own.
 *
 * Keys and values cross as JSON, in the form of `value-json.ts`; bytes as they are. Changes that others make
 * are handed to a function of Python's, as a JSON array: how many writes of this copy went before, then keys
 * and values by turns. There, and in what {@link StorageHost.storage_read} gives, `{"\u0000": "deleted"}`
 * stands for what is no longer there, and `{"\u0000": "binary <kind>"}` for bytes, which {@link
 * StorageHost.storage_bytes} gives.
 *
 * Failures are returned: the class of an exception, a colon, and its message; 0 when all went well.
 */
export type StorageFailure = string | 0;

export interface StorageOpener {
  /**
   * Opens a store. The other functions of {@link StorageHost} may be called afterwards.
   *
   * @param changed takes changes
   * @returns the number of the copy; a failure
   */
  storage_open(name: string, changed: unknown): Promise<number | string>;
}

export interface StorageHost {
  /**
   * The next part of the content, as a JSON object; "" when all has been read.
   *
   * @param shards over how many dictionaries Python spreads many keys. Above 1, and where keys are many, a
   *   part is a JSON array: numbers of dictionaries and their whole content by turns; `shards.ts` says what
   *   is in which
   */
  storage_read(copy: number, shards: number): string;
  storage_bytes(copy: number, key_json: string): Uint8Array;
  storage_put(copy: number, key_json: string, value_json: string): StorageFailure;
  /** @param kind `bytes`, `bytearray` or `memoryview` */
  storage_put_bytes(copy: number, key_json: string, kind: string, bytes: Uint8Array): StorageFailure;
  storage_delete(copy: number, key_json: string): StorageFailure;
  storage_clear(copy: number): StorageFailure;
  /** Waits until what was written is on the disk. Never rejects. */
  storage_sync(copy: number): Promise<StorageFailure>;
  /** Ends the copy. */
  storage_close(copy: number): void;
}
