import { expect } from "chai";
import { LoadError } from "../../../src/runtime/errors.js";
import { micropython } from "../../../src/runtime/interpreters/micropython.js";
import { type Booted, bootForTest } from "../../harness/interpreters.js";

describe("MicroPython's traps", () => {
  let booted: Booted;
  const main = { filename: "traps.py", run: 1 };
  const execute = (source: string) => booted.interpreter.execute(source, main);
  const { fetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;

  before(async () => {
    booted = await bootForTest(micropython);
    booted.host["boom"] = () => {
      throw new RangeError("too far");
    };
  });

  it("5,000 JavaScript exceptions leave the interpreter's stack as it was", () => {
    const count = execute(`
import _pyscript_host
count = 0
ended = 0
for _ in range(5000):
    try:
        try:
            _pyscript_host.boom()
        finally:
            ended += 1
    except Exception as error:
        count += 1
[count, ended]`);
    expect(count).to.deep.equal([5000, 5000]);
  });

  it("JavaScript exceptions that nobody catches don't either", () => {
    for (let i = 0; i < 1000; i++)
      expect(() => execute("_pyscript_host.boom()")).to.throw("RangeError: too far");
    expect(execute("1 + 1")).to.equal(2);
  });

  it("exceptions of getters, setters, constructors, iterators and items are caught", () => {
    const { host } = booted;
    host["trap"] = {
      get value(): never {
        throw new Error("getter");
      },
      set value(_: unknown) {
        throw new Error("setter");
      },
    };
    host["Thrower"] = class {
      constructor() {
        throw new Error("constructor");
      }
    };
    host["iterable"] = {
      *[Symbol.iterator]() {
        yield 1;
        throw new Error("iterator");
      },
    };
    host["list"] = [1, 2];
    expect(
      execute(`
import jsffi
def caught(action):
    try:
        action()
    except jsffi.JsException as error:
        return [error.args[1], error.args[2]]
    except IndexError as error:
        return ["IndexError", str(error)]
def assign():
    _pyscript_host.trap.value = 1
[
    caught(lambda: _pyscript_host.trap.value),
    caught(assign),
    caught(lambda: _pyscript_host.Thrower.new()),
    caught(lambda: list(_pyscript_host.iterable)),
    caught(lambda: _pyscript_host.list[5]),
]`),
    ).to.deep.equal([
      ["Error", "getter"],
      ["Error", "setter"],
      ["Error", "constructor"],
      ["Error", "iterator"],
      ["IndexError", "index out of range"],
    ]);
  });

  it("the JavaScript error itself is in the exception", () => {
    const error = new DOMException("gone", "NotFoundError");
    booted.host["fail"] = () => {
      throw error;
    };
    const value = execute(`
try:
    _pyscript_host.fail()
except Exception as error:
    caught = error
caught.args[0]`);
    expect(value).to.equal(error);
  });

  it("a thrown value that is no Error is described", () => {
    booted.host["text"] = () => {
      throw "just text";
    };
    expect(() => execute("_pyscript_host.text()")).to.throw("Error: just text");
  });

  it("exceptions of raw callables come back as their class", () => {
    booted.host["invoke"] = (callable: () => unknown) => callable();
    expect(
      execute(`
def fail():
    raise KeyError("k")
try:
    _pyscript_host.invoke(fail)
except KeyError as error:
    caught = str(error)
caught`),
    ).to.equal("k");
  });

  it("deep recursion through JavaScript ends in an exception, and the interpreter lives", () => {
    expect(() =>
      execute(`
def deeper():
    _pyscript_host.invoke(deeper)
deeper()`),
    ).to.throw();
    expect(execute("6 * 7")).to.equal(42);
  });

  it("results survive the collection of garbage that comes before they are handed over", () => {
    execute("def make(size):\n    waste = [str(i) for i in range(size)]\n    return [size, len(waste)]");
    const make = booted.interpreter.lookup("make");
    for (let i = 0; i < 300; i++) {
      expect(booted.interpreter.toJs(make?.call(500))).to.deep.equal([500, 500]);
    }
    make?.dispose();
  });

  it("many wide integers cross in one run", () => {
    booted.host["now"] = () => 2 ** 45 + 1;
    expect(execute("sum(_pyscript_host.now() for _ in range(20000)) == 20000 * (2**45 + 1)")).to.equal(true);
  });

  it("numbers beyond the exact integers are floats", () => {
    booted.host["large"] = () => 1e300;
    expect(execute("_pyscript_host.large() == 1e300")).to.equal(true);
  });

  it("promises are awaited one after the other", async () => {
    booted.host["soon"] = () => Promise.resolve(5);
    const start = performance.now();
    await booted.interpreter.executeAsync(
      "total = 0\nfor _ in range(200):\n    total += await _pyscript_host.soon()",
      main,
    ).result;
    const each = (performance.now() - start) / 200;
    console.log(`awaiting a promise: ${each.toFixed(3)} ms`);
    expect(booted.interpreter.execute("total", main)).to.equal(1000);
  });

  it("a second instance in the same thread is refused", async () => {
    const error = await bootForTest(micropython).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Error).and.not.instanceOf(LoadError);
    expect((error as Error).message).to.contain("once in a thread");
    expect(execute("1 + 2")).to.equal(3);
  });

  it("the functions that were replaced for loading are back", () => {
    expect(globalThis.fetch).to.equal(fetch);
    expect(WebAssembly.instantiateStreaming).to.equal(instantiateStreaming);
  });
});
