/** Python files as JavaScript functions, on the thread where they run: with every interpreter. */
import { expect } from "chai";
import { type Stream } from "../../src/runtime/bridge/opened.js";
import type { PythonModule } from "../../src/runtime/bridge/loaded-file.js";
import { pythonModules } from "../../src/runtime/bridge/python-modules.js";
import type { Environment } from "../../src/runtime/environment/environment.js";
import { PythonError } from "../../src/runtime/errors.js";
import type { InterpreterDriver } from "../../src/runtime/interpreters/interpreter.js";
import { kwargs } from "../../src/bridge.js";
import { createWorld, type World } from "../harness/python-tests.js";

const URL_OF_FILE = "https://example.org/lib/calculations.py";

export function pythonModulesSuite(driver: InterpreterDriver): void {
  const isPyodide = driver.type === "py";
  let world: World;
  let files = 0;

  before(async function () {
    this.timeout(60_000);
    world = await createWorld(driver);
  });
  after(() => world.dispose());

  const load = async (source: string, options: { name?: string; shared?: boolean } = {}) => {
    const modules = await pythonModules(world.environment as unknown as Environment);
    const { name = `file${++files}`, shared = false } = options;
    return modules.load({ url: URL_OF_FILE, name, source, shared, run: 0 });
  };
  const namesOf = (module: PythonModule) => module.offers.map(({ name }) => name);
  const failing = async (call: () => unknown): Promise<PythonError> => {
    try {
      await call();
    } catch (error) {
      return error as PythonError;
    }
    throw new Error("It did not fail.");
  };
  /** A Python function's description of its arguments. */
  const shown = async (...args: unknown[]) => {
    const { call } = await describer();
    return call(args);
  };
  let describing: PythonModule | undefined;
  const describer = async () => {
    describing ??= await load(`
def show(value):
    if isinstance(value, dict):
        return "{" + ", ".join(sorted(show(k) + ": " + show(v) for k, v in value.items())) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(show(v) for v in value) + "]"
    if isinstance(value, memoryview):
        return "memoryview " + value.format + " " + str(value.tolist())
    return type(value).__name__ + " " + (str(value) if not isinstance(value, set) else str(sorted(value)))

def show_all(*args, **kwargs):
    return " | ".join([show(a) for a in args] + [show(kwargs)] * bool(kwargs))
`);
    const module = describing;
    return { call: (args: readonly unknown[]) => module.call("show_all", args) as string };
  };

  describe("what a file offers", () => {
    it("is its public callables, in their order", async () => {
      const module = await load(`
import json
import math as m
from json import loads, dumps as d
from math import (
    floor,
    ceil as c,
)
LIMIT = 3
def add(a, b): return a + b
async def later(): pass
class Point: pass
double = lambda x: x * 2
def _private(): pass
`);
      expect(namesOf(module).sort()).to.deep.equal(["Point", "add", "double", "later"]);
    });

    it("is what __all__ names, where there is one", async () => {
      const module = await load(`
__all__ = ["loads", "_odd", "VALUE"]
from json import loads
VALUE = 1
def _odd(): return 3
def other(): pass
`);
      expect(namesOf(module)).to.deep.equal(["loads", "_odd"]);
      expect(module.call("_odd", [])).to.equal(3);
    });

    it("is nothing of another file's, unless the namespace is shared", async () => {
      const own = await load("x = 1\ndef one(): return x");
      const other = await load("x = 2\ndef two(): return x");
      expect(own.call("one", [])).to.equal(1);
      expect(other.call("two", [])).to.equal(2);
      expect(namesOf(other)).to.deep.equal(["two"]);
      world.environment.interpreter.execute("common = 40", { filename: "script", run: 0 });
      const shared = await load("def read(): return common + 2", { shared: true });
      const second = await load("def write(value):\n    global common\n    common = value", { shared: true });
      expect(namesOf(shared)).to.deep.equal(["read"]);
      expect(namesOf(second)).to.deep.equal(["write"]);
      expect(shared.call("read", [])).to.equal(42);
      second.call("write", [1]);
      expect(shared.call("read", [])).to.equal(3);
    });

    it("can be imported by its name in Python", async () => {
      await load("state = 5\ndef get(): return state", { name: "bridged_state" });
      const user = await load(
        "import bridged_state\nfrom bridged_state import get as g\ndef read(): return g() + bridged_state.state",
      );
      expect(user.call("read", [])).to.equal(10);
    });

    it("does not take the name of another module", async () => {
      await load("def dumps(value): return 'mine'", { name: "json" });
      const user = await load("import json\ndef text(): return json.dumps([1])");
      expect(user.call("text", [])).to.equal("[1]");
    });
  });

  describe("arguments", () => {
    it("are native Python values", async () => {
      expect(await shown(1, 1.5, "é😀", true, null)).to.match(
        /^int 1 \| float 1.5 \| str é😀 \| bool True \| NoneType None$/,
      );
      expect(await shown(2 ** 53 - 1, -5, 2 ** 40)).to.equal(
        "int 9007199254740991 | int -5 | int 1099511627776",
      );
      expect(await shown(undefined)).to.equal("NoneType None");
      expect(await shown([1, [2.5, "x"], null, undefined])).to.equal(
        "[int 1, [float 2.5, str x], NoneType None, NoneType None]",
      );
      expect(await shown({ a: 1, b: { c: [true] }, d: undefined })).to.equal(
        "{str a: int 1, str b: {str c: [bool True]}, str d: NoneType None}",
      );
      expect(await shown(123456789012345678901234567890n, [5n])).to.equal(
        "int 123456789012345678901234567890 | [int 5]",
      );
      expect(await shown([NaN, Infinity])).to.equal("[float nan, float inf]");
      expect(await shown(Infinity)).to.equal("float inf");
      expect(await shown(new Set([2, 1]))).to.equal("set [1, 2]");
      expect(
        await shown(
          new Map<unknown, unknown>([
            [1, "x"],
            ["y", new Set([3])],
          ]),
        ),
      ).to.equal("{int 1: str x, str y: set [3]}");
      expect(
        await shown([0.1, 0.30000000000000004, 5e-324, 1.7976931348623157e308].map((x) => x.toString())),
      ).to.be.a("string");
    });

    it("keep the order of keys", async () => {
      const module = await load(
        "import json\ndef text(value): return json.dumps(value)\ndef kind(value): return str(value)",
      );
      expect(
        module.call("text", [{ status: "ok", code: 200, zeta: { b: 1, a: [{ y: 1, x: NaN.toString() }] } }]),
      ).to.equal('{"status": "ok", "code": 200, "zeta": {"b": 1, "a": [{"y": 1, "x": "NaN"}]}}');
      expect(module.call("kind", [{ b: 1, a: 2 }])).to.equal("{'b': 1, 'a': 2}");
      const large = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, index]));
      expect(JSON.parse(module.call("text", [large]) as string)).to.deep.equal(large);
    });

    it("are bytes where they are bytes, arrays of their kind where they are numbers", async () => {
      expect(await shown(Uint8Array.of(1, 255))).to.equal("bytes b'\\x01\\xff'");
      expect(await shown(Uint8Array.of(0, 1, 2, 3).subarray(1, 3).buffer)).to.equal(
        "bytes b'\\x00\\x01\\x02\\x03'",
      );
      expect(await shown(Uint8Array.of(0, 1, 2, 3).subarray(1, 3))).to.equal("bytes b'\\x01\\x02'");
      expect(await shown(new DataView(new ArrayBuffer(1)))).to.equal("bytes b'\\x00'");
      expect(await shown(new Uint8Array())).to.equal("bytes b''");
      const numbers = (code: string, list: string) =>
        isPyodide ? `memoryview ${code} ${list}` : `array array('${code}', ${list})`;
      expect(await shown({ data: Float64Array.of(1.5, -2) })).to.equal(
        `{str data: ${numbers("d", "[1.5, -2.0]")}}`,
      );
      expect(await shown(Int16Array.of(1, -2))).to.equal(numbers("h", "[1, -2]"));
    });

    it("are dates", async () => {
      const date = new Date(Date.UTC(2026, 1, 3, 4, 5, 6));
      expect(await shown(date)).to.match(/^datetime 2026-02-03 04:05:06/);
    });

    it("are JavaScript's objects where they are no data", async () => {
      const module = await load("def tag(e): return e.localName\ndef run(f): return f(2)");
      expect(module.call("tag", [document.body])).to.equal("body");
      expect(module.call("run", [(x: number) => x * 21])).to.equal(42);
    });

    it("a call may have many arguments", async () => {
      const module = await load("def count(*args): return len(args)");
      expect(module.call("count", [])).to.equal(0);
      expect(module.call("count", [1, 2, 3, 4, 5, 6, 7, 8])).to.equal(8);
      expect(module.call("count", [[1], 2, 3, 4, 5, 6, 7, 8, 9])).to.equal(9);
    });

    it("a call may have keyword arguments", async () => {
      expect(await shown(1, kwargs({ b: 2, c: [3] }))).to.equal("int 1 | {str b: int 2, str c: [int 3]}");
      const module = await load("def power(base, *, exponent=2): return base ** exponent");
      expect(module.call("power", [3])).to.equal(9);
      expect(module.call("power", [2, kwargs({ exponent: 10 })])).to.equal(1024);
      expect(module.call("power", [kwargs({ base: 2 })])).to.equal(4);
      expect((await failing(() => module.call("power", [2, kwargs({ wrong: 1 })]))).name).to.equal(
        "TypeError",
      );
    });

    it("an argument that contains itself is refused", async () => {
      const loop: unknown[] = [];
      loop.push({ loop });
      const module = await load("def f(*a): pass");
      const error = await failing(() => module.call("f", [1, loop]));
      expect(error).to.be.instanceOf(TypeError);
      expect(error.message).to.equal("argument 2[0]['loop'] contains itself, which plain data cannot.");
    });
  });

  describe("results", () => {
    it("are plain JavaScript values", async () => {
      const module = await load(`
def none(): pass
def text(): return "é😀"
def number(): return 1.5
def truth(): return True
def large(): return 2 ** 53 - 1
def huge(): return 3 ** 50
def huge_float(): return 1e300
def data(): return {"a": [1, (2, None)], 3: {"x": b"ab"}, "big": 2 ** 60}
def binary(): return b"\\x00\\xff"
def lists(): return [[], {}, ""]
`);
      const call = (name: string) => module.call(name, []);
      expect(call("none")).to.equal(undefined);
      expect(call("text")).to.equal("é😀");
      expect(call("number")).to.equal(1.5);
      expect(call("truth")).to.equal(true);
      expect(call("large")).to.equal(2 ** 53 - 1);
      expect(call("huge")).to.equal(3n ** 50n);
      expect(call("huge_float")).to.equal(1e300);
      expect(call("data")).to.deep.equal({
        a: [1, [2, null]],
        3: { x: Uint8Array.of(97, 98) },
        big: 2n ** 60n,
      });
      expect(call("binary")).to.deep.equal(Uint8Array.of(0, 255));
      expect(call("lists")).to.deep.equal([[], {}, ""]);
    });

    it("are typed arrays where they are arrays of numbers", async () => {
      const module = await load(
        "from array import array\ndef same(value): return value\ndef own(): return array('h', [1, -2])",
      );
      for (const value of [
        Float64Array.of(1.5, -2),
        Int32Array.of(1, 2),
        Float32Array.of(0.5),
        Uint16Array.of(7),
      ]) {
        const result = module.call("same", [value]);
        expect(Object.prototype.toString.call(result)).to.equal(Object.prototype.toString.call(value));
        expect([...(result as Float64Array)]).to.deep.equal([...value]);
      }
      expect(module.call("own", [])).to.deep.equal(Int16Array.of(1, -2));
    });

    it("are JavaScript's objects where Python passes them on", async () => {
      const module = await load("def same(value): return value");
      expect(module.call("same", [document.body]) === document.body).to.equal(true);
      const destroyed = { destroy: () => expect.fail("it is the page's own") };
      class Holder {
        destroy = destroyed.destroy;
      }
      const holder = new Holder();
      expect(module.call("same", [holder]) === holder).to.equal(true);
    });

    it("a result that cannot cross is a TypeError that says which part it is", async () => {
      const module = await load("class Thing: pass\ndef bad(): return {'a': [1, Thing()]}");
      const error = await failing(() => module.call("bad", []));
      expect(error.name).to.equal("TypeError");
      expect(error.message).to.equal("value['a'][1] is a Thing, which cannot be passed by value");
    });

    it("are promises of async functions", async () => {
      const module = await load(`
import asyncio
async def later(value):
    await asyncio.sleep(0.01)
    return [value]
async def nothing(): pass
def passed_on(value): return later(value)
def failing_later(): return failing()
async def failing():
    await asyncio.sleep(0)
    raise KeyError("gone")
`);
      expect(await module.call("later", [3])).to.deep.equal([3]);
      expect(await module.call("later", [{ x: [1] }])).to.deep.equal([{ x: [1] }]);
      expect(await module.call("nothing", [])).to.equal(undefined);
      expect(await module.call("passed_on", [4])).to.deep.equal([4]);
      expect((await failing(() => module.call("failing_later", []))).name).to.equal("KeyError");
      const error = await failing(() => module.call("failing", []));
      expect(error).to.be.instanceOf(PythonError);
      expect(error.name).to.equal("KeyError");
    });

    it("are promises of async functions, also in a file that imports from pyscript", async () => {
      const module = await load(`
import asyncio
from pyscript import RUNNING_IN_WORKER, current_target
async def later(value):
    await asyncio.sleep(0.01)
    return [value, RUNNING_IN_WORKER]
async def nothing(): pass
async def twice(value): return await later(await later(value))
def passed_on(value): return later(value)
async def failing():
    await asyncio.sleep(0)
    raise KeyError("gone")
def count(n):
    for i in range(n):
        yield i
`);
      expect(await module.call("later", [3])).to.deep.equal([3, false]);
      expect(await module.call("twice", [3])).to.deep.equal([[3, false], false]);
      expect(await module.call("nothing", [])).to.equal(undefined);
      expect(await module.call("passed_on", [4])).to.deep.equal([4, false]);
      expect((await failing(() => module.call("failing", []))).name).to.equal("KeyError");
      const stream = module.call("count", [2]) as Stream;
      expect(await stream.next()).to.deep.equal({ done: false, value: 0 });
      expect(await stream.next()).to.deep.equal({ done: false, value: 1 });
      expect((await stream.next()).done).to.equal(true);
    });

    it("are streams of generators", async () => {
      const module = await load(`
def count(n):
    for i in range(n):
        yield {"i": i}
    yield None
def failing():
    yield 1
    raise ValueError("enough")
ended = []
def endless():
    try:
        while True:
            yield 1
    finally:
        ended.append(True)
def has_ended(): return ended
`);
      const all = async (stream: unknown) => {
        const values: unknown[] = [];
        for (;;) {
          const { done, value } = await (stream as Stream).next();
          if (done) return values;
          values.push(value);
        }
      };
      expect(await all(module.call("count", [2]))).to.deep.equal([{ i: 0 }, { i: 1 }, null]);
      const stream = module.call("failing", []) as Stream;
      await stream.next();
      expect((await failing(() => stream.next())).message).to.equal("enough");
      const endless = module.call("endless", []) as Stream;
      await endless.next();
      await endless.close();
      expect(module.call("has_ended", [])).to.deep.equal([true]);
    });

    if (isPyodide) {
      it("are streams of async generators", async () => {
        const module = await load(`
import asyncio
async def ticks(n):
    for i in range(n):
        await asyncio.sleep(0.001)
        yield i
`);
        const stream = module.call("ticks", [2]) as Stream;
        expect(await stream.next()).to.deep.equal({ done: false, value: 0 });
        expect(await stream.next()).to.deep.equal({ done: false, value: 1 });
        expect(await stream.next()).to.deep.equal({ done: true, value: undefined });
        const other = module.call("ticks", [9]) as Stream;
        await other.next();
        await other.close();
      });
    }
  });

  describe("exceptions", () => {
    const SOURCE = `
def divide(a, b):
    """
    Divide two numbers.
    """
    if b == 0:
        raise ValueError("Cannot divide by zero")
    return a / b
`;
    it("are PythonErrors with the file's name and line", async () => {
      const module = await load(SOURCE);
      for (const args of [[10, 0], [10, 0, kwargs({})].slice(0, 2), [10, 0]]) {
        const error = await failing(() => module.call("divide", args));
        expect(error).to.be.instanceOf(PythonError);
        expect(error.name).to.equal("ValueError");
        expect(error.message).to.equal("Cannot divide by zero");
        expect(error.filename).to.equal(URL_OF_FILE);
        expect(error.lineno).to.equal(7);
        expect(error.traceback).to.include(`File "${URL_OF_FILE}", line 7, in divide`);
        expect(error.traceback).not.to.include("_bridge");
      }
      expect(module.call("divide", [10, 4])).to.equal(2.5);
    });

    it("are the same with arguments that are encoded", async () => {
      const module = await load("def f(a):\n    raise RuntimeError(a['text'])");
      const error = await failing(() => module.call("f", [{ text: "line\nline" }]));
      expect(error.message).to.equal("line\nline");
      expect(error.lineno).to.equal(2);
      expect(error.traceback).not.to.include("_bridge");
    });

    it("a call with wrong arguments is a TypeError of Python's", async () => {
      const module = await load(SOURCE);
      const error = await failing(() => module.call("divide", [1]));
      expect(error.name).to.equal("TypeError");
      expect(module.call("divide", [1, 2])).to.equal(0.5);
    });

    it("can be many", async () => {
      const module = await load(SOURCE);
      for (let index = 0; index < 500; index++) {
        const error = await failing(() => module.call("divide", [1, 0]));
        expect(error.message).to.equal("Cannot divide by zero");
      }
    });

    it("exceptions while importing, and wrong syntax, have the file's name", async () => {
      const raised = await failing(() => load("x = 1\nraise ValueError('at import')"));
      expect(raised.name).to.equal("ValueError");
      expect(raised.message).to.equal("at import");
      expect(raised.filename).to.equal(URL_OF_FILE);
      expect(raised.lineno).to.equal(2);
      const syntax = await failing(() => load("def f(:\n  pass"));
      expect(syntax.name).to.equal("SyntaxError");
      expect(syntax.filename).to.equal(URL_OF_FILE);
      expect(syntax.lineno).to.equal(1);
    });
  });

  it("keeps nothing of a file that was let go of", async () => {
    const module = await load("def f(): return 1");
    module.unload();
    expect((await failing(() => module.call("f", []))).name).to.equal("AbortError");
    expect((await failing(() => module.call("f", [[]]))).name).to.equal("AbortError");
  });
}
