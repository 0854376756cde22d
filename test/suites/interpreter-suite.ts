/**
 * Behaviour of every interpreter, whichever it is. Each driver's test file runs this suite on itself.
 *
 * The snippets keep to those that the fake interpreter understands, unless the suite runs with a `real` one.
 */
import { expect } from "chai";
import { PythonError } from "../../src/runtime/errors.js";
import {
  GONE,
  type BootOptions,
  type Interpreter,
  type InterpreterDriver,
} from "../../src/runtime/interpreters/interpreter.js";
import { bootForTest, type Booted, until } from "../harness/interpreters.js";

export interface InterpreterSuiteOptions {
  readonly driver: InterpreterDriver;
  /** True if it executes Python, not only the snippets it knows. */
  readonly real: boolean;
  /** Further options of its boot. */
  readonly boot?: Partial<BootOptions>;
}

/** The error that an action throws or rejects with. */
export async function errorOf(action: () => unknown): Promise<PythonError> {
  try {
    await action();
  } catch (error) {
    expect(error).to.be.instanceOf(PythonError);
    return error as PythonError;
  }
  throw new Error("It did not fail");
}

export function interpreterSuite({ driver, real, boot }: InterpreterSuiteOptions): void {
  let booted: Booted;
  let interpreter: Interpreter;
  const main = { filename: "app.py", run: 1 };
  const run = (source: string, options = main) => interpreter.executeAsync(source, options).result;

  before(async function () {
    this.timeout(60_000);
    booted = await bootForTest(driver, boot);
    ({ interpreter } = booted);
  });

  after(async () => {
    const late =
      real && interpreter.executeAsync(`${sleepPrefix(real)}await sleep(0.01)\nprint("too late")`, main);
    if (late) late.result.catch(() => {});
    interpreter.dispose();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(booted.stdout).not.to.include("too late");
    expect(() => interpreter.execute("1", main)).to.throw("disposed");
  });

  describe("sources", () => {
    it("print lines", async () => {
      interpreter.execute('print("one")', main);
      await run('print("two")');
      expect(booted.stdout).to.deep.equal(["one", "two"]);
    });

    it("result in the value of their last expression", async () => {
      expect(interpreter.execute("1 + 1", main)).to.equal(2);
      expect(await run('name = "x"\nname')).to.equal("x");
      expect(await run("number = 7\nawait sleep(0.01)\nnumber".replace("await", sleepImport(real)))).to.equal(
        7,
      );
    });

    it("result in it also when it takes several lines", function () {
      if (!real) this.skip();
      for (const [source, value] of [
        ["number = 1\n(number +\n 1)\n", 2],
        ["(1,\n2)", [1, 2]],
        ["'''a\nb'''", "a\nb"],
        ["{\n'a': 1,\n}  # end\n# end", { a: 1 }],
      ] as const) {
        expect(interpreter.execute(source, main), source).to.deep.equal(value);
      }
    });

    it("result in undefined when they are comments, or end in a statement of several lines", function () {
      if (!real) this.skip();
      const sources = [
        "# only",
        "\n# only\n",
        "",
        "\n\n",
        "s = '''\na\n'''",
        "t = (1,\n2)",
        "if 1:\n  5\nelse: 6",
      ];
      for (const source of sources) {
        expect(interpreter.execute(source, main), JSON.stringify(source)).to.equal(undefined);
      }
    });

    it("result in undefined when they end otherwise, or in None", async () => {
      expect(interpreter.execute("other = 5", main)).to.equal(undefined);
      expect(await run("other = None\nother")).to.equal(undefined);
    });

    it("may end in a generator, and await none", async function () {
      if (!real) this.skip();
      const sources = ["(each for each in (1, 2))", "def bare():\n    yield\n    yield\nbare()"];
      for (const source of sources) {
        const value = (await run(source)) as { destroy?(): void } | undefined;
        value?.destroy?.(); // Pyodide's is a proxy.
      }
      const named = "def numbers():\n    yield 1\nasync def waits():\n    await numbers()\nawait waits()";
      const error = await errorOf(() => run(named));
      expect(error).to.include({ name: "TypeError" });
      expect(error.message).to.match(/generator.* can.*t be awaited|generator cannot be awaited/);
      const turns = await run(`import asyncio, sys
turns = []
async def ticks():
    await asyncio.sleep(0.01)
    turns.append("timer")
async def bare():
    if sys.implementation.name == "micropython":
        for turn in range(100000):
            if turns: return turn
            await gives_way()
    return 0
def gives_way(): yield
timer = asyncio.create_task(ticks())
count = await asyncio.create_task(bare())
await timer
count < 100000`);
      expect(turns).to.equal(true);
      const asleep = `import asyncio\nfor _ in range(50): await asyncio.sleep(0)\n"awake"`;
      expect(await run(asleep)).to.equal("awake");
    });

    it("share the main namespace", async () => {
      interpreter.execute("shared = 41", main);
      expect(await run("shared", { filename: "other.py", run: 2 })).to.equal(41);
    });

    it("can be cancelled where they await", async () => {
      const execution = interpreter.executeAsync(`${sleepPrefix(real)}await sleep(5)\nprint("late")`, main);
      execution.cancel();
      const error = await execution.result.catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(DOMException).with.property("name", "AbortError");
      expect(booted.stdout).not.to.include("late");
    });

    it("are not disturbed by being cancelled after their end", async () => {
      const execution = interpreter.executeAsync("3 + 4", main);
      expect(await execution.result).to.equal(7);
      execution.cancel();
      expect(await execution.result).to.equal(7);
    });
  });

  describe("errors", () => {
    it("carry type, message, file and line", async () => {
      const failing = 'print("before")\n\nraise ValueError("no such thing")';
      for (const action of [() => interpreter.execute(failing, main), () => run(failing)]) {
        const error = await errorOf(action);
        expect(error.name).to.equal("ValueError");
        expect(error.message).to.equal("no such thing");
        expect(error.filename).to.equal("app.py");
        expect(error.lineno).to.equal(3);
        expect(error.traceback).to.match(/^Traceback \(most recent call last\):\n {2}File "app.py", line 3/);
        expect(error.traceback.trimEnd()).to.match(/ValueError: no such thing$/);
        expect(error.traceback).not.to.match(/pyscript|_runner|pyodide|stdin/);
      }
    });

    it("an error after an await has its traceback, too", async () => {
      const error = await errorOf(() =>
        run(`${sleepPrefix(real)}await sleep(0.01)\nraise ValueError("later")`),
      );
      expect(error.message).to.equal("later");
      expect(error.lineno).to.equal(real ? 3 : 2);
    });
  });

  describe("functions", () => {
    it("are found by name, and counted until they are let go of", () => {
      interpreter.execute("def handler(event):\n    return event", main);
      const before = interpreter.held.proxies;
      const handler = interpreter.lookup("handler");
      expect(handler).not.to.equal(undefined);
      expect(interpreter.held.proxies).to.equal(before + 1);
      expect(handler?.call(5)).to.equal(5);
      handler?.dispose();
      handler?.dispose();
      expect(interpreter.held.proxies).to.equal(before);
      expect(() => handler?.call(5)).to.throw("let go of");
    });

    it("print at once", () => {
      interpreter.execute('def speak(event):\n    print("spoken")', main);
      const speak = interpreter.lookup("speak");
      speak?.call(0);
      speak?.dispose();
      expect(booted.stdout).to.include("spoken");
    });

    it("a handler is the function that has its name at the time of the event", () => {
      const define = (text: string) => interpreter.execute(`def greet(event):\n    print("${text}")`, main);
      define("one");
      const greet = interpreter.handler("greet");
      const event = new Event("click");
      expect(greet?.call(event)).to.equal(undefined);
      define("two");
      greet?.call(event);
      expect(booted.stdout.slice(-2)).to.deep.equal(["one", "two"]);
      interpreter.execute("greet = 5", main);
      expect(greet?.call(event)).to.equal(GONE);
      define("three");
      greet?.call(event);
      expect(booted.stdout.at(-1)).to.equal("three");
      greet?.dispose();
      expect(interpreter.handler("nobody")).to.equal(undefined);
      expect(interpreter.handler("")).to.equal(undefined);
    });

    it("are not found when there are none", () => {
      expect(interpreter.lookup("nobody")).to.equal(undefined);
      expect(interpreter.lookup("nobody.home")).to.equal(undefined);
      expect(interpreter.lookup("1 + 1")).to.equal(undefined);
    });
  });

  describe("files", () => {
    it("are written with their folders, and read", () => {
      interpreter.writeFile("/data/deep/a.txt", "text");
      interpreter.writeFile("b.bin", new Uint8Array([1, 2, 3]));
      expect(new TextDecoder().decode(interpreter.readFile("/data/deep/a.txt"))).to.equal("text");
      expect([...interpreter.readFile("b.bin")]).to.deep.equal([1, 2, 3]);
      expect(() => interpreter.readFile("/nowhere")).to.throw("/nowhere");
    });
  });

  if (real) {
    realSuite(() => booted);
    valuesSuite(() => booted);
  }
}

/** Tests that need Python itself. */
function realSuite(getBooted: () => Booted): void {
  const main = { filename: "app.py", run: 1 };
  const interpreter = () => getBooted().interpreter;
  const run = (source: string, options = main) => interpreter().executeAsync(source, options).result;

  describe("the current run", () => {
    const current = "from pyscript._context import current\n";

    it("is that of the code, also after an await and while others run", async () => {
      const source = (id: number) =>
        `${current}import asyncio\nseen${id} = [current()]\nfor _ in range(3):\n    await asyncio.sleep(0.002)\n    seen${id}.append(current())\nseen${id}`;
      const results = await Promise.all(
        [1, 2, 3].map((id) => run(source(id), { filename: "a.py", run: id })),
      );
      expect(results).to.deep.equal([1, 2, 3].map((id) => [id, id, id, id]));
      expect(interpreter().execute(`${current}current()`, { filename: "a.py", run: 0 })).to.equal(0);
    });

    it("follows tasks, gather, wait_for and ensure-like helpers", async () => {
      const value = await run(
        `${current}import asyncio
async def who():
    before = current()
    await asyncio.sleep(0.002)
    return [before, current()]
task = asyncio.create_task(who())
[await task, await asyncio.gather(who(), who()), await asyncio.wait_for(who(), 1), await who()]`,
        { filename: "a.py", run: 9 },
      );
      expect(value).to.deep.equal([
        [9, 9],
        [
          [9, 9],
          [9, 9],
        ],
        [9, 9],
        [9, 9],
      ]);
    });

    it("follows functions that are retained or bound", async () => {
      const { host } = getBooted();
      let given: unknown;
      host["take"] = (callable: unknown) => {
        given = interpreter().retain(callable);
      };
      interpreter().execute(
        `${current}from pyscript._functions import bind\nimport _pyscript_host, asyncio
async def later():
    await asyncio.sleep(0.002)
    return current()
bound = bind(later)
_pyscript_host.take(lambda: current())`,
        { filename: "a.py", run: 12 },
      );
      const kept = given as { call(): unknown; dispose(): void };
      expect(kept.call()).to.equal(12);
      kept.dispose();
      interpreter().execute("import _pyscript_host\n_pyscript_host.take(later)", {
        filename: "a.py",
        run: 13,
      });
      const coroutine = given as { call(): Promise<unknown>; dispose(): void };
      expect(await coroutine.call()).to.equal(13);
      coroutine.dispose();
      expect(await run("await bound()", { filename: "a.py", run: 14 })).to.equal(12);
    });
  });

  describe("exceptions that nobody awaits", () => {
    it("are reported once, with their run", async () => {
      const { reported } = getBooted();
      reported.length = 0;
      interpreter().execute(
        `import asyncio
async def fail():
    await asyncio.sleep(0.002)
    raise KeyError("lost")
kept = asyncio.create_task(fail())`,
        { filename: "tasks.py", run: 21 },
      );
      await until(() => reported.length > 0, "it was reported");
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(reported).to.have.length(1);
      expect(reported[0]).to.include({ run: 21, type: "KeyError", filename: "tasks.py", lineno: 4 });
      expect(reported[0]?.traceback).not.to.match(/asyncio\/core|pyscript/);
    });

    it("are not reported when somebody awaits", async () => {
      const { reported } = getBooted();
      reported.length = 0;
      const error = await errorOf(() =>
        run(
          `import asyncio
async def fail():
    await asyncio.sleep(0.002)
    raise KeyError("awaited")
task = asyncio.create_task(fail())
await task`,
          { filename: "tasks.py", run: 22 },
        ),
      );
      expect(error.name).to.equal("KeyError");
      expect(error.lineno).to.equal(4);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(reported).to.have.length(0);
    });
  });

  describe("functions called from JavaScript", () => {
    it("throw and reject with PythonError", async () => {
      interpreter().execute(
        `def bad(event):
    return {}[event]
async def async_bad(event):
    raise TypeError("async")`,
        { filename: "handlers.py", run: 3 },
      );
      const bad = interpreter().lookup("bad");
      const error = await errorOf(() => bad?.call("key"));
      expect(error).to.include({ name: "KeyError", filename: "handlers.py", lineno: 2 });
      bad?.dispose();
      const asyncBad = interpreter().lookup("async_bad");
      const rejected = await errorOf(() => asyncBad?.call("key"));
      expect(rejected).to.include({ name: "TypeError", message: "async", lineno: 4 });
      asyncBad?.dispose();
    });

    it("are found behind dots", () => {
      interpreter().execute("class App:\n    def go(self, x):\n        return x * 2\napp = App()", main);
      const go = interpreter().lookup("app.go");
      expect(go?.call(21)).to.equal(42);
      go?.dispose();
    });

    it("are called as often as one likes", () => {
      interpreter().execute("count = 0\ndef tick(event):\n    global count\n    count += 1", main);
      const tick = interpreter().lookup("tick");
      const event = { type: "click" };
      for (let i = 0; i < 2000; i++) tick?.call(event);
      const start = performance.now();
      for (let i = 0; i < 20_000; i++) tick?.call(event);
      const rate = 20_000 / (performance.now() - start);
      console.log(`${interpreter().type}: ${Math.round(rate * 1000)} calls/s`);
      tick?.dispose();
      expect(interpreter().execute("count", main)).to.equal(22_000);
    });
  });

  describe("JavaScript exceptions", () => {
    it("can be caught, and run finally", () => {
      const { host } = getBooted();
      host["boom"] = () => {
        throw new DOMException("not here", "NotFoundError");
      };
      const value = interpreter().execute(
        `import _pyscript_host
seen = []
try:
    try:
        _pyscript_host.boom()
    finally:
        seen.append("finally")
except Exception as error:
    seen.append(str(type(error).__name__))
    seen.append("not here" in str(error))
    seen.append("NotFoundError" in str(error) or error.name == "NotFoundError")
seen`,
        main,
      );
      expect(value).to.deep.equal(["finally", "JsException", true, true]);
    });

    it("an uncaught exception of JavaScript's names the author's line", async () => {
      const error = await errorOf(() =>
        interpreter().execute("import _pyscript_host\n_pyscript_host.boom()", main),
      );
      expect(error.name).to.equal("JsException");
      expect(error.message).to.contain("NotFoundError: not here");
      expect(error.lineno).to.equal(2);
    });

    it("an exception of Python that passes through JavaScript comes back as the one that was raised", () => {
      const { host } = getBooted();
      host["call"] = (callable: unknown) => {
        const kept = interpreter().retain(callable);
        try {
          return kept.call();
        } finally {
          kept.dispose();
        }
      };
      const value = interpreter().execute(
        `import _pyscript_host
class Special(Exception):
    pass
def fail():
    raise Special("mine")
try:
    _pyscript_host.call(fail)
except Special as error:
    caught = str(error)
caught`,
        main,
      );
      expect(value).to.equal("mine");
    });
  });

  describe("syntax errors", () => {
    it("say file and line", async () => {
      const source = "x = 1\n\ndef f(:\n    pass";
      for (const action of [() => interpreter().execute(source, main), () => run(`${source}\nawait x`)]) {
        const error = await errorOf(action);
        expect(error).to.include({ name: "SyntaxError", filename: "app.py", lineno: 3 });
        expect(error.traceback).to.contain('File "app.py", line 3');
        expect(error.traceback).not.to.match(/_runner|stdin/);
      }
    });
  });
}

/** Values that cross as copies; the same on every interpreter. */
function valuesSuite(getBooted: () => Booted): void {
  const main = { filename: "values.py", run: 1 };
  const interpreter = () => getBooted().interpreter;
  const evaluate = (expression: string) => interpreter().execute(expression, main);

  describe("values", () => {
    const table: [string, unknown][] = [
      ["True", true],
      ["1.5", 1.5],
      ["'text \\u00e9\\U0001f40d'", "text é🐍"],
      ["2**31", 2 ** 31],
      ["-2**31 - 1", -(2 ** 31) - 1],
      ["2**40", 2 ** 40],
      ["2**53 - 1", Number.MAX_SAFE_INTEGER],
      ["[1, 'a', None, [True]]", [1, "a", null, [true]]],
      ["(1, 2)", [1, 2]],
      ["{'a': {'b': [None]}, 'c': 2}", { a: { b: [null] }, c: 2 }],
      ["{1: 'one'}", { "1": "one" }],
      ["['\\n\\t\\x01\"\\\\', '\\u2028é🐍']", ['\n\t\x01"\\', "\u2028é🐍"]],
      ["[0.1 + 0.2, 1e300, float('inf'), -0.5, 1/3]", [0.1 + 0.2, 1e300, Infinity, -0.5, 1 / 3]],
      ["{5}", [5]],
      ["[2**60, -2**60]", [2n ** 60n, -(2n ** 60n)]],
      ["b'\\x00\\xff'", new Uint8Array([0, 255])],
      ["[b'ab', {'k': bytearray(b'c')}]", [new Uint8Array([97, 98]), { k: new Uint8Array([99]) }]],
      ["memoryview(b'mem')", new Uint8Array([109, 101, 109])],
      ["[]", []],
      ["{}", {}],
    ];
    for (const [expression, expected] of table) {
      it(`${expression} crosses`, () => {
        expect(evaluate(expression)).to.deep.equal(expected);
      });
    }

    it("are as deep as they are", () => {
      const value = evaluate("deep = 1\nfor _ in range(60):\n    deep = [deep]\ndeep");
      expect(JSON.stringify(value)).to.equal("[".repeat(60) + "1" + "]".repeat(60));
    });

    it("keep '__proto__' as a key like any other", () => {
      const value = evaluate("{'__proto__': 1}") as object;
      expect(Object.entries(value)).to.deep.equal([["__proto__", 1]]);
    });

    it("a value that cannot cross stays a proxy, and toJs says which part it is", () => {
      const value = evaluate("{'a': [1, 2, object()]}");
      expect(() => interpreter().toJs(value)).to.throw(
        TypeError,
        /^value\['a'\]\[2\] is a object, which cannot be passed by value$/,
      );
      expect(() => interpreter().toJs(evaluate("x = []\nx.append(x)\nx"))).to.throw(
        TypeError,
        "contains itself",
      );
      expect(() => interpreter().toJs(evaluate("{(1, 2): 3}"))).to.throw(TypeError, "key of type tuple");
    });

    it("a JavaScript object keeps its identity", () => {
      const { host } = getBooted();
      const thing = { name: "thing" };
      host["thing"] = thing;
      expect(evaluate("import _pyscript_host\n_pyscript_host.thing")).to.equal(thing);
      expect(evaluate("[_pyscript_host.thing]")).to.deep.equal([thing]);
      expect(interpreter().toJs(thing)).to.equal(thing);
      expect(interpreter().toJs("text")).to.equal("text");
    });

    it("arrive in Python whole", () => {
      const { host } = getBooted();
      host["echo"] = (value: unknown) => value;
      host["numbers"] = () => [2 ** 31, -(2 ** 31) - 1, 2 ** 40, Number.MAX_SAFE_INTEGER];
      host["huge"] = () => 2n ** 70n;
      host["now"] = () => 1_700_000_000_123;
      expect(evaluate("import _pyscript_host\n_pyscript_host.now() == 1700000000123")).to.equal(true);
      expect(evaluate("type(_pyscript_host.now()).__name__")).to.equal("int");
      expect(evaluate("_pyscript_host.huge() == 2**70")).to.equal(true);
      expect(
        evaluate("[n for n in _pyscript_host.numbers()] == [2**31, -2**31 - 1, 2**40, 2**53 - 1]"),
      ).to.equal(true);
      expect(evaluate("_pyscript_host.echo(2**45) == 2**45")).to.equal(true);
      expect(evaluate("_pyscript_host.echo(-2**31) == -2**31")).to.equal(true);
      interpreter().execute("def add(a, b, c):\n    return str(a + b + c)", main);
      const add = interpreter().lookup("add");
      expect(add?.call(2 ** 40, 2 ** 41, 1)).to.equal(String(2 ** 40 + 2 ** 41 + 1));
      add?.dispose();
    });
  });

  describe("packages and files of Python", () => {
    it("are importable once installed", () => {
      const text = new TextEncoder();
      interpreter().installPackageFiles(
        new Map([
          ["parcel/__init__.py", text.encode("from .inner import answer\n")],
          ["parcel/inner.py", text.encode("answer = 42\n")],
        ]),
      );
      expect(evaluate("import parcel\nparcel.answer")).to.equal(42);
    });

    it("print without an end of line is shown when the source has ended", async () => {
      const { stdout } = getBooted();
      stdout.length = 0;
      await interpreter().executeAsync("print('partial', end='')", main).result;
      expect(stdout).to.deep.equal(["partial"]);
    });

    it("print shows a byte order mark, in lines of any length", () => {
      const { stdout } = getBooted();
      stdout.length = 0;
      interpreter().execute("print('\\ufeffshort')\nprint('\\ufeff' + 20 * 'x')", main);
      expect(stdout).to.deep.equal(["\ufeffshort", `\ufeff${"x".repeat(20)}`]);
    });

    it("input() does not ask the page", async () => {
      const error = await errorOf(() => interpreter().execute("input('?')", main));
      expect(error.name).to.equal("EOFError");
    });
  });
}

/** How a snippet gets at `sleep`; the fake knows it anyway. */
function sleepPrefix(real: boolean): string {
  return real ? "from asyncio import sleep\n" : "";
}
function sleepImport(real: boolean): string {
  return real ? "from asyncio import sleep\nawait" : "await";
}
