/** Workers that the browser ends at a bad moment: no event tells the page. */
import { expect } from "chai";
import { workerStarter } from "../../../src/elements/workers-api.js";
import { failure } from "../../harness/failures.js";
import { insert } from "../../harness/elements.js";
import { withStartedWorkers } from "../../harness/killed-workers.js";
import { until } from "../../harness/page.js";
import { sourceURL, workerPage } from "../../harness/worker-page.js";

type Script = HTMLElementTagNameMap["py-script"];
type Functions = Record<string, (...args: unknown[]) => Promise<unknown>>;

for (const type of ["mpy", "py"] as const) {
  describe(`a worker that is killed (${type})`, function () {
    this.timeout(60_000);
    workerPage();

    /** Starts another worker like it, which works. */
    const another = async () => {
      const script = insert<Script>(`<${type}-script worker>6 * 7</${type}-script>`);
      expect(await script.done).to.equal(42);
    };

    it("while it waits for a function of the page rejects its script, and the page's answer goes nowhere", async () => {
      await withStartedWorkers(async (started) => {
        let waits = false;
        const answer = Promise.withResolvers<number>();
        const worker = workerStarter(type)(
          sourceURL(`from pyscript import sync
def ask():
    return sync.never()
__export__ = ["ask"]`),
        );
        worker.sync.never = () => {
          waits = true;
          return answer.promise;
        };
        const { ask } = (await worker.ready) as unknown as Functions;
        const asked = failure(ask?.() as Promise<unknown>);
        await until(() => waits);
        started.at(-1)?.terminate();
        expect(String(await asked)).to.match(/ended/);
        answer.resolve(1);
        expect(String(await failure(ask?.() as Promise<unknown>))).to.match(/ended/);
        await another();
      });
    });

    it("while the page waits for many of its functions rejects each of them", async () => {
      await withStartedWorkers(async (started) => {
        const worker = workerStarter(type)(
          sourceURL(`import asyncio
async def never(n):
    await asyncio.sleep(1000)
def same(n):
    return n
__export__ = ["never", "same"]`),
        );
        const { never, same } = (await worker.ready) as unknown as Functions;
        const calls = Array.from({ length: 20 }, (_, index) => failure(never?.(index) as Promise<unknown>));
        expect(await same?.(5)).to.equal(5);
        started.at(-1)?.terminate();
        for (const reason of await Promise.all(calls)) expect(String(reason)).to.match(/ended/);
        await another();
      });
    });

    it("while it writes a store has kept all that was confirmed", async () => {
      await withStartedWorkers(async (started) => {
        const name = `killed-${type}-${Date.now()}`;
        const worker = workerStarter(type)(
          sourceURL(`from pyscript import storage, sync
async def write():
    store = await storage("${name}")
    index = 0
    while True:
        for _ in range(20):
            store["key%d" % index] = [index, "x" * 1000]
            index += 1
        await store.sync()
        sync.confirmed(index)
async def read():
    store = await storage("${name}")
    return [store["key%d" % index][0] for index in range(len(store))]
__export__ = ["write", "read"]`),
        );
        let confirmed = 0;
        worker.sync.confirmed = (count: number) => void (confirmed = count);
        const { write } = (await worker.ready) as unknown as Functions;
        const writing = failure(write?.() as Promise<unknown>);
        await until(() => confirmed >= 60);
        started.at(-1)?.terminate();
        await writing;
        const kept = confirmed;
        const reader = workerStarter(type)(
          sourceURL(`from pyscript import storage
async def read():
    store = await storage("${name}")
    return [store["key%d" % index][0] for index in range(${kept})]
__export__ = ["read"]`),
        );
        const { read } = (await reader.ready) as unknown as Functions;
        expect(await read?.()).to.deep.equal(Array.from({ length: kept }, (_, index) => index));
      });
    });
  });
}
