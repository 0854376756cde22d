/** Stores on databases of their own, gone when the test has ended. */
import type { DatabaseOptions } from "../../../src/runtime/storage/database.js";
import { StorageService } from "../../../src/runtime/storage/service.js";
import { openObject, type StoreObject } from "../../../src/runtime/storage/object.js";

let count = 0;
const ended: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

/** The name of a new database. */
export function newDatabase(): string {
  const name = `test-${Date.now()}-${count++}`;
  ended.push(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = request.onerror = request.onblocked = resolve;
      }),
  );
  return name;
}

/** A tab. */
export function openTab(database = newDatabase(), options: DatabaseOptions = {}) {
  const service = new StorageService(database, options);
  ended.push(() => service.dispose());
  return {
    service,
    database,
    open: (name = "store"): Promise<StoreObject> => openObject(name, service),
    leave: () => service.dispose(),
  };
}

/** All that is in the database, as it lies there. */
export async function rawRows(name: string): Promise<{ id: string; keys: string[] }[]> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error("cannot be opened"));
  });
  try {
    return await new Promise((resolve) => {
      const request = database.transaction("rows").objectStore("rows").getAll();
      request.onsuccess = () => resolve(request.result as { id: string; keys: string[] }[]);
    });
  } finally {
    database.close();
  }
}

/** Resolves when `check` holds. */
export async function eventually(check: () => unknown, what = String(check)): Promise<void> {
  const end = performance.now() + 10_000;
  while (performance.now() < end) {
    if (check()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`never happened: ${what}`);
}

/** Numbers that look random and are the same each time. */
export function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
