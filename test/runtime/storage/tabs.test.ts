/** Several tabs, and what is in the database when they have gone. */
import { expect } from "chai";
import { addEventListener, sync, type StoreObject } from "../../../src/runtime/storage/object.js";
import { eventually, newDatabase, openTab, pseudoRandom, rawRows } from "./helpers.js";

const content = (store: StoreObject) =>
  JSON.stringify(Object.entries(store).sort(([a], [b]) => (a < b ? -1 : 1)));

describe("a store in several tabs", () => {
  it("is the same in all of them, a moment later", async () => {
    const one = openTab();
    const two = openTab(one.database);
    const [first, second] = [await one.open(), await two.open()];
    first.a = { from: "one" };
    await eventually(() => second.a);
    expect(second.a).to.deep.equal({ from: "one" });
    const heard: string[] = [];
    addEventListener(first, "change", ({ keys }) => heard.push(...keys));
    second.b = new Uint8Array([1, 2]);
    delete second.a;
    await eventually(() => first.b && !("a" in first));
    expect(first.b).to.deep.equal(new Uint8Array([1, 2]));
    expect(heard.sort()).to.deep.equal(["a", "b"]);
  });

  it("has in a new tab what was confirmed, without waiting", async () => {
    const one = openTab();
    const store = await one.open();
    for (let index = 0; index < 100; index++) store[`key ${index}`] = index;
    await sync(store);
    const again = await openTab(one.database).open();
    expect(Object.keys(again).length).to.equal(100);
    expect(again["key 42"]).to.equal(42);
  });

  it("has in a new tab, soon, what was written while it opened", async () => {
    const one = openTab();
    const store = await one.open();
    store.before = 1;
    const opening = openTab(one.database).open();
    store.during = 2;
    const again = await opening;
    await eventually(() => again.before === 1 && again.during === 2);
  });

  it("keeps what the writer wrote when it left", async () => {
    const one = openTab();
    const store = await one.open();
    store.a = 1;
    await one.leave();
    expect((await openTab(one.database).open()).a).to.equal(1);
  });

  it("converges when tabs write the same keys at random", async function () {
    this.timeout(60_000);
    const random = pseudoRandom(7);
    const tabs = [openTab()];
    for (let index = 1; index < 3; index++) tabs.push(openTab(tabs[0]?.database));
    const stores = await Promise.all(tabs.map((tab) => tab.open()));
    for (let round = 0; round < 60; round++) {
      for (const store of stores) {
        for (let write = 0; write < 50; write++) {
          const key = `key ${Math.floor(random() * 1000)}`;
          if (random() < 0.2) delete store[key];
          else store[key] = Math.floor(random() * 1e9);
        }
        if (random() < 0.2) await sync(store);
        if (random() < 0.5) await new Promise((resolve) => setTimeout(resolve, random() * 5));
      }
    }
    await Promise.all(stores.map(sync));
    await eventually(() => new Set(stores.map(content)).size === 1, "the same in all tabs");
    const late = await openTab(tabs[0]?.database).open();
    expect(content(late)).to.equal(content(stores[0] as StoreObject));
    expect(Object.keys(late).length).to.be.greaterThan(500);
  });

  it("takes the latest write, whoever made it", async () => {
    const one = openTab();
    const two = openTab(one.database);
    const [first, second] = [await one.open(), await two.open()];
    for (let index = 0; index < 20; index++) {
      first.x = `first ${index}`;
      second.x = `second ${index}`;
    }
    await eventually(() => first.x === second.x);
    await Promise.all([sync(first), sync(second)]);
    expect((await openTab(one.database).open()).x).to.equal(first.x);
  });

  it("reads the rows of messages that were missed", async () => {
    const database = newDatabase();
    // BroadcastChannels of other names: nothing arrives.
    const one = openTab(database);
    const store = await one.open();
    const sleeper = openTab(database);
    const asleep = await sleeper.open();
    const post = BroadcastChannel.prototype.postMessage;
    BroadcastChannel.prototype.postMessage = () => {};
    try {
      store.missed = 1;
      await sync(store);
    } finally {
      BroadcastChannel.prototype.postMessage = post;
    }
    expect("missed" in asleep).to.equal(false);
    store.next = 2;
    await eventually(() => asleep.missed === 1 && asleep.next === 2);
  });
});

describe("the rows of a store", () => {
  it("are merged when there are many", async function () {
    this.timeout(60_000);
    const tab = openTab();
    const store = await tab.open();
    const other = await openTab(tab.database).open();
    for (let index = 0; index < 100; index++) {
      store[`key ${index % 40}`] = index;
      await sync(store);
    }
    await sync(store);
    const rows = await rawRows(tab.database);
    expect(rows.length).to.be.lessThan(32);
    await eventually(() => content(other) === content(store));
    expect(content(await openTab(tab.database).open())).to.equal(content(store));
  });

  it("are merged when most of what they say is outdated", async function () {
    this.timeout(60_000);
    const tab = openTab();
    const store = await tab.open();
    for (let round = 0; round < 6; round++) {
      for (let index = 0; index < 2000; index++) store[`key ${index}`] = round;
      await sync(store);
    }
    await sync(store);
    store.last = 1;
    await sync(store);
    const cells = (await rawRows(tab.database)).reduce((sum, { keys }) => sum + keys.length, 0);
    expect(cells).to.be.lessThan(9_000);
    const again = await openTab(tab.database).open();
    expect(content(again)).to.equal(content(store));
    expect(again["key 7"]).to.equal(5);
  });

  it("a large value has a row of its own, and leaves it when it becomes small", async function () {
    this.timeout(60_000);
    const tab = openTab();
    const store = await tab.open();
    const large = new Uint8Array(16 * 1024 * 1024).fill(7);
    store.large = large;
    store.text = "x".repeat(100_000);
    await sync(store);
    expect((await rawRows(tab.database)).filter(({ id }) => id.startsWith("9")).length).to.equal(2);
    const again = openTab(tab.database);
    const copy = await again.open();
    const bytes = copy.large as Uint8Array;
    expect(bytes.length).to.equal(large.length);
    expect(bytes.every((byte) => byte === 7)).to.equal(true);
    copy.large = 1;
    delete copy.text;
    await sync(copy);
    expect((await rawRows(tab.database)).filter(({ id }) => id.startsWith("9")).length).to.equal(0);
    expect({ ...(await openTab(tab.database).open()) }).to.deep.equal({ large: 1 });
  });

  it("a store of 100,000 keys is opened without stopping the page", async function () {
    this.timeout(120_000);
    const tab = openTab();
    const store = await tab.open();
    for (let index = 0; index < 100_000; index++) store[`key ${index}`] = index;
    await sync(store);
    let tasks = 0;
    const timer = setInterval(() => tasks++, 1);
    const again = await openTab(tab.database).open();
    clearInterval(timer);
    expect(Object.keys(again).length).to.equal(100_000);
    expect(again["key 99999"]).to.equal(99_999);
    expect(tasks).to.be.greaterThan(3);
  });
});
