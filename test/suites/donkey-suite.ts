/** `donkey()` and `<py-donkey>` with a real interpreter in a real worker. */
import { expect } from "chai";
import { donkey, type Donkey, type DonkeyOptions } from "../../src/donkey.js";
import "../../src/elements/py-donkey/define.js";
import { openDonkey } from "../../src/elements/py-donkey/open-donkey.js";
import type { PyTerminalElement } from "../../src/elements/py-terminal/py-terminal.js";
import { PythonError } from "../../src/runtime/errors.js";
import type { InterpreterType } from "../../src/runtime/interpreters/interpreter.js";
import { aliveWorkers } from "../../src/runtime/workers/page/connection.js";
import { until } from "../harness/page.js";
import { World } from "../harness/packages/world.js";
import { workerPage } from "../harness/worker-page.js";
import { resized, rows, shows } from "../harness/terminal-page.js";

export interface DonkeyWorld {
  readonly type: InterpreterType;
  /** True if a loop that computes can be interrupted, and names survive. */
  readonly survives: boolean;
}

export function donkeySuite({ type, survives }: DonkeyWorld): void {
  describe(`donkey({ type: "${type}" })`, function () {
    this.timeout(60_000);
    workerPage();
    const kept: Donkey[] = [];

    before(() => {
      Object.assign(globalThis, {
        [Symbol.for("@pyscript/core")]: {
          openDonkey: (options: DonkeyOptions, signal: AbortSignal) => openDonkey(options, { signal }),
        },
      });
    });

    afterEach(async () => {
      await Promise.all(kept.splice(0).map((one) => one.kill()));
    });

    const make = (options: DonkeyOptions = {}): Donkey => {
      const made = donkey({ type, ...options });
      kept.push(made);
      return made;
    };
    const terminal = () => document.querySelector("py-terminal") as PyTerminalElement;
    const failure = async (promise: Promise<unknown>): Promise<Error> => {
      try {
        await promise;
      } catch (error) {
        return error as Error;
      }
      throw new Error("it did not fail");
    };

    it("evaluates, executes and processes, shown in a terminal", async () => {
      const py = await make({ persistent: true, terminal: "", config: {} });
      expect(await py.evaluate("2 + 2")).to.equal(4);
      await py.execute("x = 42");
      await py.execute("print(x)");
      await py.process('print("Hello from Python!")');
      await shows(terminal(), `42\n>>> print("Hello from Python!")\nHello from Python!`);
      expect(rows(terminal()).join()).not.to.include("x = 42");
      await py.clear();
      await until(() => rows(terminal()).length === 0);
      await py.execute("print('again')");
      await py.reset();
      await until(() => rows(terminal()).length === 0);
    });

    it("waits for the task, the coroutine or the awaitable that an expression results in", async () => {
      const py = await make({ persistent: true });
      await py.execute(`
import asyncio
async def answer(value):
    await asyncio.sleep(0.001)
    return value
async def fails():
    await asyncio.sleep(0.001)
    raise ValueError("not today")
class Awaitable:
    def __await__(self):
        return answer("awaited")${type === "py" ? ".__await__()" : ""}
`);
      for (const [expression, value] of [
        ["asyncio.create_task(answer({'task': [1]}))", { task: [1] }],
        ["asyncio.create_task(answer(await answer(2)))", 2],
        ["answer(3)", 3],
        ["answer(await answer(4))", 4],
        ["Awaitable()", "awaited"],
        ["(Awaitable(), await answer(5))[0]", "awaited"],
        ["asyncio.gather(answer(6), answer(7))", [6, 7]],
        ["__import__('js').Promise.resolve(8)", 8],
        ["(await answer(9), __import__('js').Promise.resolve(9))[1]", 9],
        ["await answer(10)", 10],
        ["__import__('pyscript').window.Promise.resolve(11)", 11],
        ["asyncio.sleep(0)", undefined],
      ] as const) {
        expect(await py.evaluate(expression), expression).to.deep.equal(value);
      }
      for (const expression of ["asyncio.create_task(fails())", "fails()", "(await answer(1), fails())[1]"]) {
        const error = await failure(py.evaluate(expression));
        expect(error, expression).to.include({ name: "ValueError", message: "not today" });
      }
      if (survives) {
        // To look at it takes a wait, which has no place in a result on other pages.
        const node = await failure(py.evaluate("__import__('pyscript').window.document"));
        expect(node.message).to.include("value is an object of the page's, which cannot be passed by value");
      }
      expect(await py.evaluate("'__value__' in globals()")).to.equal(false);
    });

    it("says that a generator is no value, and goes on", async () => {
      const py = await make({ persistent: true });
      await py.execute("def numbers():\n    yield 1");
      for (const call of [
        () => py.evaluate("(each for each in [1])"),
        () => py.evaluate("numbers()"),
        () => py.map("lambda item: (each for each in [item])", [1, 2]),
      ]) {
        const error = await failure(call());
        expect(error).to.include({ name: "TypeError" });
        expect(error.message).to.include("generator");
      }
      expect(await py.evaluate("list(numbers())")).to.deep.equal([1]);
    });

    it("can be taken apart at once", async () => {
      const { execute, evaluate, kill, ...rest } = make({ persistent: true });
      void execute("n = 1");
      void execute("n += 1");
      expect(await evaluate("n")).to.equal(2);
      expect(Object.keys(rest)).to.include.members(["process", "clear", "reset"]);
      await kill();
    });

    it("gives plain values", async () => {
      const py = await make();
      expect(await py.evaluate("{'a': [1, 2.5, None, True], 'b': 'text'}")).to.deep.equal({
        a: [1, 2.5, null, true],
        b: "text",
      });
      expect(await py.evaluate("None")).to.equal(undefined);
      expect(await py.evaluate("2**40")).to.equal(2 ** 40);
      expect(Array.from((await py.evaluate("b'ab'")) as Uint8Array)).to.deep.equal([97, 98]);
      // An object like numpy's arrays and numbers: np.array([1, 2, 3]).sum() is a number.
      const number = await make({ persistent: true });
      await number.execute("class int64:\n    def tolist(self):\n        return 6");
      expect(await number.evaluate("int64()")).to.equal(6);
      expect(await number.evaluate("{'sums': [int64(), None]}")).to.deep.equal({ sums: [6, null] });
    });

    it("begins each call afresh, unless it is persistent", async () => {
      const py = await make({ persistent: false });
      await py.execute("x = 10");
      const error = await failure(py.evaluate("x"));
      expect(error).to.be.instanceOf(PythonError);
      expect(error.name).to.equal("NameError");
      await py.process("x = 10");
      expect((await failure(py.execute("x"))).name).to.equal("NameError");
    });

    it("executes the same source again and again, and raises each time where it is", async () => {
      const py = await make({ persistent: true });
      await py.execute("n = 0");
      for (let call = 0; call < 3; call++) expect(await py.execute("n += 1\nn")).to.equal(undefined);
      expect(await py.evaluate("n")).to.equal(3);
      expect(await py.evaluate("'__value__' in globals()")).to.equal(false);
      for (let call = 0; call < 3; call++)
        expect(await failure(py.execute("n += 1\nraise ValueError(n)"))).to.include({
          name: "ValueError",
          lineno: 2,
        });
      for (let call = 0; call < 2; call++)
        expect((await failure(py.execute("n = = 1"))).name).to.equal("SyntaxError");
      expect(await py.evaluate("n")).to.equal(6);
    });

    it("rejects with what Python raises, and shows it", async () => {
      const py = await make();
      const error = (await failure(
        py.execute("def f():\n    raise ValueError('wrong')\nf()"),
      )) as PythonError;
      expect(error.name).to.equal("ValueError");
      expect(error.message).to.equal("wrong");
      expect(error.lineno).to.equal(2);
      await shows(terminal(), "ValueError: wrong");
      expect((await failure(py.evaluate("x = 1"))).name).to.equal("SyntaxError");
      expect(await py.evaluate("'goes on'")).to.equal("goes on");
      await py.process("1 / 0");
      await shows(terminal(), "ZeroDivisionError");
      await py.process("next(iter([]))");
      await shows(terminal(), "StopIteration");
    });

    it("is not ended by exit(): calls end quietly, or say the code in one line", async () => {
      const py = await make({ persistent: true });
      expect(await py.execute("import sys\nkept = 1\nsys.exit()\nkept = 2")).to.equal(undefined);
      expect(await py.execute("exit(0)")).to.equal(undefined);
      expect(await py.evaluate("exit()")).to.equal(undefined);
      const error = (await failure(py.execute("def leave():\n    sys.exit(3)\nleave()"))) as PythonError;
      expect(error.name).to.equal("SystemExit");
      expect(error.message).to.equal("3");
      expect(error.traceback).to.equal("SystemExit: 3\n");
      await shows(terminal(), /^SystemExit: 3$/m);
      expect((await failure(py.evaluate("exit('no data')"))).message).to.equal("no data");
      await py.process("sys.exit()\nkept = 3");
      expect(await py.evaluate("kept")).to.equal(1);
      expect(rows(terminal()).filter((row) => row.startsWith("Traceback"))).to.deep.equal([]);
    });

    it("runs overlapping calls in order, and gives up those whose signal aborts", async () => {
      const py = await make({ persistent: true });
      const order: unknown[] = [];
      const given = new AbortController();
      const first = py.execute("import asyncio\nawait asyncio.sleep(0.05)").then(() => order.push("first"));
      const second = py
        .evaluate("1 + 1", { signal: given.signal })
        .catch((error: Error) => order.push(error.name));
      const third = py.evaluate("3").then((value) => order.push(value));
      given.abort();
      await Promise.all([first, second, third]);
      expect(order).to.deep.equal(["AbortError", "first", 3]);
    });

    it("interrupts what awaits, and keeps names", async () => {
      const py = await make({ persistent: true });
      await py.execute("import asyncio; kept = 1");
      const running = failure(py.execute("await asyncio.sleep(100)"));
      await new Promise((resolve) => setTimeout(resolve, 100));
      await py.interrupt();
      expect((await running).name).to.equal("KeyboardInterrupt");
      expect(await py.evaluate("kept")).to.equal(1);
    });

    it(`interrupts a loop${survives ? ", and keeps names" : ""}`, async () => {
      const py = await make({ persistent: true });
      await py.execute("kept = 1");
      const given = new AbortController();
      const running = failure(py.execute("while True: pass", { signal: given.signal }));
      await new Promise((resolve) => setTimeout(resolve, 100));
      given.abort();
      expect((await running).name).to.equal("AbortError");
      if (survives) expect(await py.evaluate("kept")).to.equal(1);
      else expect(await py.evaluate("'there'")).to.equal("there");
    });

    it(`says by interrupt() ${survives ? "nothing but that" : "that the worker was replaced"}`, async () => {
      const py = await make({ persistent: true });
      await py.execute("kept = 1; import time");
      for (const code of ["while True: pass", "time.sleep(100)", "input('? ')"]) {
        const running = failure(py.execute(code));
        if (code.startsWith("input")) await shows(terminal(), /\?$/);
        else await new Promise((resolve) => setTimeout(resolve, 100));
        await py.interrupt();
        const error = await running;
        expect(error.name, code).to.equal("KeyboardInterrupt");
        if (survives) expect(error.message, code).to.equal("");
        else if (code.startsWith("while")) expect(error.message).to.include("had to be replaced");
        // A worker that needs no replacing keeps its names.
        await py.execute("import time");
      }
      if (survives) expect(await py.evaluate("kept")).to.equal(1);
    });

    it("replaces a worker that is inside one long call of compiled code", async () => {
      const py = await make({ persistent: true });
      for (const how of ["interrupt", "abort"]) {
        const given = new AbortController();
        await py.execute("kept = 1");
        const running = failure(py.evaluate("max(range(10**9))", given)); // Half a minute at least.
        await new Promise((resolve) => setTimeout(resolve, 100));
        const begun = performance.now();
        if (how === "abort") given.abort();
        else await py.interrupt();
        const error = await running;
        expect(error.name).to.equal(how === "abort" ? "AbortError" : "KeyboardInterrupt");
        if (how === "interrupt") expect(error.message).to.include("had to be replaced");
        expect(await py.evaluate("'kept' in globals()")).to.equal(false);
        expect(performance.now() - begun).to.be.below(15_000);
      }
    });

    it("is killed: what is pending rejects, and what comes later", async () => {
      const py = await make();
      const pending = [failure(py.execute("while True: pass")), failure(py.evaluate("1"))];
      await new Promise((resolve) => setTimeout(resolve, 50));
      await py.kill();
      for (const error of await Promise.all(pending)) expect(error.name).to.equal("AbortError");
      const late = await failure(py.evaluate("1"));
      expect(late.name).to.equal("AbortError");
      expect(late.message).to.include("killed");
      expect(aliveWorkers()).to.equal(0);
      expect(terminal() === null).to.equal(true);
    });

    it("reads lines in its terminal", async () => {
      const py = await make({ persistent: true });
      const running = py.execute("name = input('Name? ')");
      await shows(terminal(), "Name?");
      terminal().terminal?.input("Ada\r");
      await running;
      expect(await py.evaluate("name")).to.equal("Ada");
    });

    it("shows itself where it is told to, hidden too", async () => {
      const box = document.createElement("div");
      box.id = "output";
      box.style.display = "none";
      document.body.append(box);
      const py = await make({ terminal: "#output" });
      await py.process("print('hidden')");
      expect(box.querySelectorAll("py-terminal").length).to.equal(1);
      await shows(terminal(), "hidden");
      box.style.display = "block";
      await resized(terminal(), () => terminal().terminal?.cols !== 80);
      expect((await failure(make({ terminal: "#nowhere" }))).message).to.include("nowhere");
    });

    it("has the files of its configuration, and says what is wrong with one", async () => {
      const py = await make({ config: { files: { "/test/python/test_util.py": "data.txt" } } });
      expect(await py.evaluate("len(open('data.txt').read()) > 10")).to.equal(true);
      expect((await failure(make({ type: "ruby" as InterpreterType }))).message).to.include("mpy");
      expect((await failure(make({ config: { packages: 1 } as never }))).message).to.include("packages");
    });

    it("works where its worker cannot reach the page", async () => {
      const py = await make({ config: { sync_main_only: true }, persistent: true });
      await py.process("print('shown')\nx = 20");
      await shows(terminal(), "\nshown");
      expect(await py.evaluate("x + 1")).to.equal(21);
      expect((await failure(py.evaluate("input()"))).message).to.include("sync_main_only");
    });

    it("has the packages of its configuration", async () => {
      const world = new World();
      const py = await make({
        persistent: true,
        config:
          type === "py"
            ? { packages: ["greeting"], index_urls: `${world.url("pypi/").href}{name}/json` }
            : { packages: ["hello"], index_urls: [world.url("mip").href] },
      });
      await py.execute(type === "py" ? "import greeting as module" : "import hello_dep as module");
      expect(await py.evaluate(type === "py" ? "module.__version__" : "module.name")).to.equal(
        type === "py" ? "2.0" : "mip",
      );
    });

    it("is an element, too", async () => {
      const events: string[] = [];
      document.addEventListener(`${type}:ready`, () => events.push("ready"), { once: true });
      const element = document.createElement("py-donkey");
      element.setAttribute("type", type);
      element.setAttribute("persistent", "");
      document.body.append(element);
      await element.execute("x = 20");
      await element.ready;
      expect(await element.evaluate("x + 1")).to.equal(21);
      expect(element.querySelectorAll("py-terminal").length).to.equal(1);
      await element.process("x");
      await shows(terminal(), ">>> x\n20");
      expect(events).to.deep.equal(["ready"]);
      element.remove();
      await until(() => aliveWorkers() === 0);
    });
  });
}
