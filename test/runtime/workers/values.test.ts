/** Values that cross between the page and a worker by value, by every way there is; see
 * `values/packed.ts`. */
import { expect } from "chai";
import { workerStarter } from "../../../src/elements/workers-api.js";
import { insert } from "../../harness/elements.js";
import { sourceURL, workerPage } from "../../harness/worker-page.js";

type Script = HTMLElementTagNameMap["py-script"];

/** Values that come back as they were. */
const same: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 53 - 1,
  1e300,
  5e-324,
  NaN,
  Infinity,
  2n ** 70n,
  -(2n ** 64n),
  "",
  "é😀\u0000\u2028",
  [],
  {},
  [[[]], {}],
  { a: 1, b: [2.5, "x", null, { c: false }] },
  { constructor: 1, toString: 2, "": 3, "\0": ["bytes", 0], then: 4 },
  { bytes: Float32Array.of(1), "\0": 1.5 },
  Array.from({ length: 100 }, (_, index) => index / 7),
  Array.from({ length: 100 }, (_, index) => (index % 2 ? index : index / 7)),
  Array.from({ length: 40 }, (_, index) => ({ id: index, name: `row ${index}`, score: index / 4, on: true })),
  Uint8Array.of(1, 0, 255),
  new Uint8Array(),
  Float32Array.of(0.5, -2),
  Float64Array.of(0.1, NaN),
  Int16Array.of(-1, 2),
  Uint32Array.of(2 ** 32 - 1),
  { deep: [{ bytes: Uint8Array.of(7), numbers: Int32Array.of(1, 2, 3) }, [Float32Array.of(1)]] },
];

/** Values that come back as something else. */
const changed: readonly (readonly [given: unknown, returned: unknown])[] = [
  [undefined, undefined],
  [[undefined], [null]],
  [new Map([["a", 1]]), { a: 1 }],
  [new Set([1]), [1]],
  [Uint8Array.of(1, 2).buffer, Uint8Array.of(1, 2)],
  [Uint8Array.of(1, 2, 3).subarray(1), Uint8Array.of(2, 3)],
  [new DataView(Uint8Array.of(3).buffer), Uint8Array.of(3)],
  [5n, 5],
];

const table = [...same.map((value) => [value, value ?? undefined] as const), ...changed];

for (const type of ["mpy", "py"] as const) {
  const PyWorker = workerStarter(type);

  describe(`values by value (${type})`, function () {
    this.timeout(40_000);
    const page = workerPage();

    const started = async () => {
      const worker = PyWorker(
        sourceURL(`from pyscript import sync
def echo(value): return value
async def later(value): return value
def by_page(value): return sync.echo(value)
def named(**values): return values
def kind(value): return type(value).__name__
sync.mine = echo
__export__ = ["echo", "later", "by_page", "named", "kind"]`),
      );
      worker.sync.echo = (value: unknown) => value;
      worker.sync.slowly = async (value: unknown) => Promise.resolve(value);
      const functions = await worker.ready;
      return { worker, functions };
    };

    it("come back from an exported function as the table says", async () => {
      const { functions } = await started();
      for (const [row, [given, returned]] of table.entries()) {
        expect(await functions.echo?.(given), `row ${row}`).to.deep.equal(returned);
      }
      expect(await functions.later?.({ bytes: Uint8Array.of(1) })).to.deep.equal({ bytes: Uint8Array.of(1) });
    });

    it("come back from a function that Python assigned to sync", async () => {
      const { worker } = await started();
      for (const [row, [given, returned]] of table.entries()) {
        expect(await worker.sync.mine?.(given), `row ${row}`).to.deep.equal(returned);
      }
    });

    it("go from the worker to a function of the page and back", async () => {
      const { functions } = await started();
      for (const [row, [given, returned]] of table.entries()) {
        expect(await functions.by_page?.(given), `row ${row}`).to.deep.equal(returned);
      }
    });

    if (type === "py")
      it("are dictionaries and lists that also answer to_py(), attributes and length, as proxies do", async () => {
        const { functions } = await started();
        const reader = PyWorker(
          sourceURL(`from pyscript import sync
def read(user, rows, options):
    assert isinstance(user, dict) and isinstance(rows, list)
    assert user.to_py() == user == {**user} == dict(user) and rows.to_py() == rows == [*rows]
    user.seen = True
    assert user["seen"] and rows[0].at == 1 and not hasattr(user, "nothing")
    assert options.deep.length == 2 and options.deep is options["deep"]
    return [user.name, user.tags.length, rows.length, rows[1].at, user.pop("seen")]
def failing(user): return user.nothing
__export__ = ["read", "failing"]`),
        );
        const { read, failing } = await reader.ready;
        const user = { name: "Ada", tags: ["a", "b"] };
        const rows = [{ at: 1 }, { at: 2 }];
        expect(await read?.(user, rows, { deep: [1, 2] })).to.deep.equal(["Ada", 2, 2, 2, true]);
        expect(
          String(await (failing?.(user) as Promise<unknown>).catch((error: unknown) => error)),
        ).to.contain("AttributeError: the object has no 'nothing'");
        expect(await functions.echo?.(user)).to.deep.equal(user);
      });

    if (type === "py")
      it("are made in great number without a collection of garbage for each thousand, which goes on after", async () => {
        const counter = PyWorker(
          sourceURL(`import gc
collections = []
gc.callbacks.append(lambda phase, info: phase == "start" and collections.append(info["generation"]))
def collected(rows):
    found = len(collections), gc.isenabled(), len(rows)
    collections.clear()
    return found
__export__ = ["collected"]`),
        );
        const { collected } = await counter.ready;
        await collected?.([]);
        const rows = Array.from({ length: 20_000 }, (_, at) => ({ at }));
        const [count, enabled, length] = (await collected?.(rows)) as [number, boolean, number];
        expect(count).to.be.lessThan(5);
        expect([enabled, length]).to.deep.equal([true, 20_000]);
      });

    it("keep Python's kinds of numbers between Pythons", async () => {
      const url = sourceURL(`from pyscript import sync
def echo(value): return value
def asks(): return repr(sync.show(2.0, [1.0, 2, b"\\x00\\xff"], big=2**70))
__export__ = ["echo", "asks"]`);
      const main = insert<Script>(`<${type}-script>
from pyscript import PyWorker
worker = PyWorker("${url}", type="${type}")
worker.sync.show = lambda *args, **kwargs: [args, kwargs]
tools = await worker.ready
print(await tools.echo([2.0, 1, float("inf"), b"ab", {"k": (1, 2)}, 2**70]))
print(await tools.asks())
worker.terminate()
</${type}-script>`);
      await main.done;
      expect(page.printed).to.deep.equal([
        "[2.0, 1, inf, b'ab', {'k': [1, 2]}, 1180591620717411303424]",
        "[[2.0, [1.0, 2, b'\\x00\\xff']], {'big': 1180591620717411303424}]",
      ]);
    });

    it("are named where they cannot cross", async () => {
      const { functions } = await started();
      class Thing {}
      const refused = async (value: unknown) =>
        String(await (functions.echo?.(value) as Promise<unknown>).catch((error: unknown) => error));
      const circle: unknown[] = [];
      circle.push(circle);
      expect(await refused({ a: [new Thing()] })).to.equal(
        "TypeError: argument 1['a'][0] is a Thing, which cannot be passed by value.",
      );
      expect(await refused(circle)).to.equal(
        "TypeError: argument 1[0] contains itself, which plain data cannot.",
      );
      expect(await refused(document.body)).to.match(/^TypeError: argument 1 is a JavaScript HTMLBodyElement/);
    });

    if (type === "mpy")
      it("are read from the worker's memory, which may be shared", async () => {
        const worker = PyWorker(
          sourceURL(`import asyncio
from pyscript import _pack_micropython as native
async def fast(value):
    native.quick([1], None)
    while not native._write: await asyncio.sleep(0.01)
    return [native.quick(value, None), value]
__export__ = ["fast"]`),
        );
        const rows = [{ name: "é", score: 1.5, on: true, big: 2 ** 40 }];
        const { fast } = await worker.ready;
        const [text, value] = (await fast?.(rows)) as [string, unknown];
        expect(JSON.parse(text)).to.deep.equal(rows);
        expect(value).to.deep.equal(rows);
      });

    it("leave what JavaScript passes with it", async () => {
      const { functions } = await started();
      const large = new Uint8Array(2_000_000).fill(3);
      expect(await functions.echo?.(large)).to.deep.equal(large);
      expect(large.length).to.equal(2_000_000);
    });

    it("leave the worker a large typed array of JavaScript's that Python returns", async () => {
      const worker = PyWorker(
        sourceURL(`import js
array = js.Uint8Array.new(2_000_000)
array[1_999_999] = 7
def whole(): return array
def inside(): return {"deep": [array], "copied": bytes(2_000_000)}
def left(): return array.length
__export__ = ["whole", "inside", "left"]`),
      );
      const functions = await worker.ready;
      for (let times = 0; times < 2; times++) {
        expect((await functions.whole?.()) as Uint8Array).to.have.lengthOf(2_000_000);
        const { deep, copied } = (await functions.inside?.()) as { deep: Uint8Array[]; copied: Uint8Array };
        expect(deep[0]?.at(-1)).to.equal(7);
        expect(copied).to.have.lengthOf(2_000_000);
      }
      expect(await functions.left?.()).to.equal(2_000_000);
    });

    it("are as large as they are: ten megabytes of bytes, twenty thousand dictionaries", async () => {
      const { functions } = await started();
      const bytes = new Uint8Array(10_000_000).map((_, index) => index % 251);
      expect(await functions.echo?.(bytes)).to.deep.equal(bytes);
      expect(await functions.by_page?.(bytes)).to.deep.equal(bytes);
      const rows = Array.from({ length: 20_000 }, (_, id) => ({
        id,
        name: `n${id}`,
        score: id / 3,
        on: true,
      }));
      const returned = (await functions.echo?.(rows)) as typeof rows;
      expect(returned.length).to.equal(rows.length);
      expect(returned[19_999]).to.deep.equal(rows[19_999]);
    });

    it("answer a function of the page that waits for the worker, with buffers as well", async () => {
      const worker = PyWorker(
        sourceURL(`from pyscript import sync
def part(value): return {"got": value}
__export__ = ["part"]
sync.done(sync.ask())`),
      );
      worker.sync.ask = async () => {
        const value = await worker.ready.then(({ part }) => part?.([Uint8Array.of(1, 2), 1.5]));
        return value;
      };
      const done = new Promise((resolve) => (worker.sync.done = resolve));
      expect(await done).to.deep.equal({ got: [Uint8Array.of(1, 2), 1.5] });
    });
  });
}
