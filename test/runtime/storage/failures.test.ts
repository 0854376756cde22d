/** No room, no storage, other tabs in the way, other versions. */
import { expect } from "chai";
import type { DatabaseOptions, SchemaVersion } from "../../../src/runtime/storage/database.js";
import { StorageError } from "../../../src/runtime/storage/errors.js";
import type { StoreErrorEvent } from "../../../src/runtime/storage/events.js";
import { addEventListener, close, sync, type StoreObject } from "../../../src/runtime/storage/object.js";
import { eventually, newDatabase, openTab, rawRows } from "./helpers.js";

const reasonOf = async (promise: Promise<unknown>): Promise<StorageError> => {
  const reason: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(reason).to.be.instanceOf(StorageError);
  return reason as StorageError;
};

/** Collects a store's error events, and handles them. */
function errorsOf(store: StoreObject): string[] {
  const codes: string[] = [];
  addEventListener(store, "error", (event) => {
    event.preventDefault();
    codes.push(event.error.code);
  });
  return codes;
}

/** A database whose writes fail while `full.now` holds. */
function fillable(): { options: DatabaseOptions; full: { now: boolean } } {
  const full = { now: false };
  const put = IDBObjectStore.prototype.put;
  const patched: typeof put = function (this: IDBObjectStore, ...args) {
    if (full.now) throw new DOMException("There is no room.", "QuotaExceededError");
    return put.apply(this, args);
  };
  IDBObjectStore.prototype.put = patched;
  restore.push(() => (IDBObjectStore.prototype.put = put));
  return { options: {}, full };
}

const restore: (() => unknown)[] = [];
const pageEvents: string[] = [];
const onPage = (event: Event) => {
  event.preventDefault();
  pageEvents.push((event as StoreErrorEvent).error.code);
};

beforeEach(() => {
  pageEvents.length = 0;
  globalThis.addEventListener("py:storage-error", onPage);
});
afterEach(() => {
  for (const action of restore.splice(0)) action();
  globalThis.removeEventListener("py:storage-error", onPage);
});

describe("a store whose database the browser has deleted", () => {
  it("says so", async () => {
    const damaged = Object.create(indexedDB, {
      open: {
        value: (...args: [string, number]) => {
          const request = indexedDB.open(...args);
          // Chromium's error for a database that it found damaged.
          request.addEventListener("upgradeneeded", (event) =>
            Object.defineProperty(event, "dataLoss", { value: "total" }),
          );
          return request;
        },
      },
      deleteDatabase: { value: (name: string) => indexedDB.deleteDatabase(name) },
      cmp: { value: (first: unknown, second: unknown) => indexedDB.cmp(first, second) },
    }) as IDBFactory;
    const store = await openTab(newDatabase(), { factory: damaged }).open("notes");
    expect(pageEvents).to.deep.equal(["lost"]);
    store["a"] = 1;
    await sync(store);
    expect(JSON.stringify(store)).to.equal(`{"a":1}`);
  });
});

describe("a store whose database somebody deletes while it is open", () => {
  const deleted = (name: string) =>
    new Promise((resolve) => {
      indexedDB.deleteDatabase(name).onsuccess = resolve;
    });

  it("says so at once, and is kept in a new one from then on", async () => {
    const name = newDatabase();
    const store = await openTab(name).open("notes");
    store["a"] = 1;
    await sync(store);
    await deleted(name);
    await eventually(() => pageEvents.length > 0);
    expect(pageEvents).to.deep.equal(["lost"]);
    store["b"] = 2;
    await sync(store);
    expect(pageEvents).to.deep.equal(["lost"]);
    expect({ ...store }).to.deep.equal({ a: 1, b: 2 });
    expect({ ...(await openTab(name).open("notes")) }).to.deep.equal({ b: 2 });
  });

  it("says so with the next write where nobody was told", async () => {
    const name = newDatabase();
    // The browser ends connections without asking when it deletes all of a site.
    const opened: IDBDatabase[] = [];
    const factory = Object.create(indexedDB, {
      open: {
        value: (...args: [string, number]) => {
          const request = indexedDB.open(...args);
          request.addEventListener("success", () => opened.push(request.result));
          return request;
        },
      },
      cmp: { value: (first: unknown, second: unknown) => indexedDB.cmp(first, second) },
    }) as IDBFactory;
    const store = await openTab(name, { factory }).open("notes");
    store["a"] = 1;
    await sync(store);
    for (const database of opened) database.dispatchEvent(new Event("close"));
    for (const database of opened.splice(0)) database.close();
    await deleted(name);
    expect(pageEvents).to.deep.equal([]);
    store["b"] = 2;
    await sync(store);
    expect(pageEvents).to.deep.equal(["lost"]);
  });
});

describe("a store that cannot be kept", () => {
  it("says that there is no room, keeps values in memory, and writes them when there is room again", async () => {
    const { full } = fillable();
    const tab = openTab();
    const store = await tab.open();
    const other = await openTab(tab.database).open();
    const errors = errorsOf(store);
    store.before = 1;
    await sync(store);
    full.now = true;
    store.during = 2;
    const error = await reasonOf(sync(store));
    expect(error.code).to.equal("quota");
    expect(error.message).to.contain("room");
    expect(errors).to.deep.equal(["quota"]);
    expect(pageEvents).to.deep.equal([]);
    expect(store.during).to.equal(2);
    await eventually(() => other.during === 2);
    store.before = 3;
    expect((await reasonOf(sync(store))).code).to.equal("quota");
    full.now = false;
    await sync(store);
    const again = await openTab(tab.database).open();
    expect({ ...again }).to.deep.equal({ before: 3, during: 2 });
  });

  it("lets go of a large value that was replaced while there was no room", async () => {
    const { full } = fillable();
    const tab = openTab();
    const store = await tab.open();
    errorsOf(store);
    store.large = new Uint8Array(100_000);
    store.text = "x".repeat(100_000);
    await sync(store);
    full.now = true;
    store.large = 1;
    delete store.text;
    expect((await reasonOf(sync(store))).code).to.equal("quota");
    full.now = false;
    await sync(store);
    expect((await rawRows(tab.database)).filter(({ id }) => id.startsWith("9"))).to.deep.equal([]);
    expect({ ...(await openTab(tab.database).open()) }).to.deep.equal({ large: 1 });
  });

  it("is not closed", async () => {
    const { full } = fillable();
    const tab = openTab();
    const store = await tab.open();
    errorsOf(store);
    full.now = true;
    store.a = 1;
    expect((await reasonOf(close(store))).code).to.equal("quota");
    expect(store.a).to.equal(1);
    full.now = false;
    await close(store);
    expect({ ...(await openTab(tab.database).open()) }).to.deep.equal({ a: 1 });
  });

  it("tells the page when nobody listens to the store, and tries again by itself", async function () {
    this.timeout(30_000);
    const { full } = fillable();
    const tab = openTab();
    const store = await tab.open();
    full.now = true;
    store.a = 1;
    await eventually(() => pageEvents.length > 0);
    expect(pageEvents).to.deep.equal(["quota"]);
    full.now = false;
    await eventually(() => true);
    let rows: unknown[] = [];
    await eventually(() => {
      void rawRows(tab.database).then((found) => (rows = found));
      return rows.length > 0;
    });
  });

  it("is kept in memory where the browser has no storage", async () => {
    const tab = openTab(newDatabase(), { factory: undefined });
    const store = await tab.open();
    expect(pageEvents).to.deep.equal(["unavailable"]);
    errorsOf(store);
    store.a = 1;
    expect(store.a).to.equal(1);
    expect((await reasonOf(sync(store))).code).to.equal("unavailable");
    expect(store.a).to.equal(1);
  });

  it("is kept in memory where opening is forbidden", async () => {
    const factory = {
      open: () => {
        throw new DOMException("no", "SecurityError");
      },
    } as unknown as IDBFactory;
    const store = await openTab(newDatabase(), { factory }).open();
    errorsOf(store);
    const error = await reasonOf(sync(Object.assign(store, { a: 1 })));
    expect(error.code).to.equal("unavailable");
    expect(error.message).to.contain("private");
  });
});

/** Opens a database as another version of the library would; it keeps it open, whoever asks. */
function openNative(name: string, version: number, upgrade: (database: IDBDatabase) => void) {
  return new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error("cannot be opened"));
  });
}

describe("versions of the database", () => {
  const second: SchemaVersion[] = [
    { tables: { old: "[store+key]" } },
    {
      tables: { rows: "[store+id]", old: null },
      upgrade: async (transaction) => {
        const old = (await transaction.table("old").toArray()) as {
          store: string;
          key: string;
          value: string;
        }[];
        await transaction.table("rows").bulkPut(
          old.map(({ store, key, value }, index) => ({
            store,
            id: `0-old-${index}`,
            keys: [key],
            contents: [value],
            times: new Float64Array([1]),
            contexts: ["old"],
            by: new Uint16Array(1),
          })),
        );
      },
    },
  ];

  it("are brought up to date", async () => {
    const name = newDatabase();
    const native = await openNative(name, 10, (database) => {
      const table = database.createObjectStore("old", { keyPath: ["store", "key"] });
      table.put({ store: "store", key: "a", value: "1.0" });
      table.put({ store: "store", key: "b", value: '["x"]' });
      table.put({ store: "other", key: "a", value: "7" });
    });
    native.close();
    const tab = openTab(name, { schema: second });
    expect({ ...(await tab.open()) }).to.deep.equal({ a: 1, b: ["x"] });
    expect({ ...(await tab.open("other")) }).to.deep.equal({ a: 7 });
    const store = await tab.open();
    store.c = 3;
    await sync(store);
    expect({ ...(await openTab(name, { schema: second }).open()) }).to.deep.equal({ a: 1, b: ["x"], c: 3 });
  });

  it("are left alone when an upgrade fails", async () => {
    const name = newDatabase();
    (
      await openNative(name, 10, (database) => {
        database
          .createObjectStore("old", { keyPath: ["store", "key"] })
          .put({ store: "s", key: "a", value: "1" });
      })
    ).close();
    const failing: SchemaVersion[] = [
      second[0] as SchemaVersion,
      { tables: { rows: "[store+id]", old: null }, upgrade: () => Promise.reject(new Error("it broke")) },
    ];
    const store = await openTab(name, { schema: failing }).open("s");
    errorsOf(store);
    store.b = 1;
    expect((await reasonOf(sync(store))).message).to.contain("it broke");
    expect({ ...(await openTab(name, { schema: second }).open("s")) }).to.deep.equal({ a: 1 });
  });

  it("a newer version of the database is refused, and left as it is", async () => {
    const name = newDatabase();
    (
      await openNative(name, 990, (database) => {
        database.createObjectStore("rows").put("kept", "key");
        database.createObjectStore("more");
      })
    ).close();
    const error = await reasonOf(openTab(name).open());
    expect(error.code).to.equal("version");
    expect(error.message).to.contain("newer version");
    const native = await openNative(name, 990, () => {});
    expect([...native.objectStoreNames]).to.deep.equal(["more", "rows"]);
    const kept = await new Promise((resolve) => {
      const request = native.transaction("rows").objectStore("rows").get("key");
      request.onsuccess = () => resolve(request.result);
    });
    expect(kept).to.equal("kept");
    native.close();
  });

  it("wait for other tabs, in memory, and catch up when these have gone", async function () {
    this.timeout(30_000);
    const name = newDatabase();
    // A tab of an older version that does not let go.
    const native = await openNative(name, 10, (database) => {
      database
        .createObjectStore("old", { keyPath: ["store", "key"] })
        .put({ store: "store", key: "a", value: "1" });
    });
    const tab = openTab(name, { schema: second, grace: 50 });
    const store = await tab.open();
    expect(pageEvents).to.deep.equal(["blocked"]);
    const errors = errorsOf(store);
    store.b = 2;
    const error = await reasonOf(sync(store));
    expect(error.code).to.equal("blocked");
    expect(error.message).to.contain("other tabs");
    expect(errors[0]).to.equal("blocked");
    expect({ ...store }).to.deep.equal({ b: 2 });
    native.close();
    await eventually(() => store.a === 1);
    await sync(store);
    expect({ ...(await openTab(name, { schema: second }).open()) }).to.deep.equal({ a: 1, b: 2 });
  });

  it("wait in memory where the data is being deleted, and another tab does not let go", async () => {
    const name = newDatabase();
    const native = await openNative(name, 10, (database) => {
      database.createObjectStore("rows", { keyPath: ["store", "id"] });
    });
    const deleted = new Promise((resolve) => {
      indexedDB.deleteDatabase(name).onsuccess = resolve;
    });
    const store = await openTab(name, { timeoutMs: 200 }).open();
    expect(pageEvents).to.deep.equal(["failed"]);
    store.b = 2;
    expect((await reasonOf(sync(store))).message).to.contain("did not answer within 0.2 seconds");
    native.close();
    await deleted;
    await sync(store);
    expect({ ...(await openTab(name).open()) }).to.deep.equal({ b: 2 });
  });

  it("let go when a newer version comes, and say so", async () => {
    const tab = openTab();
    const store = await tab.open();
    store.a = 1;
    await sync(store);
    const errors = errorsOf(store);
    const newer = await openNative(tab.database, 20, () => {});
    store.b = 2;
    expect((await reasonOf(sync(store))).code).to.equal("version");
    expect(errors).to.deep.equal(["version"]);
    newer.close();
  });

  it("start again when the data was deleted", async () => {
    const tab = openTab();
    const store = await tab.open();
    store.a = 1;
    await sync(store);
    await new Promise((resolve) => {
      indexedDB.deleteDatabase(tab.database).onsuccess = resolve;
    });
    store.b = 2;
    await sync(store);
    expect({ ...(await openTab(tab.database).open()) }).to.deep.equal({ b: 2 });
  });
});
