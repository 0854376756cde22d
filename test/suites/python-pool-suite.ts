/** `pyscript.Pool`: maps by many workers, from Python on the page and in a worker. */
import { expect } from "chai";
import type { InterpreterType } from "../../src/runtime/interpreters/interpreter.js";
import { aliveWorkers } from "../../src/runtime/workers/page/connection.js";
import { insert } from "../harness/elements.js";
import { withStartedWorkers } from "../harness/killed-workers.js";
import { until } from "../harness/page.js";
import { workerPage, type WorkerPage } from "../harness/worker-page.js";

type Script = HTMLElementTagNameMap["py-script"];

const TRAP: Record<InterpreterType, string> = {
  py: "__import__('ctypes').string_at(0xfffffff0, 100)",
  mpy: "__import__('uctypes').bytes_at(0x7ffffff0, 100)",
};

/** Runs the body of an async function, with `Pool` and code for the workers. @returns the lines it prints */
async function ran(page: WorkerPage, tag: string, attributes: string, body: string): Promise<string[]> {
  page.printed.length = 0;
  const script = insert<Script>(`<${tag} ${attributes}>
import asyncio
from array import array
from pyscript import Pool
DEFINITIONS = """
import asyncio
def double(x):
    return 2 * x
def inverse(x):
    return 1 / x
async def later(x):
    await asyncio.sleep(0.001)
    return x + 1
def same(value):
    return value
class Thing:
    pass
def unsendable(x):
    return Thing() if x == 5 else x
def endless(x):
    while True:
        pass
def crashes(x):
    return ${TRAP[tag.startsWith("mpy") ? "mpy" : "py"]} if x == 7 else x
def slow(x):
    total = 0
    for number in range(2000):
        total += number
    return x
"""
async def failure(awaitable):
    try:
        await awaitable
    except Exception as error:
        return error
async def main():
${body.replace(/^(?=.)/gm, "    ")}
await main()
</${tag}>`);
  await script.done;
  return [...page.printed];
}

export function pythonPoolSuite(type: InterpreterType): void {
  const tag = `${type}-script`;
  describe(`pyscript.Pool (${type})`, function () {
    this.timeout(90_000);
    const page = workerPage();

    for (const place of ["", "worker"]) {
      const run = (body: string) => ran(page, tag, place, body);

      describe(place ? "in a worker" : "on the page", () => {
        it("applies functions to items by its workers, which end with the block", async () => {
          const before = place ? 1 : 0;
          const printed = run(`
async with Pool(2) as pool:
    await pool.broadcast(DEFINITIONS)
    print(await pool.map("double", range(10)))
    print(await pool.map("double", [1, 2, 3], chunk=2))
    print(await pool.map("double", []))
    print(await pool.starmap("pow", [(2, 3), (5, 2)]))
    print(await pool.map("later", iter([1, 2])))
    print(await pool.map("lambda x: x + 1", (1, 2)))
    print(sorted(await pool.map("double", range(20), chunk=1, ordered=False)) == list(range(0, 40, 2)))
    values = [{"a": [1, None, "ü", 0.1, 2.0]}, b"\\x00\\xff", 2 ** 70, "[,]{", [0.1] * 40, array("d", [0.5])]
    back = await pool.map("same", values)
    print(back[:5] == values[:5], list(back[5]), type(back[0]["a"][4]))
    print(await pool.map("same", [0.5] * 50) == [0.5] * 50)
    big = await pool.map("same", [bytes(2000000)] * 2)
    print([len(item) for item in big])
    seen = []
    async for value in pool.imap("double", range(5)):
        seen.append(value)
    async for value in pool.imap("double", iter([5, 6]), chunk=None):
        seen.append(value)
    print(seen)
    try:
        await pool.map("""
            import math
            def root(x):
                return math.sqrt(double(x))
        """, [2])
        print("dedented")
    except Exception as error:
        print(error)
print("ended")
`);
          expect(await printed).to.deep.equal([
            "[0, 2, 4, 6, 8, 10, 12, 14, 16, 18]",
            "[2, 4, 6]",
            "[]",
            "[8, 25]",
            "[2, 3]",
            "[2, 3]",
            "True",
            "True [0.5] <class 'float'>",
            "True",
            "[2000000, 2000000]",
            "[0, 2, 4, 6, 8, 10, 12]",
            "dedented",
            "ended",
          ]);
          await until(() => aliveWorkers() === before);
          expect(page.errors).to.deep.equal([]);
        });

        it("sends functions with all that they use", async function () {
          if (type !== "py") return this.skip();
          const script = insert<Script>(`<py-script ${place}>
from pyscript import Pool
import dataclasses
import functools
import xml.etree.ElementTree
from dataclasses import dataclass
INF = float("inf")
SIZE = 10
PRIMES = [2, 3, {"five": (5, -INF)}]
square = lambda x: x * x
class Base:
    count = SIZE
    def grown(self, by=SIZE):
        return self.count + by
class Sub(Base):
    pass
@dataclass
class Point:
    x: int = SIZE
def twice(function):
    @functools.wraps(function)
    def call(*args):
        return function(*args) * 2
    return call
@functools.cache
def cached(x):
    return square(x) + 1
@twice
def doubled(x):
    return x + SIZE
def all_of_it(x, size=SIZE):
    return [min(x, INF), size, PRIMES[2]["five"][0], square(x), Sub().grown(), Point().x, cached(x), doubled(x), xml.etree.ElementTree.Element("b").tag]
async with Pool(1) as pool:
    print(await pool.map(all_of_it, [3]))
    print(await pool.map(doubled, [1, 2]))
    print(await pool.map(cached, [4]))
    print(await pool.map(lambda x, n=SIZE: x + n, [4]))
</py-script>`);
          await script.done;
          expect(page.printed).to.deep.equal([
            "[[3, 10, 5, 9, 20, 10, 10, 26, 'b']]",
            "[22, 24]",
            "[17]",
            "[14]",
          ]);
        });

        it("raises what an item raised, with its index, and says what cannot cross", async () => {
          const printed = run(`
pool = Pool(2)
await pool.broadcast(DEFINITIONS)
error = await failure(pool.map("inverse", [1, 2, 0, 4], chunk=2))
print(isinstance(error, ZeroDivisionError), error.index)
error = await failure(pool.map("unsendable", range(8), chunk=4))
print(isinstance(error, TypeError), error.index, str(error)[:26])
error = await failure(pool.map("same", [1, 2, [Pool]], chunk=2))
print(isinstance(error, TypeError), error.index, str(error)[:14])
print(repr(await failure(pool.map("nowhere", [1])))[:9])
print(repr(await failure(pool.broadcast("1 / 0")))[:17])
for options in ({"chunk": 0}, {"items": 5}, {"function": 5}):
    given = {"function": "double", "items": [1]}
    given.update(options)
    print(await failure(pool.map(given.pop("function"), given.pop("items"), **given)))
for wrong in (0, "many"):
    try:
        Pool(wrong)
    except ValueError as error:
        print(error)
print(await pool.map("double", [1]))
pool.close()
print(await failure(pool.map("double", [1])))
`);
          expect(await printed).to.deep.equal([
            "True 2",
            "True 5 the result of item 5 is a ",
            "True 2 item 2[0] is a",
            "NameError",
            "ZeroDivisionError",
            "map(): chunk is 0; expected a whole number from 1",
            "map(): the items cannot be iterated over: found a int",
            "map() takes a function, the name of one, or code that defines one; found a int",
            "Pool(): workers is 0; expected a whole number from 1, or 'auto'",
            "Pool(): workers is 'many'; expected a whole number from 1, or 'auto'",
            "[2]",
            "the pool is closed: make a new one with Pool()",
          ]);
        });

        it("is aborted by cancelling the task, reports progress, and ends at once or in time", async () => {
          const printed = run(`
pool = Pool(2)
await pool.broadcast(DEFINITIONS)
task = asyncio.create_task(pool.map("endless", range(4)))
await asyncio.sleep(0.2)
task.cancel()
try:
    await task
except asyncio.CancelledError:
    print("cancelled")
told = []
await pool.map("double", range(8), chunk=4, on_progress=lambda done, total: told.append((done, total)))
print(told)
def items():
    number = 0
    while True:
        given.append(number)
        yield number
        number += 1
given = []
results = pool.imap("double", items())
first = []
for _ in range(3):
    first.append(await results.__anext__())
print(first)
await results.aclose()
print(len(given) < 40)
task = asyncio.create_task(pool.map("slow", range(20)))
await asyncio.sleep(0)
await pool.shutdown()
print(len(await task))
pool = Pool(2)
await pool.broadcast(DEFINITIONS)
task = asyncio.create_task(failure(pool.map("endless", range(4))))
await asyncio.sleep(0.2)
pool.terminate()
print(repr(await task))
`);
          const lines = await printed;
          expect(lines.slice(0, 5)).to.deep.equal([
            "cancelled",
            "[(4, 8), (8, 8)]",
            "[0, 2, 4]",
            "True",
            "20",
          ]);
          expect(lines[5]).to.include("the pool ended before that was done");
          await until(() => aliveWorkers() === (place ? 1 : 0));
        });

        it("ends though its configuration never comes", async () => {
          const { fetch } = globalThis;
          globalThis.fetch = (url, init) =>
            String(url).includes("never.json") ? new Promise(() => {}) : fetch(url, init);
          try {
            const printed = await run(`
pool = Pool(1, config="/never.json")
under_way = pool.map("abs", [1]), pool.broadcast("1"), pool.__aenter__()
tasks = [asyncio.create_task(failure(each)) for each in under_way]
await asyncio.sleep(0.2)
pool.terminate()
for task in tasks:
    print(await task)
`);
            expect(printed.length).to.equal(3);
            for (const line of printed) expect(line).to.match(/^the pool (ended|was closed) before/);
          } finally {
            globalThis.fetch = fetch;
          }
        });

        it("opens for all who wait for it, though one of them is cancelled", async () => {
          const printed = await run(`
pool = Pool(1)
first, second = [asyncio.create_task(pool.map("abs", [-1, -2])) for _ in range(2)]
await asyncio.sleep(0)
first.cancel()
print(await second)
print(await pool.map("abs", [-3]))
pool.terminate()
`);
          expect(printed).to.deep.equal(["[1, 2]", "[3]"]);
        });

        it("knows maps that wait for it to open: closing waits for them, and they can be closed", async () => {
          const printed = await run(`
pool = Pool(1)
task = asyncio.create_task(pool.map("abs", [-1, -2]))
await asyncio.sleep(0)
pool.close()
print(await task)
pool = Pool(1)
results = pool.imap("abs", [1, 2])
task = asyncio.create_task(failure(results.__anext__()))
await asyncio.sleep(0)
await results.aclose()
print(type(await task).__name__)
await pool.shutdown()
pool = Pool(1)
tasks = [asyncio.create_task(failure(each)) for each in (pool.map("abs", [1]), pool.broadcast("1"))]
await asyncio.sleep(0)
pool.terminate()
for task in tasks:
    print(await task)
print(await failure(pool.map("abs", [1])))
`);
          expect(printed).to.deep.equal([
            "[1, 2]",
            "StopAsyncIteration",
            "the pool was closed before it had started",
            "the pool was closed before it had started",
            "the pool is closed: make a new one with Pool()",
          ]);
          await until(() => aliveWorkers() === (place ? 1 : 0));
        });
      });
    }

    it("ends its workers when the script is removed that has made it", async () => {
      for (const place of ["", "worker"]) {
        const script = insert<Script>(`<${tag} ${place}>
from pyscript import Pool
pool = Pool(2)
print(await pool.map("lambda x: x + 1", [1, 2]))
</${tag}>`);
        await script.done;
        expect(aliveWorkers()).to.equal(place ? 3 : 2);
        script.remove();
        await until(() => aliveWorkers() === 0);
      }
    });

    it("tries the items of a worker that ends again, one by one, each exactly once", async () => {
      const crashed = await ran(
        page,
        tag,
        "",
        `
async with Pool(2) as pool:
    await pool.broadcast(DEFINITIONS)
    error = await failure(pool.map("crashes", range(20), chunk=5))
    print(error.index)
    print(await pool.map("double", range(4)))
`,
      );
      expect(crashed.slice(-2)).to.deep.equal(["7", "[0, 2, 4, 6]"]); // A crash prints where it was.
      page.errors.length = 0;
      await withStartedWorkers(async (started) => {
        const running = ran(
          page,
          tag,
          "",
          `
async with Pool(2) as pool:
    await pool.broadcast(DEFINITIONS)
    floats = [index + 0.5 for index in range(4000)]
    mixed = [{"text": "],[", "number": index, "more": 2.0 ** 0.5} for index in range(4000)]
    print("ready")
    print(await pool.map("slow", floats, chunk=100) == floats)
    print("ready")
    print(await pool.map("slow", mixed, chunk=100) == mixed)
`,
        );
        for (let count = 1; count <= 2; count++) {
          await until(() => page.printed.filter((line) => line === "ready").length === count);
          await new Promise((resolve) => setTimeout(resolve, 20));
          started.at(-1)?.terminate();
        }
        expect(await running).to.deep.equal(["ready", "True", "ready", "True"]);
        expect(started.length).to.be.greaterThan(2);
      });
    });

    if (type === "py") {
      it("takes a function itself, with what it uses", async () => {
        const script = insert<Script>(`<py-script>
import math
from functools import reduce
from pyscript import Pool
FACTOR = 3
def helper(x):
    return math.sqrt(x) * FACTOR
def work(x):
    return helper(x) + reduce(lambda a, b: a + b, [0, 1])
class Scaled:
    def __init__(self, x):
        self.x = x
def scaled(x):
    return Scaled(x).x * FACTOR
def around():
    inner = 1
    return lambda x: x + inner
async with Pool(2) as pool:
    print(await pool.map(work, [4, 9]))
    print(await pool.map(lambda x: x + FACTOR, [1, 2]), await pool.map(lambda x: x - 1, [1, 2]))
    print(await pool.map(math.factorial, [3, 4]), await pool.map(len, ["ab"]), await pool.map(str.upper, ["a"]))
    print(await pool.map(scaled, [1]), await pool.starmap(lambda a, b: (
        a * b
    ), [(2, 3)]))
    for wrong in (around(), "x".join, int.__new__(int).bit_length):
        try:
            print(await pool.map(wrong, [1]))
        except TypeError as error:
            print(error)
    try:
        await pool.map(helper, [-1])
    except ValueError as error:
        print("in helper" in str(error.__cause__), error.__notes__)
</py-script>`);
        page.printed.length = 0;
        await script.done;
        expect(page.printed).to.deep.equal([
          "[7.0, 10.0]",
          "[4, 5] [0, 1]",
          "[6, 24] [2] ['A']",
          "[3] [6]",
          "map(): around.<locals>.<lambda> cannot go to the workers: around.<locals>.<lambda> uses inner of the " +
            "function around it, which stays here. Give code as text, or a name that broadcast() defines",
          "map(): str.join cannot go to the workers: it is a builtin_function_or_method, of which there is no source. " +
            "Give code as text, or a name that broadcast() defines",
          "map(): int.bit_length cannot go to the workers: it is a builtin_function_or_method, of which there is no " +
            "source. Give code as text, or a name that broadcast() defines",
          "True ['It is of the item with the index 0.']",
        ]);
      });
    } else {
      it("says that MicroPython has no source of a function, and what to give instead", async () => {
        const printed = await ran(
          page,
          tag,
          "",
          `
def work(x):
    return x
print(await failure(Pool(1).map(work, [1])))`,
        );
        expect(printed).to.deep.equal([
          "map(): MicroPython keeps no source of work(). Give its code as text, or have broadcast() define it, and give its " +
            "name: 'work'",
        ]);
      });
    }
  });
  describe(`pyscript.Pool with little memory (${type})`, function () {
    this.timeout(90_000);
    const page = workerPage(new URL("/test/harness/limited-worker.ts", location.href));

    it("replaces a worker whose memory is used up, and tries its items once more", async () => {
      await withStartedWorkers(async (started) => {
        const printed = await ran(
          page,
          tag,
          "worker",
          `
async with Pool(1) as pool:
    await pool.broadcast("""
kept = []
def fill(x):
    kept.append(bytearray(110_000_000))
def needs(x):
    return x if len(bytearray(100_000_000)) else None
def greedy(x):
    return len(bytearray(2**30)) if x == 5 else x
""")
    print(await pool.map("fill", [0]))
    print(await pool.map("needs", [1]))
    error = await failure(pool.map("greedy", range(8), chunk=4))
    print(isinstance(error, MemoryError), error.index)
    print(await pool.map("greedy", range(4)))
`,
        );
        expect(printed).to.deep.equal(["[None]", "[1]", "True 5", "[0, 1, 2, 3]"]);
        // The script's own, the first one, one for what was kept, and two for what is too large.
        expect(started).to.have.lengthOf(5);
      });
      expect(page.errors).to.deep.equal([]);
    });
  });
}
