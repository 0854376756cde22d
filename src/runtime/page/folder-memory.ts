/** Remembers handles of folders, in IndexedDB: they outlive the page. */

const database = "py-elements-folders";
const store = "folders";

/** The handle that was remembered by that name. */
export function recallFolder(name: string): Promise<unknown> {
  return inStore("readonly", (folders) => folders.get(name));
}

/** Remembers a handle; undefined forgets it. */
export async function rememberFolder(name: string, folder: unknown): Promise<void> {
  await inStore("readwrite", (folders) => (folder ? folders.put(folder, name) : folders.delete(name)));
}

async function inStore(
  mode: IDBTransactionMode,
  action: (folders: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const opening = indexedDB.open(database);
  opening.onupgradeneeded = () => opening.result.createObjectStore(store);
  const opened = (await finished(opening)) as IDBDatabase;
  try {
    return await finished(action(opened.transaction(store, mode).objectStore(store)));
  } finally {
    opened.close();
  }
}

function finished(request: IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB failed."));
  });
}
