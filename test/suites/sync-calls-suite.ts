import { expect } from "chai";
import { workerStarter } from "../../src/elements/workers-api.js";
import type { InterpreterType } from "../../src/runtime/interpreters/interpreter.js";
import type { SyncMode } from "../../src/runtime/link/shared/protocol.js";
import type { PythonWorker } from "../../src/runtime/workers/shared/python-worker.js";
import { insert } from "../harness/elements.js";
import { until } from "../harness/page.js";
import { sourceURL, workerPage } from "../harness/worker-page.js";

type Script = HTMLElementTagNameMap["py-script"];
type Call = (...args: unknown[]) => Promise<unknown>;

/** Functions of the page that Python waits for and that call the worker in their turn, by every way there
 * is. */
export function syncCallsSuite(type: InterpreterType, mode: SyncMode): void {
  const PyWorker = workerStarter(type);

  describe(`a worker that waits for sync (${type}, ${mode})`, function () {
    this.timeout(60_000);
    const page = workerPage();
    let worker: PythonWorker;
    const start = (source: string) =>
      (worker = PyWorker(sourceURL(`from pyscript import sync, window\n${source}`), {
        config: { sync: mode },
      }));
    afterEach(() => worker.terminate());

    it("answers the function that it waits for", async () => {
      start(`sync.double = lambda x: x * 2
print(sync.ask(20), sync.ask(1))`);
      worker.sync.ask = async (x: number) => Number(await (worker.sync.double as Call)(x)) + 1;
      await worker.ready;
      expect(page.printed).to.deep.equal(["41 3"]);
    });

    it("answers what it exports, before its source has run", async () => {
      start(`__export__ = ["add"]
def add(a, b): return a + b
print(sync.ask())`);
      worker.sync.ask = async () => (await worker.ready).add?.(1, 2);
      await until(() => page.printed.length > 0);
      expect(page.printed).to.deep.equal(["3"]);
    });

    it("has what it exports in sync, too; what it assigns there comes first", async () => {
      start(`__export__ = ["add", "named"]
def add(a, b=1): return a + b
def named(): return "exported"
sync.named = lambda: "assigned"`);
      const { add, named, missing } = worker.sync as Record<string, Call>;
      expect(await add?.(1, 2)).to.equal(3);
      expect(await named?.()).to.equal("assigned");
      expect(String(await missing?.().catch((error: unknown) => error))).to.contain(
        'has no "missing" for the page: it must assign sync.missing, or name it in __export__',
      );
    });

    it("answers calls inside of calls", async () => {
      start(`sync.down = lambda n: n if n == 0 else sync.up(n - 1) + 1
print(sync.up(4))`);
      worker.sync.up = (n: number) => (worker.sync.down as Call)(n);
      await worker.ready;
      expect(page.printed).to.deep.equal(["4"]);
    });

    it("runs callbacks and handlers", async () => {
      const heard: string[] = [];
      start(`window.triple = lambda x: x * 3
window.document.body.addEventListener("asked", lambda event: sync.hear(event.type))
print(sync.ask(5))`);
      worker.sync.hear = (what: string) => void heard.push(what);
      worker.sync.ask = async (x: number) => {
        document.body.dispatchEvent(new Event("asked"));
        await until(() => heard.length > 0);
        return (window as unknown as { triple: Call }).triple(x);
      };
      await worker.ready;
      expect(page.printed).to.deep.equal(["15"]);
      expect(heard).to.deep.equal(["asked"]);
    });

    it("raises there what is raised here, and here what is raised there", async () => {
      start(`def fail():
    raise ValueError("no good")
sync.fail = fail
try:
    sync.ask()
except Exception as error:
    print("no good" in str(error))
print(sync.other())`);
      worker.sync.ask = () => (worker.sync.fail as Call)();
      worker.sync.other = () =>
        (worker.sync.fail as Call)().catch((error: Error) => `${error.name}: ${error.message}`);
      await worker.ready;
      expect(page.printed).to.deep.equal(["True", "ValueError: no good"]);
    });

    it("answers as often as it takes", async () => {
      const count = mode === "service-worker" ? 30 : 500;
      start(`sync.next = lambda x: x + 1
print(sync.ask(), sync.many())`);
      worker.sync.ask = async () => {
        let value = 0;
        for (let left = count; left > 0; left--) value = Number(await (worker.sync.next as Call)(value));
        return value;
      };
      worker.sync.many = async () => {
        const values = await Promise.all(
          Array.from({ length: count }, (_, at) => (worker.sync.next as Call)(at)),
        );
        return values.length === count && values.every((value, at) => value === at + 1);
      };
      await worker.ready;
      expect(page.printed).to.deep.equal([`${count} True`]);
    });

    it("is called as ever when it does not wait any more", async () => {
      start(`sync.double = lambda x: x * 2
sync.ask(1)`);
      worker.sync.ask = (x: number) => (worker.sync.double as Call)(x);
      await worker.ready;
      expect(await (worker.sync.double as Call)(4)).to.equal(8);
    });

    if (type === "mpy" || mode !== "stack-switching") {
      it("warns where page and worker wait for each other", async () => {
        const { warn } = console;
        const { promise: warned, resolve } = Promise.withResolvers<string>();
        console.warn = (message: unknown) => resolve(String(message));
        start(`async def later(): return 1
sync.later = later
sync.ask()`);
        worker.sync.ask = () => (worker.sync.later as Call)();
        expect(await warned).to.match(/waits for sync\.ask\(\).* for later\(\)/);
        console.warn = warn;
      });
    }

    it("stops, and what was called meanwhile rejects", async () => {
      const script = insert<Script>(`<${type}-script worker config='{"sync": "${mode}"}'>
from pyscript import sync
def again():
    print("called")
    sync.wait()
sync.again = again
sync.ask()</${type}-script>`);
      const { promise: called, resolve } = Promise.withResolvers<Error>();
      await script.ready;
      const sync = script.worker?.sync as Record<string, Call>;
      sync.wait = () => new Promise(() => {});
      sync.ask = () => {
        const call = sync.again?.() as Promise<unknown>;
        call.catch(resolve);
        return call;
      };
      await until(() => page.printed.includes("called"));
      await new Promise((proceed) => setTimeout(proceed, 30));
      script.stop();
      expect(await script.done.catch((error: Error) => error.name)).to.equal("AbortError");
      expect((await called).name).to.equal("KeyboardInterrupt");
      expect(await script.run("1 + 1")).to.equal(2);
      script.remove();
    });
  });
}
