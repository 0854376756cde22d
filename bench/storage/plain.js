// Plain IndexedDB: one record for each key, many in one transaction. `storage` is compared with it.
"use strict";

globalThis.plain = {
  open(name) {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore("values");
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  },

  /** Puts all entries; only the last request is listened to, as bulkPut does. */
  write(database, entries) {
    return new Promise((resolve, reject) => {
      const transaction = database.transaction("values", "readwrite");
      const values = transaction.objectStore("values");
      for (const [key, value] of entries) values.put(value, key);
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  },

  /** Everything, in a Map. */
  read(database) {
    return new Promise((resolve, reject) => {
      const values = database.transaction("values").objectStore("values");
      const keys = values.getAllKeys();
      const all = values.getAll();
      all.onsuccess = () => resolve(new Map(keys.result.map((key, index) => [key, all.result[index]])));
      all.onerror = () => reject(all.error);
    });
  },
};

const valueOf = (index) =>
  index % 2 ? index : { name: `number ${index}`, tags: ["a", "b"], half: index / 2 };

globalThis.entriesOf = (count, round) =>
  Array.from({ length: count }, (_, index) => [`key ${index}`, valueOf(index + round)]);

/** Fills the store "many" and a plain database of that name, which the next pages find filled. */
globalThis.fill = async (storage, count) => {
  const { plain, entriesOf } = globalThis;
  const store = await storage("many");
  const database = await plain.open("many");
  if (Object.keys(store).length !== count) {
    Object.assign(store, Object.fromEntries(entriesOf(count, 0)));
    await store.sync();
    await plain.write(database, entriesOf(count, 0));
  }
  database.close();
  return store;
};

/** Milliseconds that something takes. */
globalThis.timed = async (action) => {
  const start = performance.now();
  await action();
  return performance.now() - start;
};
