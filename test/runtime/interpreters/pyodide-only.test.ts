import { expect } from "chai";
import type { LoadProgress } from "../../../src/runtime/interpreters/interpreter.js";
import { pyodide } from "../../../src/runtime/interpreters/pyodide.js";
import { type Booted, bootForTest } from "../../harness/interpreters.js";
import { errorOf } from "../../suites/interpreter-suite.js";

describe("Pyodide alone", () => {
  let booted: Booted;
  const progress: LoadProgress[] = [];
  const { fetch } = globalThis;
  /** The bytes of the small modules that were compiled while it started. */
  const wrappers: string[] = [];
  const main = { filename: "only.py", run: 1 };
  const run = (source: string) => booted.interpreter.executeAsync(source, main).result;

  before(async function () {
    this.timeout(60_000);
    const { Module } = WebAssembly;
    WebAssembly.Module = new Proxy(Module, {
      construct(target, [bytes]: [Uint8Array<ArrayBuffer>]) {
        if (bytes.byteLength < 100) wrappers.push(String(bytes));
        return new target(bytes);
      },
    });
    try {
      booted = await bootForTest(pyodide, { onProgress: (step) => progress.push(step) });
    } finally {
      WebAssembly.Module = Module;
    }
  });

  it("compiles one module for all functions of one signature", () => {
    expect(wrappers.length).to.be.greaterThan(20);
    expect(new Set(wrappers).size).to.equal(wrappers.length);
  });

  it("reports the bytes of its files as they come", () => {
    const last = progress.filter(({ item }) => item === "pyodide.asm.wasm").at(-1);
    expect(last?.loaded).to.be.greaterThan(5_000_000);
    expect(last?.total).to.equal(last?.loaded);
    expect(progress.some(({ item }) => item === "python_stdlib.zip")).to.equal(true);
    expect(globalThis.fetch).to.equal(fetch);
  });

  it("can stop to wait below executeAsync, and keeps the run", async function () {
    if (!booted.interpreter.capabilities.canSuspend) this.skip();
    expect(
      await run(`
import asyncio
from pyodide.ffi import run_sync
from pyscript._context import current
async def later():
    await asyncio.sleep(0.005)
    return current()
run_sync(later())`),
    ).to.equal(1);
  });

  it("top level async for and async with", async () => {
    expect(
      await run(`
async def numbers():
    yield 1
    yield 2
[n async for n in numbers()]`),
    ).to.deep.equal([1, 2]);
  });

  it("sees what events and nodes have, their own properties too", () => {
    const source = `
from js import CustomEvent, Object, document
from pyodide.ffi import to_js
def has(value):
    return [hasattr(value, name) for name in ("__len__", "__getitem__", "__iter__", "__await__")]
plain, other = document.createElement("p"), CustomEvent.new("x")
before = has(plain), has(other)
long = Object.assign(CustomEvent.new("x"), to_js({"length": 3}, dict_converter=Object.fromEntries))
thing = Object.assign(document.createElement("p"), to_js({"size": 3}, dict_converter=Object.fromEntries))
select = document.createElement("select")
[before == (has(document.createElement("p")), has(CustomEvent.new("x"))), True in before[0] + before[1], len(long), len(thing), len(select), list(select)]`;
    expect(booted.interpreter.execute(source, main)).to.deep.equal([true, false, 3, 3, 0, []]);
  });

  it("datetimes become Dates", () => {
    const value = booted.interpreter.execute(
      "from datetime import datetime, timezone\n[datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)]",
      main,
    );
    expect((value as Date[])[0]?.toISOString()).to.equal("2026-01-02T03:04:05.000Z");
  });

  it("tracebacks show the source and the cause, and no frames of ours", async () => {
    const error = await errorOf(() =>
      run(`
def inner():
    return {}["missing"]

try:
    inner()
except KeyError as cause:
    raise RuntimeError("outer") from cause`),
    );
    expect(error).to.include({ name: "RuntimeError", message: "outer", lineno: 8 });
    expect(error.traceback).to.contain('return {}["missing"]').and.contain("direct cause");
    expect(error.traceback).not.to.match(/_runner|pyodide/);
  });

  it("an error below the standard library is at the author's line", async () => {
    const error = await errorOf(() => run("import json\n\njson.loads('{')"));
    expect(error).to.include({ name: "JSONDecodeError", filename: "only.py", lineno: 3 });
    expect(error.traceback).to.contain("json/decoder");
  });

  it("knows the packages of its lock file, what they need, and what compiled wheels are built for", async () => {
    const native = await booted.interpreter.nativePackages?.();
    expect(native?.has("numpy")).to.equal(true);
    expect(native?.has("no-such-package")).to.equal(false);
    expect(native?.requires("pandas")).to.include("numpy");
    expect(native?.python).to.deep.equal({ version: "3.14.2", abi: "2026_0" });
  });

  it("releases the functions that it kept", () => {
    booted.interpreter.execute("def f():\n    pass", main);
    booted.interpreter.lookup("f");
    booted.interpreter.lookup("f");
    expect(booted.interpreter.held.proxies).to.equal(2);
    booted.interpreter.dispose();
    expect(booted.interpreter.held.proxies).to.equal(0);
    expect(() => booted.interpreter.execute("1", main)).to.throw("disposed");
  });
});
