/** A store as JavaScript sees it. */
import { expect } from "chai";
import { addEventListener, close, removeEventListener, sync } from "../../../src/runtime/storage/object.js";
import { eventually, newDatabase, openTab } from "./helpers.js";
import { build, loadFixtures } from "./values.js";

const fixtures = await loadFixtures();

describe("a store in JavaScript", () => {
  it("is like a plain object", async () => {
    const store = await openTab().open();
    expect(Object.keys(store)).to.deep.equal([]);
    expect(store.name).to.equal(undefined);
    store["user_count"] = 42;
    store.config = { theme: "dark", language: "en" };
    expect(store.user_count).to.equal(42);
    expect("config" in store).to.equal(true);
    expect("other" in store).to.equal(false);
    expect(Object.keys(store)).to.deep.equal(["user_count", "config"]);
    expect({ ...store }).to.deep.equal({ user_count: 42, config: { theme: "dark", language: "en" } });
    expect(JSON.stringify(store)).to.equal('{"user_count":42,"config":{"theme":"dark","language":"en"}}');
    expect(Object.entries(Object.assign(store, { a: 1, b: null })).length).to.equal(4);
    expect(delete store.user_count).to.equal(true);
    expect(delete store.user_count).to.equal(true);
    expect(store.user_count).to.equal(undefined);
    const seen: string[] = [];
    for (const key in store) seen.push(key);
    expect(seen).to.deep.equal(["config", "a", "b"]);
    expect(Object.prototype.toString.call(store)).to.equal("[object Storage]");
    expect(() => Object.freeze(store)).to.throw(TypeError);
    expect(() => Object.defineProperty(store, "x", { get: () => 1 })).to.throw(TypeError, "getters");
    Object.defineProperty(store, "x", { value: 1 });
    expect(store.x).to.equal(1);
  });

  it("takes any text for a key", async () => {
    const tab = openTab();
    const store = await tab.open();
    const keys = [
      "sync",
      "constructor",
      "__proto__",
      "",
      "then",
      "toString",
      "a\0b",
      "\ud800",
      "🐍",
      "0",
      "length",
    ];
    for (const key of keys.filter((name) => name !== "sync")) expect(store[key]).to.equal(undefined);
    expect(typeof store.sync).to.equal("function");
    for (const key of keys) store[key] = `value of ${key}`;
    for (const key of keys) expect(store[key]).to.equal(`value of ${key}`);
    expect(Object.keys(store).sort()).to.deep.equal([...keys].sort());
    await sync(store);
    const again = await openTab(tab.database).open();
    for (const key of keys) expect(again[key]).to.equal(`value of ${key}`);
    expect(Object.keys(again).sort()).to.deep.equal([...keys].sort());
    for (const key of keys) delete again[key];
    expect(typeof again.sync).to.equal("function");
  });

  it("keeps every value", async () => {
    const tab = openTab();
    const store = await tab.open();
    const values = fixtures.filter((fixture) => "js" in fixture);
    for (const { name, js } of values) store[name] = build(js);
    for (const { name, js } of values) expect(store[name], name).to.deep.equal(build(js));
    await sync(store);
    const again = await openTab(tab.database).open();
    for (const { name, js } of values) expect(again[name], name).to.deep.equal(build(js));
  });

  it("copies what it is given", async () => {
    const store = await openTab().open();
    const list = [1];
    store.list = list;
    list.push(2);
    expect(store.list).to.deep.equal([1]);
    expect(store.list === store.list).to.equal(true);
  });

  it("refuses what it cannot keep, and says which part it is", async () => {
    const store = await openTab().open("shop");
    expect(() => (store.a = { b: [() => {}] })).to.throw(TypeError, 'shop["a"]["b"][0] is a function');
    expect(() => (store.a = [new Uint8Array(1)])).to.throw(TypeError, "binary data");
    expect(Object.keys(store)).to.deep.equal([]);
  });

  it("is the same for the same name", async () => {
    const tab = openTab();
    const [one, two, other] = await Promise.all([tab.open("a"), tab.open("a"), tab.open("b")]);
    expect(one === two).to.equal(true);
    one.key = 1;
    expect(other.key).to.equal(undefined);
  });

  it("must have a name", async () => {
    const { service } = openTab();
    for (const name of ["", undefined, 7]) {
      const error: unknown = await service.open(name as string).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(TypeError);
    }
  });

  it("tells of changes, once for all of a task", async () => {
    const store = await openTab().open();
    const heard: (readonly string[])[] = [];
    const listener = ({ keys }: { keys: readonly string[] }) => heard.push(keys);
    addEventListener(store, "change", listener);
    store.a = 1;
    store.b = 2;
    store.a = 3;
    delete store.b;
    delete store.c;
    expect(heard).to.deep.equal([]);
    await Promise.resolve();
    expect(heard).to.deep.equal([["a", "b"]]);
    removeEventListener(store, "change", listener);
    store.a = 4;
    await Promise.resolve();
    expect(heard.length).to.equal(1);
  });

  it("is closed when all is kept", async () => {
    const tab = openTab(newDatabase());
    const store = await tab.open();
    store.a = 1;
    await close(store);
    expect(() => store.a).to.throw(TypeError);
    const again = await tab.open();
    expect(again === store).to.equal(false);
    expect(again.a).to.equal(1);
    expect(() => sync({})).to.throw(TypeError, "not a store");
  });

  it("has, opened again while it is closed, what was written before", async () => {
    const tab = openTab();
    const other = await openTab(tab.database).open();
    const store = await tab.open();
    store.a = 1;
    const closing = close(store);
    store.b = 2;
    const [again] = await Promise.all([tab.open(), closing]);
    const last = await tab.open();
    expect({ ...last }).to.deep.equal({ a: 1, b: 2 });
    expect(() => store.a).to.throw(TypeError);
    // It receives the changes of others.
    other.c = 3;
    await eventually(() => last.c === 3);
    last.d = 4;
    await eventually(() => other.d === 4);
    expect(again === last).to.equal(true);
  });

  it("is not let go of again by who has done so before", async () => {
    const tab = openTab();
    const store = await tab.open();
    await Promise.all([close(store), close(store)]);
    const other = await tab.open();
    await close(store);
    expect((await tab.open()) === other).to.equal(true);
    other.a = 1;
    await tab.leave();
    expect({ ...(await openTab(tab.database).open()) }).to.deep.equal({ a: 1 });
  });
});
