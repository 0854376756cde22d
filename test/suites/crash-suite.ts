import { expect } from "chai";
import type { InterpreterType } from "../../src/runtime/interpreters/interpreter.js";
import { aliveWorkers } from "../../src/runtime/workers/page/connection.js";
import { insert } from "../harness/elements.js";
import { until } from "../harness/page.js";
import { workerPage } from "../harness/worker-page.js";
import { failure } from "../harness/failures.js";

type Script = HTMLElementTagNameMap["py-script"];

/** Makes the interpreter itself trap: it reads where there is no memory. */
const TRAP: Record<InterpreterType, string> = {
  py: "__import__('ctypes').string_at(0xfffffff0, 100)",
  mpy: "__import__('uctypes').bytes_at(0x7ffffff0, 100)",
};

/** A worker that has too little memory, and one whose interpreter crashes. */
export function crashSuite(type: InterpreterType): void {
  const tag = `${type}-script`;

  describe(`a worker without enough memory (${type})`, function () {
    this.timeout(60_000);
    const page = workerPage(new URL("/test/harness/limited-worker.ts", location.href));

    for (const [what, source] of Object.entries({
      "one thing is too large": "bytearray(2**30)",
      "a list grows for ever": "kept = []\nwhile True: kept.append(bytearray(100_000))",
    })) {
      it(`raises MemoryError where ${what}, and goes on`, async () => {
        const script = insert<Script>(`<${tag} worker>x = 1</${tag}>`);
        await script.done;
        expect(await failure(script.run(source))).to.include({ name: "MemoryError" });
        expect(await script.run("kept = None\nx + 1")).to.equal(2);
        expect(page.errors).to.have.length(1);
        expect(aliveWorkers()).to.equal(1);
      });
    }

    it("lets Python catch that", async () => {
      const script = insert<Script>(`<${tag} worker>
try:
    bytearray(2**30)
    result = "enough"
except MemoryError:
    result = "too little"
result</${tag}>`);
      expect(await script.done).to.equal("too little");
      expect(page.errors).to.deep.equal([]);
    });
  });

  describe(`a worker whose interpreter crashes (${type})`, function () {
    this.timeout(60_000);
    const page = workerPage();

    it("ends: what waits rejects, there is one event, and run() starts another one", async () => {
      const script = insert<Script>(`<${tag} worker env="crash" name="crash-${type}">
import asyncio
__export__ = ["wait", "crash"]
async def wait():
    await asyncio.sleep(60)
def crash():
    return ${TRAP[type]}
x = 1</${tag}>`);
      const events: Error[] = [];
      const listen = ({ detail }: CustomEvent<{ error: Error }>) => void events.push(detail.error);
      document.addEventListener(`${type}:error`, listen as EventListener);
      await script.done;
      const functions = await script.worker?.ready;
      const waiting = failure(functions?.wait?.());
      const running = failure(script.run("await asyncio.sleep(60)"));
      expect((await failure(functions?.crash?.())).message).to.match(/has crashed: .*(bounds|fatal)/);
      expect((await waiting).message).to.contain("has crashed");
      expect((await running).message).to.contain("has crashed");
      await until(() => aliveWorkers() === 0);
      expect(events.length).to.equal(1);
      expect(page.errors).to.have.length(1);
      expect(await script.run('"x" in globals()')).to.equal(false);
      expect(aliveWorkers()).to.equal(1);
      document.removeEventListener(`${type}:error`, listen as EventListener);
    });

    it("has no functions until another one has started: who asks for them hears why", async () => {
      const script = insert<Script>(`<${tag} worker name="functions-${type}">
__export__ = ["crash"]
def crash():
    return ${TRAP[type]}</${tag}>`);
      await script.done;
      const ask = async () => (await page.runtime.namedWorker(`functions-${type}`)).exports();
      await failure((await ask())["crash"]?.());
      expect((await failure(ask())).message).to.contain("has crashed");
      await script.run();
      expect(Object.keys(await ask())).to.deep.equal(["crash"]);
    });

    for (const [where, source] of Object.entries({
      "its source": TRAP[type],
      "a task": `import asyncio
async def later():
    await asyncio.sleep(0.01)
    ${TRAP[type]}
task = asyncio.create_task(later())
await asyncio.sleep(60)`,
      "a handler": `import asyncio
from pyscript import document
document.body.addEventListener("crash", lambda event: ${TRAP[type]})
print("listens")
await asyncio.sleep(60)`,
    })) {
      it(`is noticed in ${where}`, async () => {
        const script = insert<Script>(`<${tag} worker>${source}</${tag}>`);
        if (where === "a handler") {
          await until(() => page.printed.includes("listens"));
          document.body.dispatchEvent(new Event("crash"));
        }
        expect((await failure(script.done)).message).to.contain("has crashed");
        await until(() => aliveWorkers() === 0);
        expect(page.errors).to.have.length(1);
      });
    }

    if (type === "py") {
      it("data that is nested too deeply crashes it", async () => {
        const script = insert<Script>(`<${tag} worker>nested = []
for _ in range(100_000): nested = [nested]
repr(nested)</${tag}>`);
        expect((await failure(script.done)).message).to.contain("has crashed");
        expect(page.errors).to.have.length(1);
      });
    }
  });
}
