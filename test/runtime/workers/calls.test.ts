/** Calls between the page and Python in workers: exports, `sync` both ways, named workers; from JavaScript
 * and Python. */
import { expect } from "chai";
import { workers, workerStarter } from "../../../src/elements/workers-api.js";
import type { PythonError } from "../../../src/runtime/errors.js";
import { insert } from "../../harness/elements.js";
import { until } from "../../harness/page.js";
import { sourceURL, workerPage } from "../../harness/worker-page.js";

type Script = HTMLElementTagNameMap["py-script"];

for (const type of ["mpy", "py"] as const) {
  const PyWorker = workerStarter(type);

  describe(`calls of workers (${type})`, function () {
    this.timeout(25_000);
    const page = workerPage();

    it("exports functions, by name, to JavaScript", async () => {
      insert(`<${type}-script worker name="tools">
def add(a, b=1):
    return a + b
async def later(value):
    return value
def fail():
    raise ValueError("no")
def numbers():
    yield 1
__export__ = ["add", "later", "fail", "numbers"]
</${type}-script>`);
      const tools = await workers.tools;
      expect(Object.keys(tools ?? {})).to.deep.equal(["add", "later", "fail", "numbers"]);
      expect(await tools?.add?.(1, 2)).to.equal(3);
      expect(await tools?.add?.("a", "b")).to.equal("ab");
      const value = { list: [1, 2.5, null, true], text: "é", bytes: Uint8Array.of(1, 255), large: 2n ** 70n };
      expect(await tools?.later?.(value)).to.deep.equal(value);
      const error = await tools?.fail?.().catch((reason: unknown) => reason as PythonError);
      expect(error).to.include({ name: "ValueError", message: "no" });
      // MicroPython knows generators from coroutines in the file of a bridge alone.
      const each = async () => {
        const found = [];
        for await (const item of (await tools?.numbers?.()) as AsyncIterable<unknown>) found.push(item);
        return found;
      };
      const numbers = await each().catch((reason: unknown) => (reason as PythonError).message);
      expect(numbers).to.deep.equal(type === "py" ? [1] : "a generator cannot be awaited");
      expect(page.errors).to.deep.equal([]);
    });

    it("exports functions of a source that never ends", async () => {
      insert(`<${type}-script worker name="endless">
import asyncio
def answer():
    return 42
__export__ = ["answer"]
while True:
    await asyncio.sleep(0.01)
</${type}-script>`);
      const endless = await workers.endless;
      expect(await endless?.answer?.()).to.equal(42);
    });

    it("exports functions to Python on the main thread", async () => {
      insert(`<${type}-script worker name="py-tools">
def add(a, b=1):
    return a + b
class Mine(ValueError):
    pass
def fail(kind="named"):
    errors = {"named": KeyError("no"), "bare": ValueError, "quoted": KeyError("it's"), "mine": Mine("own")}
    errors["exit"] = SystemExit(2)
    errors["stop"] = StopIteration(3)
    raise errors[kind]
__export__ = ["add", "fail"]
</${type}-script>`);
      const main = insert<Script>(`<${type}-script>
from pyscript import workers
tools = await workers["py-tools"]
print(await tools.add(1, 2), await tools.add(b=[2], a=[1]), sorted(dir(tools)))
try:
    await tools.fail()
except KeyError as error:
    print("KeyError", error.args)
for kind in "mine", "exit", "stop":
    try:
        await tools.fail(kind)
    except RuntimeError as error:
        print(type(error).__name__, error)
for kind, error_class in ("bare", ValueError), ("quoted", KeyError):
    try:
        await tools.fail(kind)
    except error_class as error:
        print(kind, error.args)
try:
    await tools.missing()
except AttributeError as error:
    print(error)
</${type}-script>`);
      await main.done;
      expect(page.printed).to.deep.equal([
        "3 [1, 2] ['add', 'fail']",
        "KeyError ('no',)",
        "Mine own",
        "RuntimeError SystemExit: 2",
        "RuntimeError StopIteration: 3",
        "bare ()",
        `quoted ("it's",)`,
        "the worker exports no 'missing': name it in its __export__",
      ]);
    });

    it("starts workers from JavaScript, with new and without", async () => {
      const url = sourceURL(`__export__ = ["double"]
def double(x):
    return 2 * x
print("ran")`);
      const one = PyWorker(url);
      const { double } = await one.ready;
      expect(await double?.(21)).to.equal(42);
      const two = await new PyWorker(url, { name: "two" });
      expect(two).to.not.have.property("then");
      expect(await (await workers.two)?.double?.(4)).to.equal(8);
      expect(two.type).to.equal(type);
      one.terminate();
      two.terminate();
      expect(page.printed).to.deep.equal(["ran", "ran"]);
    });

    it("calls functions that JavaScript has assigned to sync, and gets their results", async () => {
      const worker = PyWorker(
        sourceURL(`from pyscript import sync
print(sync.add(1, 2), sync.later({"a": [1]}), sync.nothing())
try:
    sync.fail()
except Exception as error:
    print("raised", "no good" in str(error))
try:
    sync.missing()
except Exception as error:
    print("missing", "offers no" in str(error))
sync.sleep(0.05)
print("awake")`),
      );
      worker.sync.add = (a: number, b: number) => a + b;
      worker.sync.later = (value: unknown) =>
        new Promise((resolve) => setTimeout(() => resolve({ value }), 20));
      worker.sync.nothing = () => undefined;
      worker.sync.fail = () => {
        throw new Error("no good");
      };
      await worker;
      worker.terminate();
      expect(page.printed).to.deep.equal([
        "3 {'value': {'a': [1]}} None",
        "raised True",
        "missing True",
        "awake",
      ]);
    });

    it("calls functions that the worker has assigned to sync", async () => {
      const worker = PyWorker(
        sourceURL(`from pyscript import sync
async def greet(name):
    return f"Hello, {name}"
sync.greet = greet
sync.twice = lambda x: x * 2`),
      );
      expect(await worker.sync.greet?.("page")).to.equal("Hello, page");
      expect(await worker.sync.twice?.([1])).to.deep.equal([1, 1]);
      const error = await (worker.sync.nothing?.() as Promise<unknown>).catch((reason: Error) => reason);
      expect(String(error)).to.include('has no "nothing"');
      worker.terminate();
    });

    it("calls between Python here and Python there", async () => {
      const url = sourceURL(`from pyscript import sync
print("worker:", sync.hello("worker", mark="!"))
async def answer(question):
    return question + "?"
sync.answer = answer
`);
      const main = insert<Script>(`<${type}-script>
from pyscript import PyWorker
async def hello(name, mark="."):
    return "Hello, " + name + mark
worker = PyWorker("${url}", type="${type === "py" ? "pyodide" : "micropython"}")
worker.sync.hello = hello
await worker
print(await worker.sync.answer("why"))
worker.terminate()
try:
    PyWorker("${url}", type="python")
except ValueError as error:
    print("pyodide" in str(error) and "micropython" in str(error))
</${type}-script>`);
      await main.done;
      expect(page.printed).to.deep.equal(["worker: Hello, worker!", "why?", "True"]);
    });

    it("starts named workers from Python", async () => {
      const url = sourceURL(`from pyscript import config
def title():
    return config["title"]
__export__ = ["title"]`);
      const main = insert<Script>(`<${type}-script>
from pyscript import create_named_worker, workers
tools = await create_named_worker("${url}", "named", config={"title": "mine"}, type="${type}")
print(await tools.title(), await (await workers["named"]).title())
</${type}-script>`);
      await main.done;
      expect(page.printed).to.deep.equal(["mine mine"]);
    });

    it("explains what cannot work where it is", async () => {
      const main = insert<Script>(`<${type}-script>
from pyscript import sync, RUNNING_IN_WORKER, context
try:
    sync.hello()
except AttributeError as error:
    print(RUNNING_IN_WORKER, context.sync_mode, "worker" in str(error))
</${type}-script>`);
      await main.done;
      const script = insert<Script>(`<${type}-script worker>
from pyscript import PyWorker, workers, create_named_worker, RUNNING_IN_WORKER, context
for use in (lambda: PyWorker("x"), lambda: workers["x"], lambda: create_named_worker("x", "y")):
    try:
        use()
    except TypeError as error:
        print(RUNNING_IN_WORKER, context.sync_mode, "main thread" in str(error))
</${type}-script>`);
      await script.done;
      expect(page.printed).to.deep.equal(["False None True", ...Array(3).fill("True shared-memory True")]);
    });

    it("finds the functions of event attributes in the exports of workers", async () => {
      insert(`<${type}-script worker name="handlers">
def on_click(event):
    print(event.type, event.target.id)
def again():
    print("again")
__export__ = ["on_click", "again"]
</${type}-script>`);
      const button = insert(`<button id="b" ${type}-click="on_click">b</button>`);
      await workers.handlers;
      button.click();
      await until(
        () => page.printed.includes("click b"),
        () => `click; ${page.printed.join()}; ${page.errors.join()}`,
      );
      button.setAttribute(`${type}-click`, "handlers.again");
      button.click();
      await until(() => page.printed.includes("again"));
      button.setAttribute(`${type}-click`, "nothing");
      button.click();
      await until(() => page.errors.length === 1);
    });
  });
}
