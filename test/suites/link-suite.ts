import { expect } from "chai";
import type { InterpreterType } from "../../src/runtime/interpreters/interpreter.js";
import type { SyncMode } from "../../src/runtime/link/shared/protocol.js";
import { createLinkWorld, type LinkWorld } from "../harness/link-world.js";
import { until } from "../harness/page.js";

/** Operations of Python in a worker on the page's objects: the same by every transport. */
export function linkSuite(type: InterpreterType, mode: SyncMode): void {
  describe(`the link (${type}, ${mode})`, () => {
    let world: LinkWorld;
    let box: HTMLElement;

    before(async function () {
      this.timeout(60_000);
      world = await createLinkWorld(type, { mode });
      await world.run("from pyscript._remote import root as window\ndocument = window.document");
    });
    after(() => world?.end());
    beforeEach(() => {
      box = document.createElement("div");
      box.id = "box";
      document.body.append(box);
    });
    afterEach(() => box.remove());

    it("reads and writes", async () => {
      document.title = "A title";
      expect(await world.run("document.title")).to.equal("A title");
      await world.run('document.title = "Another"');
      expect(document.title).to.equal("Another");
    });

    it("calls", async () => {
      await world.run('document.getElementById("box").setAttribute("data-x", "1")');
      expect(box.getAttribute("data-x")).to.equal("1");
    });

    it("makes elements without waiting", async () => {
      await world.run(`
for index in range(50):
    el = document.createElement("p")
    el.textContent = str(index)
    document.getElementById("box").append(el)
`);
      expect(box.children.length).to.equal(50);
      expect(box.textContent?.startsWith("0123456789101112")).to.equal(true);
    });

    it("keeps identity", async () => {
      expect(await world.run("document.body == document.body and document.body != document.head")).to.equal(
        true,
      );
      expect(await world.run("document.body.style == document.body.style")).to.equal(true);
    });

    it("gives the page's document with itself", async () => {
      const given = world.link.setup.document;
      expect(given).to.have.length(2);
      expect(await world.run("from pyscript import document as own\nown == document")).to.equal(true);
      expect(await world.run("own.title == document.title and own.body == document.body")).to.equal(true);
    });

    it("lets go of what promises result in that nobody awaits any more", async function () {
      // On MicroPython the engine's collector does that, whose time nobody can tell but in Chromium.
      if (type === "mpy" && !("gc" in globalThis)) this.skip();
      this.timeout(60_000);
      const page = globalThis as { later?: (fails: boolean) => Promise<object> };
      page.later = (fails) =>
        new Promise((resolve, reject) =>
          setTimeout(() => (fails ? reject(new Error("late")) : resolve({})), 30),
        );
      await world.run(`
import asyncio
import gc
async def wait(promise):
    await promise
async def cancelled(fails):
    try:
        await asyncio.wait_for(wait(window.later(fails)), 0.001)
    except Exception:
        pass # The timeout, or the failure where that was faster on a busy machine.
async def give_up(times):
    for number in range(times):
        await cancelled(number % 2 == 1)
    await asyncio.sleep(0.1)
    gc.collect()
await give_up(10)
`);
      const settled = async () => {
        await world.run("gc.collect()\nwindow.document.title");
        return world.link.held.handles;
      };
      const before = await settled();
      await world.run("await give_up(100)");
      expect((await settled()) - before).to.be.lessThan(20);
      delete page.later;
    });

    it("tells objects of many kinds apart", async function () {
      this.timeout(60_000);
      const page = globalThis as { kinds?: object[] };
      // Each has a prototype of its own.
      page.kinds = Array.from(
        { length: 66_000 },
        (_, number) => Object.assign(Object.create({}) as object, { number }) as object,
      );
      try {
        const found = await world.run(`
kinds = window.kinds
numbers = []
for number, kind in enumerate(kinds):
    if number % 1000 == 0 or number > 65900:
        numbers.append(number - kind.number)
    last = kind
[last.number, sum([abs(number) for number in numbers])]
`);
        expect(found).to.deep.equal([65_999, 0]);
      } finally {
        delete page.kinds;
      }
    });

    it("raises what the page throws, at its statement", async () => {
      expect(
        await world.run(`
try:
    document.querySelector("###")
    result = "nothing"
except Exception as error:
    result = type(error).__name__ + " " + str(error)
result`),
      ).to.match(/JsException.*###/);
    });

    it("says so when an answer has a mark that Python's half does not know", async () => {
      const source = `
from pyscript._link_values import decode
try:
    decode("\\x10?")
except RuntimeError as error:
    result = str(error)
result`;
      expect(await world.run(source)).to.match(/does not know the mark '\?'.*different versions/);
    });

    it("raises AttributeError for what is not there", async () => {
      expect(
        await world.run(`
try:
    document.noSuchThing
    result = "nothing"
except AttributeError as error:
    result = str(error)
result`),
      ).to.equal("HTMLDocument of the page has no attribute 'noSuchThing'");
      expect(await world.run('hasattr(document, "noSuchThing"), hasattr(document, "title")')).to.deep.equal([
        false,
        true,
      ]);
    });

    it("calls Python back", async () => {
      await world.run(`
seen = []
def heard(event):
    seen.append((event.type, event.target.id))
    event.target.setAttribute("data-heard", "click")
document.getElementById("box").addEventListener("click", heard)
`);
      box.click();
      await until(() => box.dataset.heard === "click");
      expect(await world.run("seen")).to.deep.equal([["click", "box"]]);
    });

    it("knows the text of what has no method for it: modules, objects without a prototype", async () => {
      Object.assign(globalThis, { bare: Object.create(null) as object, module: await import("chai") });
      expect(await world.run("str(window.bare) + str(window.module) + str(window.Array.of(1, 2))")).to.equal(
        "[object Object][object Module]1,2",
      );
    });

    it("awaits promises of the page", async () => {
      expect(await world.run("await window.Promise.resolve(7)")).to.equal(7);
      expect(
        await world.run(`
try:
    await window.Promise.reject(window.TypeError.new("no"))
    result = ""
except Exception as error:
    result = str(error)
result`),
      ).to.match(/no/);
    });

    it("iterates, measures, slices", async () => {
      box.innerHTML = "<i>a</i><i>b</i><i>c</i>";
      expect(await world.run('[i.textContent for i in document.querySelectorAll("#box i")]')).to.deep.equal([
        "a",
        "b",
        "c",
      ]);
      expect(await world.run('len(document.querySelectorAll("#box i"))')).to.equal(3);
      expect(await world.run('document.querySelectorAll("#box i")[-1].textContent')).to.equal("c");
    });

    it("passes text of every kind", async () => {
      for (const text of [
        "",
        "ä",
        "\0",
        "a\0b",
        "\x10h1 1",
        "日本",
        "😀",
        "x".repeat(300_000),
        "日".repeat(100_000),
      ]) {
        box.textContent = text;
        if (!text.includes("\0")) {
          expect((await world.run('document.getElementById("box").textContent')) === text).to.equal(true);
        }
        await world.run('window.echoed = document.getElementById("box").textContent');
        expect((globalThis as unknown as { echoed: string }).echoed === text).to.equal(true);
      }
    });

    it("passes lists, dictionaries, bytes", async () => {
      await world.run('window.given = {"a": [1, 2.5, None, True, "x"], "b": document.body, "c": b"12"}');
      const { given } = globalThis as unknown as { given: Record<string, unknown> };
      expect(given.a).to.deep.equal([1, 2.5, type === "py" ? null : null, true, "x"]);
      expect(given.b === document.body).to.equal(true);
      expect([...(given.c as Uint8Array)]).to.deep.equal([49, 50]);
    });

    it("makes new objects, calls functions with their owner, asks classes", async () => {
      expect(await world.run('window.URL.new("/x?y=1", "http://a.b").search')).to.equal("?y=1");
      expect(await world.run("window.Array.of(3, 1, 2).sort().join()")).to.equal("1,2,3");
      expect(await world.run("await window.Promise.resolve(window.Math.max(1, 5))")).to.equal(5);
    });

    it("knows maps, sets, symbols", async () => {
      expect(
        await world.run(`
map = window.Map.new()
map["a"] = 1
map["b"] = document.body
("a" in map, map["a"], map["b"] == document.body, len(map), sorted(map), "c" in map)`),
      ).to.deep.equal([true, 1, true, 2, ["a", "b"], false]);
      expect(
        await world.run(`
try:
    map["c"]
    result = None
except KeyError:
    result = "KeyError"
result`),
      ).to.equal("KeyError");
      expect(await world.run("window.Set.new([1, 2]).has(2), 2 in window.Set.new([1, 2])")).to.deep.equal([
        true,
        true,
      ]);
      expect(await world.run("window.Array.of(4, 5)[window.Symbol.iterator] is not None")).to.equal(true);
      expect(await world.run('window.Symbol("x") == window.Symbol("x")')).to.equal(false);
    });

    it("copies typed arrays both ways", async () => {
      expect(await world.run("list(window.Uint8Array.of(1, 200).to_bytes())")).to.deep.equal([1, 200]);
      await world.run('window.given = bytearray(b"\\x01" * 200000)');
      const { given } = globalThis as unknown as { given: Uint8Array };
      expect(given.length).to.equal(200_000);
      expect(given.every((byte) => byte === 1)).to.equal(true);
      expect(await world.run("len(window.given.to_bytes())")).to.equal(200_000);
    });

    it("gives back Python's own functions", async () => {
      expect(
        await world.run(`
def function():
    pass
window.kept = function
window.kept is function`),
      ).to.equal(true);
      delete (globalThis as { kept?: unknown }).kept;
    });

    it("returns what callbacks return, and raises what they raise, by promises", async () => {
      await world.run("window.double = lambda n: n * 2");
      const page = globalThis as unknown as { double(n: number): Promise<number>; fails(): Promise<void> };
      expect(await page.double(21)).to.equal(42);
      await world.run(`
def fails():
    raise ValueError("no")
window.fails = fails`);
      const error = await page.fails().then(
        () => undefined,
        (thrown: unknown) => thrown as Error & { traceback: string },
      );
      expect(error?.name).to.equal("ValueError");
      expect(error?.message).to.equal("no");
      expect(error?.traceback).to.include("line 3, in fails");
    });

    it("runs what calls a function for each item, and lets every exception through", async () => {
      expect(
        await world.run(`
class Stop(BaseException):
    pass
def stops(item, *rest):
    raise Stop(item)
caught = []
for method in (window.Array.of(1).forEach, window.Array.of(2).map, window.Array.of(3, 3).sort):
    try:
        method(stops)
    except Stop as error:
        caught.append(error.args[0])
caught + list(window.Array.of(1, 2).map(lambda item, *rest: item * 2))`),
      ).to.deep.equal([1, 2, 3, 2, 4]);
    });

    it("makes the calls first that came while the page looked for the items", async () => {
      const page = globalThis as Record<string, unknown>;
      page.iterable = {
        *[Symbol.iterator]() {
          (page.heard as (text: string) => void)("asked for an item");
          yield 1;
        },
      };
      expect(
        await world.run(`
order = []
window.heard = order.append
result = getattr(window.Array, "from")(window.iterable, lambda item, index: order.append(item) or item + 1)
order + list(result)`),
      ).to.deep.equal(["asked for an item", 1, 2]);
      delete page.iterable;
      delete page.heard;
    });

    it("gives functions of the worker's JavaScript what they are called for", async () => {
      expect(
        await world.run(`
import js
list(window.Array.of(1, 4, 9).map(js.Math.sqrt))`),
      ).to.deep.equal([1, 2, 3]);
    });

    it("calls what the page has put in the place of the standards' functions as it is", async () => {
      const page = globalThis as Record<string, unknown>;
      let got = 0;
      page.patched = Object.defineProperty([1], "map", {
        get() {
          got++;
          return (callback: unknown) => `${typeof callback}, got ${got} time`;
        },
      });
      expect(await world.run("window.patched.map(lambda item: 1)")).to.equal("function, got 1 time");
      const known = Object.getOwnPropertyDescriptor(Array.prototype, "findLast") as PropertyDescriptor;
      Object.defineProperty(Array.prototype, "findLast", { ...known, value: () => "replaced" });
      try {
        expect(await world.run("window.Array.of(1).findLast(lambda item: 1)")).to.equal("replaced");
      } finally {
        Object.defineProperty(Array.prototype, "findLast", known);
      }
      delete page.patched;
    });

    it("runs listeners before the call returns that made them run", async () => {
      expect(
        await world.run(`
order = []
document.getElementById("box").addEventListener("click", lambda event: order.append(event.type))
order.append("before")
document.getElementById("box").click()
order.append("after")
order`),
      ).to.deep.equal(["before", "click", "after"]);
    });

    it("converts to lists and dictionaries", async () => {
      (globalThis as Record<string, unknown>).given = { a: [1, { b: null }], c: "x" };
      expect(await world.run("window.given.to_py()")).to.deep.equal({ a: [1, { b: null }], c: "x" });
    });

    it("refuses what cannot go to the page, and goes on", async () => {
      expect(
        await world.run(`
class Thing:
    pass
try:
    window.given = Thing()
    result = None
except TypeError as error:
    result = str(error)
result`),
      ).to.match(/^a Thing cannot be passed to the page/);
      expect(await world.run("document.body.tagName")).to.equal("BODY");
    });

    it("knows that what the page has put there may change", async () => {
      const page = globalThis as Record<string, unknown>;
      page.changing = () => 1;
      expect(await world.run("window.changing()")).to.equal(1);
      page.changing = 2;
      expect(await world.run("window.changing")).to.equal(2);
      delete page.changing;
    });

    it("keeps integers", async () => {
      expect(await world.run("window.given = 2**53 + 1\nwindow.given == 2**53 + 1")).to.equal(true);
      expect((globalThis as unknown as { given: unknown }).given === 2n ** 53n + 1n).to.equal(true);
      expect(await world.run("window.given = 2**40\nwindow.given")).to.equal(2 ** 40);
    });

    it("knows the class of what it is given that its own function was called with just before", async () => {
      class First {
        n = 1;
      }
      class Second extends First {}
      const first = {
        give(call: (value: unknown) => unknown) {
          const value = new First();
          void call(value);
          return value;
        },
        *all(call: (value: unknown) => unknown) {
          for (const Class of [Second, First]) {
            const value = new Class();
            void call(value);
            yield value;
          }
        },
      };
      Object.assign(window, { first });
      expect(
        await world.run(`
seen = []
one = window.first.give(lambda value: seen.append(value.n))
rest = [value.n for value in window.first.all(lambda value: seen.append(value.n))]
[one.n] + rest + [len(seen)]
`),
      ).to.deep.equal([1, 1, 1, 3]);
    });

    it("raises where the page gives what lets nobody look at it, and goes on", async () => {
      const odd: object = new Proxy(
        {},
        {
          getPrototypeOf() {
            throw new Error("nobody may look");
          },
        },
      );
      class Known {
        n = 2;
      }
      let failure: unknown;
      const strange = {
        odd,
        later: () => Promise.resolve(odd),
        list: [new Known(), odd],
        known: [new Known(), new Known()],
        call: (call: (value: unknown) => Promise<unknown>) =>
          void call(odd).catch((error: unknown) => (failure = error)),
      };
      Object.assign(window, { strange });
      expect(
        await world.run(`
async def all():
    found = []
    for get in (lambda: window.strange.odd, lambda: list(window.strange.list), window.strange.later):
        try:
            value = get()
            if get is window.strange.later or hasattr(value, "then"):
                await value
            found.append("nothing was raised")
        except Exception as error:
            found.append("nobody may look" in str(error))
    window.strange.call(lambda value: None)
    return found + [known.n for known in window.strange.known]
await all()
`),
      ).to.deep.equal([true, true, true, 2, 2]);
      expect(String(failure)).to.contain("nobody may look");
    });

    it("lets go of handles", async () => {
      const before = world.link.held.handles;
      await world.run(`
for _ in range(3000):
    document.createElement("i")
    document.createEvent("Event")
for _ in range(100):
    window.Array.of(document, window.Object.new()).map(lambda item, *rest: item)
None`);
      for (let wait = 0; wait < 50 && world.link.held.handles > before + 20; wait++) {
        await world.run("import gc; gc.collect(); None");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(world.link.held.handles - before).to.be.lessThan(20);
    });
  });
}
