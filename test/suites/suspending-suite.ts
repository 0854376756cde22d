/** Behaviour of interpreters that were booted so that they can wait for promises inside synchronous calls. */
import { expect } from "chai";
import type { Interpreter } from "../../src/runtime/interpreters/interpreter.js";
import { bootForTest, type Booted, until } from "../harness/interpreters.js";
import { errorOf, type InterpreterSuiteOptions } from "./interpreter-suite.js";

export interface SuspendingSuiteOptions extends InterpreterSuiteOptions {
  /** False for a build that cuts integers to 32 bits: MicroPython as published. */
  readonly keepsIntegers?: boolean;
}

export function suspendingSuite({ driver, boot, keepsIntegers = true }: SuspendingSuiteOptions): void {
  let booted: Booted;
  let interpreter: Interpreter;
  const main = { filename: "waits.py", run: 1 };
  const run = (source: string, options = main) => interpreter.executeAsync(source, options).result;
  const execute = async (source: string, options = main) => interpreter.execute(source, options);
  const soon = <T>(value: T) => new Promise<T>((resolve) => setTimeout(() => resolve(value), 2));

  before(async function () {
    this.timeout(60_000);
    booted = await bootForTest(driver, { ...boot, suspendable: true });
    ({ interpreter } = booted);
    Object.assign(booted.host, {
      soon,
      now: (value: unknown) => Promise.resolve(value),
      never: () => new Promise(() => {}),
      fails: () => Promise.reject(new RangeError("too far")),
      boom: () => {
        throw new Error("at once");
      },
    });
    await execute("import _pyscript_host as host\nfrom pyscript._runner import run_sync\nimport asyncio");
  });

  after(() => interpreter.dispose());

  it("says that it can", () => {
    expect(interpreter.capabilities.canSuspend).to.equal(true);
  });

  it("waits in sources, synchronous or not", async () => {
    expect(await execute("run_sync(host.soon(1)) + run_sync(host.soon(2))")).to.equal(3);
    expect(await run("run_sync(host.soon('a')) + run_sync(host.soon('b'))")).to.equal("ab");
    expect(await run("await asyncio.sleep(0)\nvalue = run_sync(host.soon([5]))\nvalue[0]")).to.equal(5);
    if (keepsIntegers) expect(await execute("run_sync(host.soon(2**40))")).to.equal(2 ** 40);
  });

  it("waits in functions that JavaScript calls, and in tasks", async () => {
    await execute(
      `def handler(event):
    return run_sync(host.soon(event)) * 2
async def later(event):
    await asyncio.sleep(0.001)
    return run_sync(host.soon(event)) * 3
async def work():
    return run_sync(host.soon(7))`,
    );
    const handler = interpreter.lookup("handler");
    const later = interpreter.lookup("later");
    expect(await handler?.call(21)).to.equal(42);
    expect(await later?.call(3)).to.equal(9);
    expect(await run("task = asyncio.create_task(work())\nawait task")).to.equal(7);
    handler?.dispose();
    later?.dispose();
  });

  it("raises what awaiting would raise", async () => {
    for (const way of ["run_sync(host.fails())", "await host.fails()"]) {
      const value = await run(
        `try:
    ${way}
except Exception as error:
    caught = error
[type(caught).__name__, "too far" in str(caught)]`,
      );
      expect(value, way).to.deep.equal(["JsException", true]);
    }
    const error = await errorOf(() => execute("\nrun_sync(host.fails())"));
    expect(error).to.include({ name: "JsException", lineno: 2, filename: "waits.py" });
    expect(await execute("1 + 1")).to.equal(2);
  });

  it("keeps try and finally across hundreds of waits", async () => {
    const value = await execute(
      `ended = 0
caught = 0
total = 0
def inner(number):
    global ended
    try:
        value = run_sync(host.now(number))
        if number % 3 == 0:
            raise ValueError(value)
        if number % 5 == 0:
            host.boom()
        return value
    finally:
        run_sync(host.now(0))
        ended += 1
for number in range(600):
    try:
        total += inner(number)
    except ValueError as error:
        caught += error.args[0] == number
    except Exception as error:
        caught += "at once" in str(error)
[ended, caught, total]`,
    );
    const numbers = Array.from({ length: 600 }, (_, number) => number);
    const fine = numbers.filter((number) => number % 3 !== 0 && number % 5 !== 0);
    expect(value).to.deep.equal([600, 600 - fine.length, fine.reduce((sum, number) => sum + number, 0)]);
  });

  it("waits far down in the stack, in generators and methods", async () => {
    const value = await execute(
      `def deep(levels):
    if levels == 0:
        return run_sync(host.soon(1))
    try:
        return deep(levels - 1) + run_sync(host.now(1))
    finally:
        pass
class Thing:
    @property
    def value(self):
        return run_sync(host.soon(10))
    def __getitem__(self, index):
        return run_sync(host.now(index))
    def __enter__(self):
        return run_sync(host.now(self))
    def __exit__(self, *error):
        run_sync(host.now(0))
        return True
def numbers():
    for number in range(5):
        yield run_sync(host.now(number))
with Thing() as thing:
    raise ValueError("swallowed")
[deep(20), Thing().value, Thing()[4], sum(numbers()), sorted([3, 1, 2], key=lambda n: run_sync(host.now(n)))]`,
    );
    expect(value).to.deep.equal([21, 10, 4, 10, [1, 2, 3]]);
  });

  it("ends a recursion that has no end, after hundreds of calls, and goes on", async () => {
    const value = await execute(
      `levels = 0
def deeper():
    global levels
    levels += 1
    if levels % 50 == 0:
        run_sync(host.now(0))
    deeper()
try:
    deeper()
except Exception as error:
    caught = isinstance(error, RuntimeError)
[caught, levels > 100, run_sync(host.soon(3))]`,
    );
    expect(value).to.deep.equal([true, true, 3]);
  });

  it("raises where JavaScript has called Python synchronously, and goes on", async () => {
    booted.host["callback"] = (callable: () => unknown) => callable();
    const value = await execute(
      `def inner():
    return run_sync(host.soon(1))
try:
    host.callback(inner)
    seen = "no exception"
except RuntimeError as error:
    seen = "wait" in str(error)
[seen, run_sync(host.soon(2))]`,
    );
    expect(value).to.deep.equal([true, 2]);
  });

  it("calls queue up, and begin in the order made", async () => {
    await execute(`order = []
def first(event):
    order.append("begin")
    run_sync(host.soon(0))
    order.append("end")
def second(event):
    order.append(event)`);
    const first = interpreter.lookup("first");
    const second = interpreter.lookup("second");
    await Promise.all([first?.call(0), second?.call("a"), second?.call("b")]);
    const order = (await execute("order")) as string[];
    expect(order.filter((item) => item.length === 1)).to.deep.equal(["a", "b"]);
    expect(order.indexOf("begin")).to.be.lessThan(order.indexOf("end"));
    expect(order).to.have.length(4);
    first?.dispose();
    second?.dispose();
  });

  it("keeps the run it is in", async () => {
    const source = (id: number) => `from pyscript._context import current
def waiting():
    before = current()
    run_sync(host.soon(0))
    return [before, current()]
seen${id} = waiting()
await asyncio.sleep(0.001)
seen${id} + waiting()`;
    const results = await Promise.all([4, 5].map((id) => run(source(id), { filename: "a.py", run: id })));
    expect(results).to.deep.equal([
      [4, 4, 4, 4],
      [5, 5, 5, 5],
    ]);
    const both = ["lookups", "more"].map((name, index) =>
      execute(`def ${name}(event):\n    run_sync(host.soon(0))\n    return current()`, {
        filename: "b.py",
        run: 31 + index,
      }),
    );
    await Promise.all(both);
    const functions = [interpreter.lookup("lookups"), interpreter.lookup("more")];
    expect(await Promise.all(functions.map((kept) => kept?.call(0)))).to.deep.equal([31, 32]);
    for (const kept of functions) kept?.dispose();
  });

  it("may be read from while it waits", async () => {
    await execute("def wait(event):\n    run_sync(host.soon(0))\n    return 'x' * 100");
    const wait = interpreter.lookup("wait");
    const waiting = wait?.call(0) as Promise<unknown>;
    for (let i = 0; i < 50; i++) {
      const found = interpreter.lookup("wait");
      expect(found).not.to.equal(undefined);
      found?.dispose();
      interpreter.collectGarbage();
      await Promise.resolve();
    }
    expect(await waiting).to.equal("x".repeat(100));
    wait?.dispose();
  });

  it("sleeps without stopping the thread", async () => {
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 5);
    await execute("import time\ntime.sleep(0.1)");
    clearInterval(ticking);
    if (!boot?.interruptible) expect(ticks).to.be.greaterThan(0);
    expect(await execute("before = time.time()\ntime.sleep(0.03)\ntime.time() - before >= 0.02")).to.equal(
      true,
    );
    const error = await errorOf(() => execute("time.sleep(-1)"));
    expect(error.name).to.equal("ValueError");
  });

  it("is interrupted where it waits", async () => {
    for (const begin of [execute, run]) {
      const waiting = begin("cleaned = 0\ntry:\n    run_sync(host.never())\nfinally:\n    cleaned = 1").then(
        () => new Error("It ended"),
        (reason: unknown) => reason as Error,
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
      interpreter.interrupt(7);
      interpreter.interrupt(1);
      expect((await waiting).name).to.equal("KeyboardInterrupt");
      expect(await execute("cleaned")).to.equal(1);
    }
    expect(await execute("run_sync(host.soon(3))")).to.equal(3);
  });

  it("is cancelled where it waits", async () => {
    const execution = interpreter.executeAsync(
      "ended = 0\ntry:\n    run_sync(host.never())\nfinally:\n    ended = 1",
      main,
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    execution.cancel();
    const error = await execution.result.catch((reason: unknown) => reason);
    expect(error).to.have.property("name", "AbortError");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await execute("ended")).to.equal(1);
  });

  it("reports nothing that was caught", () => {
    expect(booted.reported).to.deep.equal([]);
  });

  it("counts: a wait costs little", async () => {
    const count = 2000;
    const start = performance.now();
    await execute(`for _ in range(${count}):\n    run_sync(host.now(1))`);
    console.log(`${driver.type}: ${Math.round((count / (performance.now() - start)) * 1000)} waits/s`);
    await until(() => true, "it is over");
  });
}
