/** A donkey of several workers, with a real interpreter in each. */
import { expect } from "chai";
import { donkey, type Donkey, type DonkeyOptions } from "../../src/donkey.js";
import "../../src/elements/py-donkey/define.js";
import type { ScriptProgressEvent } from "../../src/elements/events.js";
import { openDonkey } from "../../src/elements/py-donkey/open-donkey.js";
import type { ItemError, MapProgress } from "../../src/runtime/donkey/donkey.js";
import type { InterpreterType } from "../../src/runtime/interpreters/interpreter.js";
import { aliveWorkers } from "../../src/runtime/workers/page/connection.js";
import { withStartedWorkers } from "../harness/killed-workers.js";
import { until } from "../harness/page.js";
import { workerPage } from "../harness/worker-page.js";

const TRAP: Record<InterpreterType, string> = {
  py: "__import__('ctypes').string_at(0xfffffff0, 100)",
  mpy: "__import__('uctypes').bytes_at(0x7ffffff0, 100)",
};

const DEFINITIONS = (type: InterpreterType) => `
import asyncio
def double(x):
    return 2 * x
def inverse(x):
    return 1 / x
def total(numbers):
    return sum(numbers)
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
    return ${TRAP[type]} if x == 7 else x
`;

/** Functions that need more memory than a limited worker has: beside what is kept, or at all. */
const NEEDY = `
def needs(x):
    return x if len(bytearray(100_000_000)) else None
def greedy(x):
    return len(bytearray(2**30)) if x == 5 else x
`;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

async function failure(promise: Promise<unknown>): Promise<ItemError> {
  try {
    await promise;
  } catch (error) {
    return error as ItemError;
  }
  throw new Error("it did not fail");
}

/** Has `donkey()` open its workers from the sources. */
function installOpenDonkey(): void {
  Object.assign(globalThis, {
    [Symbol.for("@pyscript/core")]: {
      openDonkey: (options: DonkeyOptions, signal: AbortSignal) => openDonkey(options, { signal }),
    },
  });
}

export function poolSuite(type: InterpreterType): void {
  describe(`donkey({ type: "${type}", workers: 2 })`, function () {
    this.timeout(90_000);
    const page = workerPage();
    let pool: Donkey;

    const made = (options: DonkeyOptions = {}) => donkey({ type, workers: 2, ...options });
    const use = async (options: DonkeyOptions = {}) => {
      pool = made(options);
      await pool.broadcast(DEFINITIONS(type));
    };

    before(installOpenDonkey);

    afterEach(() => pool.kill());

    it("applies a function to items, in order, by all workers", async () => {
      await use();
      expect(aliveWorkers()).to.equal(2);
      expect(await pool.map("double", numbers(100))).to.deep.equal(numbers(100).map((x) => 2 * x));
      expect(await pool.map("double", numbers(10), { chunk: 3 })).to.deep.equal(
        numbers(10).map((x) => 2 * x),
      );
      expect(await pool.map("double", [])).to.deep.equal([]);
      expect(await pool.map("double", new Set([1, 2]))).to.deep.equal([2, 4]);
      expect(await pool.map("double", Float64Array.of(0.5, 1.5))).to.deep.equal([1, 3]);
      expect(await pool.starmap("pow", [[2, 3], [5, 2]])).to.deep.equal([8, 25]); // prettier-ignore
      expect(await pool.map("later", numbers(10))).to.deep.equal(numbers(10).map((x) => x + 1));
      expect(await pool.map("total", [[1, 2], [3, 4.5]])).to.deep.equal([3, 7.5]); // prettier-ignore
    });

    it("takes a name, an expression, and statements that define a function", async () => {
      await use();
      expect(await pool.map("lambda x: x + 1", [1, 2])).to.deep.equal([2, 3]);
      expect(await pool.map("'{}!'.format", ["a"])).to.deep.equal(["a!"]);
      const code = "import math\ndef root(x):\n    return math.sqrt(double(x))\n";
      expect(await pool.map(code, [2, 8])).to.deep.equal([2, 4]);
      expect(await failure(pool.map("nowhere", [1]))).to.include({ name: "NameError" });
      expect(await failure(pool.map("1 + 1", [1]))).to.include({ name: "TypeError" });
      expect(await failure(pool.map("x = 1", [1]))).to.include({ name: "ValueError" });
      expect(await failure(pool.map("def broken(:", [1]))).to.include({ name: "SyntaxError" });
    });

    it("fails with a StopIteration of the function's, which ends no map early", async () => {
      await use();
      const code = "def stops(x):\n    if x == 3:\n        raise StopIteration\n    return x\n";
      const items = [1, 2, 3, 4];
      expect(await failure(pool.map(code, items))).to.include({ name: "StopIteration", index: 2 });
      expect(
        await failure(
          pool.starmap(
            code,
            items.map((item) => [item]),
          ),
        ),
      ).to.include({
        name: "StopIteration",
        index: 2,
      });
    });

    it("passes values as the table says, buffers among them", async () => {
      await use();
      const items = [{ a: [1, null, "ü"] }, Uint8Array.of(1, 2), Float32Array.of(0.5), 2n ** 70n];
      expect(await pool.map("same", items)).to.deep.equal(items);
      const large = new Uint8Array(2_000_000).fill(7);
      for (const result of (await pool.map("same", [large, large])) as Uint8Array[]) {
        expect(result).to.have.lengthOf(2_000_000);
        expect(result.at(-1)).to.equal(7);
      }
      expect(large).to.have.lengthOf(2_000_000);
    });

    it("passes shared buffers and arrays over them, which stay as they are", async () => {
      await use();
      const shared = new SharedArrayBuffer(2_000_000);
      new Uint8Array(shared).set([1, 2, 3, 4, 5, 6]);
      const [numbers16, part] = [new Int16Array(shared, 2, 2), new Uint8Array(shared, 4, 3)];
      const [whole, ...parts] = (await pool.map("same", [shared, numbers16, part, { part }])) as Uint8Array[];
      expect(whole).to.have.lengthOf(2_000_000);
      expect([...(whole?.subarray(0, 7) ?? [])]).to.deep.equal([1, 2, 3, 4, 5, 6, 0]);
      const bytes = Uint8Array.of(5, 6, 0);
      expect(parts).to.deep.equal([Int16Array.of(0x0403, 0x0605), bytes, { part: bytes }]);
      const totals = await pool.map("total", [numbers16, part, new Float32Array(shared, 8, 50)]);
      expect(totals).to.deep.equal([0x0403 + 0x0605, 11, 0]);
      expect(shared.byteLength).to.equal(2_000_000);
      expect([...part]).to.deep.equal([5, 6, 0]);
    });

    it("passes whole numbers as they are, however many and large", async () => {
      await use();
      const edges = numbers(100).map((x) => (x % 2 ? 2 ** 31 - 1 - x : x - 2 ** 31));
      expect(await pool.map("same", edges, { chunk: 50 })).to.deep.equal(edges);
      expect(await pool.map("double", edges, { chunk: 50 })).to.deep.equal(edges.map((x) => 2 * x));
      const mixed = numbers(100).map((x) => (x % 3 ? x : 2 ** 40 + x));
      expect(await pool.map("same", mixed, { chunk: 50 })).to.deep.equal(mixed);
      const truths = numbers(64).map((x) => x % 2 === 0);
      expect(await pool.map("lambda x: x % 2 == 0", numbers(64), { chunk: 64 })).to.deep.equal(truths);
    });

    it("takes an Int32Array, which stays the caller's", async () => {
      await use();
      const items = Int32Array.from(numbers(100));
      expect(await pool.map("double", items, { chunk: 30 })).to.deep.equal(numbers(100).map((x) => 2 * x));
      expect([...items]).to.deep.equal(numbers(100));
      const iterated = [];
      for await (const result of pool.imap("double", Int32Array.of(1, -2), { chunk: 2 }))
        iterated.push(result);
      expect(iterated).to.deep.equal([2, -4]);
    });

    it("fails with the error and the index of an item", async () => {
      await use();
      const error = await failure(pool.map("inverse", [1, 2, 0, 4], { chunk: 2 }));
      expect(error).to.include({ name: "ZeroDivisionError", index: 2 });
      const sent = await failure(pool.map("unsendable", numbers(8), { chunk: 4 }));
      expect(sent).to.include({ name: "TypeError", index: 5 });
      expect(sent.message).to.match(/^the result of item 5 is a /);
      const given = await failure(pool.map("same", [1, [new WeakMap()]]));
      expect(given).to.include({ name: "TypeError", index: 1 });
      expect(given.message).to.match(/^item 1\[0\] is a/);
      expect(await pool.map("double", [1])).to.deep.equal([2]);
    });

    it("refuses options that make no sense, and says so", async () => {
      await use();
      expect((await failure(pool.map("double", [1], { chunk: 0 }))).message).to.include("chunk is 0");
      expect((await failure(pool.map("double", 5 as never))).message).to.include("cannot be iterated over");
      expect((await failure(made({ workers: 0 }))).message).to.include("workers is 0");
      expect((await failure(made({ env: "shared" }))).message).to.include('env="shared"');
    });

    it("gives results as they come, and ends with the loop", async () => {
      await use();
      const seen: unknown[] = [];
      for await (const value of pool.imap("double", numbers(20))) seen.push(value);
      expect(seen).to.deep.equal(numbers(20).map((x) => 2 * x));
      let given = 0;
      let ended = false;
      function* endless() {
        try {
          for (;;) yield given++;
        } finally {
          ended = true;
        }
      }
      seen.length = 0;
      for await (const value of pool.imap("double", endless())) {
        seen.push(value);
        if (seen.length === 5) break;
      }
      expect(seen).to.deep.equal([0, 2, 4, 6, 8]);
      expect(ended).to.equal(true);
      expect(given).to.be.lessThan(40);
      const unordered: unknown[] = [];
      for await (const value of pool.imap("double", numbers(20), { ordered: false })) unordered.push(value);
      expect(unordered).to.have.members(numbers(20).map((x) => 2 * x));
    });

    it("gives all that was there before an item failed, however slowly they are taken", async () => {
      await use();
      await pool.broadcast(`import time
def fails_late(x):
    if x == 3:
        time.sleep(0.3)
        raise ValueError("three")
    return x`);
      for (const chunk of [1, 2]) {
        const seen: unknown[] = [];
        const taking = async () => {
          for await (const value of pool.imap("fails_late", [0, 1, 2, 3, 4], { chunk })) {
            seen.push(value);
            await new Promise((resolve) => setTimeout(resolve, 200));
          }
        };
        expect(await failure(taking())).to.include({ name: "ValueError", index: 3 });
        expect(seen, String(chunk)).to.deep.equal([0, 1, 2]);
      }
    });

    it("tells how far it is, in events too", async () => {
      await use();
      const told: MapProgress[] = [];
      const events: string[] = [];
      const hear = (event: ScriptProgressEvent) => {
        if (event.detail.phase === "map") events.push(String(event.detail));
      };
      document.addEventListener(`${type}:progress`, hear);
      await pool.map("double", numbers(8), { chunk: 4, onProgress: (progress) => told.push(progress) });
      document.removeEventListener(`${type}:progress`, hear);
      expect(told).to.deep.equal([
        { done: 4, total: 8 },
        { done: 8, total: 8 },
      ]);
      expect(events).to.deep.equal(["Mapped 4 of 8", "Mapped 8 of 8"]);
    });

    it("is an element, too, whose attribute says how many workers there are", async () => {
      pool = made({ workers: 1 });
      await pool;
      const element = document.createElement("py-donkey");
      element.setAttribute("type", type);
      element.setAttribute("workers", "2");
      document.body.append(element);
      const told: string[] = [];
      element.addEventListener(`${type}:progress`, (event) => told.push(String(event.detail)));
      expect(await element.map("lambda x: x + 1", numbers(4), { chunk: 2 })).to.deep.equal([1, 2, 3, 4]);
      expect(aliveWorkers()).to.equal(3);
      expect(told.at(-1)).to.equal("Mapped 4 of 4");
      element.remove();
      await until(() => aliveWorkers() === 1);
    });

    it("gives calls to whoever is free, and the first one where all are", async () => {
      await use();
      await pool.execute("here = 1");
      expect(await pool.evaluate("here")).to.equal(1);
      const busy = pool.execute("await asyncio.sleep(0.2)");
      expect(await pool.evaluate("'here' in globals()")).to.equal(false);
      await busy;
    });

    it("is stopped by a signal and by interrupt(), and goes on to be of use", async () => {
      await use();
      const controller = new AbortController();
      const aborted = failure(pool.map("endless", numbers(4), { signal: controller.signal }));
      setTimeout(() => controller.abort(), 100);
      expect(await aborted).to.include({ name: "AbortError" });
      const interrupted = failure(pool.map("endless", numbers(4)));
      setTimeout(() => void pool.interrupt(), 200);
      expect(await interrupted).to.include({ name: "KeyboardInterrupt" });
      // The workers end what was before: no item of this one has begun.
      const waiting = failure(pool.map("endless", numbers(4)));
      void pool.interrupt();
      expect(await waiting).to.include({ name: "KeyboardInterrupt" });
      expect(await pool.map("double", numbers(4))).to.deep.equal([0, 2, 4, 6]);
      const killed = failure(pool.map("endless", numbers(4)));
      setTimeout(() => void pool.kill(), 100);
      expect(await killed).to.include({ name: "AbortError" });
    });

    it("executes a broadcast whatever became of the one before it", async () => {
      pool = made({ persistent: true });
      const broadcasts = [failure(pool.broadcast("1 / 0")), pool.broadcast("after = 1")] as const;
      expect((await broadcasts[0]).name).to.equal("ZeroDivisionError");
      await broadcasts[1];
      expect(await pool.map("lambda x: x + after", numbers(4))).to.deep.equal([1, 2, 3, 4]);
    });

    it("ends a map whose next item never comes", async () => {
      await use();
      async function* waiting() {
        yield 1;
        await new Promise(() => {});
      }
      const controller = new AbortController();
      const aborted = failure(pool.map("double", waiting(), { signal: controller.signal }));
      setTimeout(() => controller.abort(), 50);
      expect(await aborted).to.include({ name: "AbortError" });
      const interrupted = failure(pool.map("double", waiting()));
      setTimeout(() => void pool.interrupt(), 50);
      expect(await interrupted).to.include({ name: "KeyboardInterrupt" });
      for await (const result of pool.imap("double", waiting())) {
        expect(result).to.equal(2);
        break;
      }
      const killed = failure(pool.map("double", waiting()));
      setTimeout(() => void pool.kill(), 50);
      expect(await killed).to.include({ name: "AbortError" });
      expect((await failure(pool.map("double", waiting()))).message).to.include("was killed");
    });

    it("has nothing to kill outside the page", async () => {
      pool = made({ workers: 1 });
      const element = document.createElement("py-donkey");
      element.setAttribute("type", type);
      await element.kill();
      document.body.append(element);
      expect(await element.evaluate("6 * 7")).to.equal(42);
      element.remove();
      await new Promise((resolve) => setTimeout(resolve, 10));
      await element.kill();
    });

    it("tries the items of a worker that crashes again, and fails with the one that does it twice", async () => {
      await use();
      const error = await failure(pool.map("crashes", numbers(20), { chunk: 5 }));
      expect(error).to.include({ index: 7 });
      expect(error.message).to.include("has crashed");
      const inNumbers = await failure(pool.map("crashes", Int32Array.from(numbers(20)), { chunk: 10 }));
      expect(inNumbers).to.include({ index: 7 });
      // Those that took the place of the ended ones know the definitions.
      expect(await pool.map("double", numbers(20))).to.deep.equal(numbers(20).map((x) => 2 * x));
      expect(aliveWorkers()).to.equal(2);
      page.errors.length = 0;
    });

    it("gives every result once where workers are killed at any moment", async () => {
      await withStartedWorkers(async (started) => {
        await use();
        for (let round = 1; round <= 4; round++) {
          const results = pool.map("double", numbers(10_000), { chunk: 100 });
          setTimeout(() => started.at(-1 - (round % 2))?.terminate(), round * 10);
          expect(await results).to.deep.equal(numbers(10_000).map((x) => 2 * x));
        }
        expect(started.length).to.be.greaterThan(2);
      });
    });
  });
  describe(`donkey({ type: "${type}", workers: 2 }) with little memory`, function () {
    this.timeout(90_000);
    const page = workerPage(new URL("/test/harness/limited-worker.ts", location.href));

    before(installOpenDonkey);

    it("replaces a worker whose memory is used up, and tries its items once more", async () => {
      await withStartedWorkers(async (started) => {
        const pool = donkey({ type, workers: 2 });
        await pool.broadcast(NEEDY);
        // Idle workers get calls, and first items, in their order.
        await pool.execute("kept = bytearray(110_000_000)");
        expect(await pool.map("needs", [1])).to.deep.equal([1]);
        expect(started).to.have.lengthOf(3);

        const error = await failure(pool.map("greedy", numbers(8), { chunk: 4 }));
        expect(error).to.include({ name: "MemoryError", index: 5 });
        expect(await pool.map("greedy", numbers(4), { chunk: 2 })).to.deep.equal(numbers(4));
        expect(started.length).to.be.within(4, 6);
        expect(aliveWorkers()).to.equal(2);
        await pool.kill();
      });
      expect(page.errors).to.deep.equal([]);
    });

    it("of one worker keeps it: its names are nowhere else", async () => {
      const pool = donkey({ type, persistent: true });
      await pool.execute(`${NEEDY}\nown = 1`);
      expect(await failure(pool.map("greedy", numbers(8)))).to.include({ name: "MemoryError", index: 5 });
      expect(await pool.evaluate("own")).to.equal(1);
      await pool.kill();
    });
  });
}
