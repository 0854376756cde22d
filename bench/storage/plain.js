// Plain IndexedDB: one record for each key, many in one transaction. What `storage` is compared with.
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

globalThis.valueOf = (index) =>
  index % 2 ? index : { name: `number ${index}`, tags: ["a", "b"], half: index / 2 };

/** Milliseconds that something takes. */
globalThis.timed = async (action) => {
  const start = performance.now();
  await action();
  return performance.now() - start;
};
