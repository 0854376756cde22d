import { expect } from "chai";
import type { Interpreter } from "../../../src/runtime/interpreters/interpreter.js";
import { micropython } from "../../../src/runtime/interpreters/micropython.js";
import { bootForTest } from "../../harness/interpreters.js";

describe("MicroPython's collector", () => {
  let interpreter: Interpreter;
  const run = (source: string) => interpreter.execute(source, { filename: "app.py", run: 1 });
  const allocated = () => run("gc.mem_alloc()") as number;

  before(async function () {
    this.timeout(60_000);
    ({ interpreter } = await bootForTest(micropython));
    run("import gc\ngc.collect()");
  });

  after(() => interpreter.dispose());

  it("does not run after each call that has allocated something", () => {
    const before = allocated();
    run("garbage = [[index] for index in range(3000)]\ngarbage = None");
    expect(allocated() - before).to.be.greaterThan(100_000);
  });

  it("runs when some more was allocated", () => {
    let highest = 0;
    for (let times = 0; times < 60; times++) {
      run("garbage = [[index] for index in range(3000)]\ngarbage = None");
      highest = Math.max(highest, allocated());
    }
    expect(highest).to.be.lessThan(3_000_000);
    expect(allocated()).to.be.lessThan(2_000_000);
  });
});
