/** Interrupting: where Python awaits, on any interpreter; where it computes, on those that other threads can
 * reach. */
import { expect } from "chai";
import type { Interpreter, InterruptHandle } from "../../src/runtime/interpreters/interpreter.js";
import { interrupted, requestInterrupt } from "../../src/runtime/interpreters/interrupts.js";
import { bootForTest, type Booted, until } from "../harness/interpreters.js";
import { errorOf, type InterpreterSuiteOptions } from "./interpreter-suite.js";

export function interruptSuite({ driver, boot }: InterpreterSuiteOptions): void {
  let booted: Booted;
  let interpreter: Interpreter;
  const main = { filename: "loops.py", run: 1 };
  const run = (source: string, options = main) => interpreter.executeAsync(source, options).result;
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const computing = boot?.interruptible === true;

  before(async function () {
    this.timeout(60_000);
    booted = await bootForTest(driver, boot);
    ({ interpreter } = booted);
  });

  after(() => interpreter.dispose());

  /** Resolves when a source calls `host.begun`: what is interrupted before is another case. */
  const begins = () => new Promise((resolve) => (booted.host["begun"] = resolve));

  it("has a handle where it was asked for", () => {
    expect(interpreter.capabilities.canInterrupt).to.equal(computing);
    expect(interpreter.interruptHandle !== undefined).to.equal(computing);
  });

  it("ends what awaits with KeyboardInterrupt, which runs finally and can be caught", async () => {
    const sources = [
      "await asyncio.sleep(60)",
      "await host.never()",
      "await asyncio.gather(endless(), endless())",
      "await asyncio.create_task(endless())",
      "await asyncio.wait_for(endless(), 60)",
      "await endless()",
      "while True:\n        await asyncio.sleep(0.001)",
    ];
    booted.host["never"] = () => new Promise(() => {});
    await run(
      "import asyncio\nimport _pyscript_host as host\nasync def endless():\n    await asyncio.sleep(60)",
    );
    for (const source of sources) {
      const begun = begins();
      const running = run(`host.begun(1)\nended = 0\ntry:\n    ${source}\nfinally:\n    ended = 1`);
      running.catch(() => {});
      await begun;
      await pause(10);
      interpreter.interrupt(1);
      const error = await errorOf(() => running);
      expect(error, source).to.include({ name: "KeyboardInterrupt", message: "", filename: "loops.py" });
      expect(await run("ended"), source).to.equal(1);
    }
    const trying = begins();
    const caught = run(
      "host.begun(1)\ntry:\n    await asyncio.sleep(60)\nexcept KeyboardInterrupt:\n    await asyncio.sleep(0.001)\n    result = 'caught'\nawait asyncio.sleep(0.001)\nresult",
    );
    await trying;
    await pause(10);
    interpreter.interrupt();
    expect(await caught).to.equal("caught");
  });

  it("ends a source that has not begun, and functions that JavaScript called", async () => {
    const running = run("await asyncio.sleep(60)");
    interpreter.interrupt();
    expect((await errorOf(() => running)).name).to.equal("KeyboardInterrupt");
    await run("async def handler(event):\n    await asyncio.sleep(60)", { filename: "h.py", run: 5 });
    const handler = interpreter.lookup("handler");
    const called = handler?.call(0) as Promise<unknown>;
    called.catch(() => {});
    await pause(10);
    interpreter.interrupt(5);
    expect((await errorOf(() => called)).name).to.equal("KeyboardInterrupt");
    handler?.dispose();
  });

  it("leaves other runs, and tasks, as they are", async () => {
    const other = run("await asyncio.sleep(0.05)\n'other'", { filename: "o.py", run: 2 });
    const begun = begins();
    const mine = run(
      "import _pyscript_host as host\nhost.begun(1)\nasync def on():\n    await asyncio.sleep(0.05)\n    return 'task'\ntask = asyncio.create_task(on())\nawait asyncio.sleep(60)",
    );
    mine.catch(() => {});
    await begun;
    await pause(10);
    interpreter.interrupt(1);
    expect((await errorOf(() => mine)).name).to.equal("KeyboardInterrupt");
    expect(await other).to.equal("other");
    expect(await run("await task")).to.equal("task");
  });

  it("reports nothing", () => {
    expect(booted.reported).to.deep.equal([]);
  });

  if (!computing) return;

  let other: Worker;
  const orders = new Int32Array(new SharedArrayBuffer(4));

  it("is within reach of another thread", async () => {
    other = new Worker(new URL("/test/harness/interrupting-worker.ts", location.href), { type: "module" });
    other.postMessage({ handle: interpreter.interruptHandle, orders });
    // It starts only while this thread does nothing.
    await new Promise((resolve) => (other.onmessage = resolve));
  });

  after(() => other.terminate());

  /** Has the other thread ask for an interrupt soon. */
  const order = () => {
    Atomics.store(orders, 0, 30 + 1);
    Atomics.notify(orders, 0);
  };

  /** Has this thread interrupt awaiting code when the other one reports that it has asked for an
   * interrupt. */
  const toldOfIt = () => {
    booted.host["begin"] = order;
    return new Promise<void>((resolve) => {
      other.onmessage = () => {
        interrupted(interpreter, 1);
        resolve();
      };
    });
  };

  it("ends loops", async () => {
    const loops = [
      "while True: pass",
      "while True:\n    count += 1",
      "for _ in range(10**9):\n    [str(i) for i in range(10)]",
      "def spin():\n    while True:\n        try:\n            count\n        except ValueError:\n            pass\nspin()",
    ];
    for (const [index, loop] of loops.entries()) {
      const told = toldOfIt();
      const error = await errorOf(async () => {
        const value: unknown = interpreter.execute(
          `import _pyscript_host as host\ncount = 0\nhost.begin()\n${loop}`,
          main,
        );
        await value;
      });
      expect(error, loop).to.include({ name: "KeyboardInterrupt", filename: "loops.py" });
      await told;
      expect(await run(`${index} + 1`)).to.equal(index + 1);
    }
  });

  it("ends loops in tasks and sources that await, and keeps the state", async () => {
    const told = toldOfIt();
    const error = await errorOf(() =>
      run("kept = [1]\nawait asyncio.sleep(0)\nhost.begin()\nwhile True:\n    kept[0] += 1"),
    );
    expect(error.name).to.equal("KeyboardInterrupt");
    await told;
    expect(await run("kept[0] > 1")).to.equal(true);
  });

  it("ends time.sleep", async () => {
    for (const sleep of ["time.sleep(60)", "time.sleep_ms(60000)"]) {
      if (sleep.includes("_ms") && driver.type === "py") continue;
      const told = toldOfIt();
      const error = await errorOf(async () => {
        const value: unknown = interpreter.execute(`import time\nhost.begin()\n${sleep}`, main);
        await value;
      });
      expect(error, sleep).to.include({ name: "KeyboardInterrupt", lineno: 3 });
      await told;
    }
    expect(await run("before = time.time()\ntime.sleep(0.05)\n0.03 < time.time() - before < 10")).to.equal(
      true,
    );
  });

  it("ends what awaits when nothing computes", async () => {
    const running = run("await asyncio.sleep(60)");
    running.catch(() => {});
    const told = toldOfIt();
    order();
    await told;
    expect((await errorOf(() => running)).name).to.equal("KeyboardInterrupt");
  });

  it("does not hit what runs later", async () => {
    const told = toldOfIt();
    order();
    await told;
    expect(await run("sum(range(100000))")).to.equal(4999950000);
    requestInterrupt(interpreter.interruptHandle as InterruptHandle);
    interrupted(interpreter);
    expect(await run("sum(range(1000))")).to.equal(499500);
  });

  it("may come too early, and hit our own functions", async () => {
    for (let round = 0; round < 60; round++) {
      requestInterrupt(interpreter.interruptHandle as InterruptHandle);
      const running =
        round % 2 === 0
          ? run("await asyncio.sleep(0.001)\nround = [n for n in range(5)]")
          : (async (): Promise<unknown> => interpreter.execute("round = [n for n in range(5)]", main))();
      const ended: unknown = await running.catch((reason: unknown) => reason);
      if (ended !== undefined) expect(ended).to.have.property("name", "KeyboardInterrupt");
      interrupted(interpreter);
      expect(await run("6 * 7")).to.equal(42);
    }
  });

  it("still works when memory has grown", async () => {
    await run("large = [bytearray(1000000) for _ in range(40)]\nlen(large)");
    booted.host["wide"] = () => 2 ** 40 + 1;
    expect(await run("host.wide() == 2**40 + 1")).to.equal(true);
    expect(await run("'é🐍' * 1000")).to.equal("é🐍".repeat(1000));
    const told = toldOfIt();
    const error = await errorOf(() => run("host.begin()\nwhile True:\n    pass"));
    expect(error.name).to.equal("KeyboardInterrupt");
    await told;
    expect(await run("len(large)")).to.equal(40);
    await until(() => true, "it is over");
  });
}
