import { expect } from "chai";
import type { Handover } from "../../../src/runtime/interpreters/interpreter.js";
import { micropython } from "../../../src/runtime/interpreters/micropython.js";
import { pyodide } from "../../../src/runtime/interpreters/pyodide.js";
import { bootForTest } from "../../harness/interpreters.js";
import { warningsOf } from "../../harness/warnings.js";
import { expectInWorker, runInWorker } from "../../harness/worker-suites.js";

describe("interpreters in workers", function () {
  this.timeout(60_000);

  for (const type of ["mpy", "py"] as const) {
    it(`${type}: does what every interpreter does`, () => expectInWorker({ suite: "interpreter", type }));

    it(`${type}: waits for promises`, () => expectInWorker({ suite: "suspending", type, suspendable: true }));

    it(`${type}: is interrupted where it awaits`, () => expectInWorker({ suite: "interrupt", type }));

    it(`${type}: is interrupted where it computes`, () =>
      expectInWorker({ suite: "interrupt", type, interruptible: true }));

    it(`${type}: does what every interpreter does when it is interruptible`, () =>
      expectInWorker({ suite: "interpreter", type, interruptible: true }));

    it(`${type}: waits when it is interruptible as well`, () =>
      expectInWorker({ suite: "suspending", type, suspendable: true, interruptible: true }));
  }
});

describe("what a page hands over to workers", function () {
  this.timeout(120_000);

  const folder = (name: string) => new URL(`/dist/${name}/`, location.href);
  const requested = ({ requests }: { requests: readonly string[] }) =>
    requests.filter((url) => /\/dist\/(pyodide|micropython)\//.test(url)).map((url) => url.split("/").at(-1));

  it("MicroPython compiles once", async () => {
    const handover = await micropython.handover?.(folder("micropython"));
    expect(handover?.wasm).to.be.instanceOf(WebAssembly.Module);
    expect((await micropython.handover?.(folder("micropython")))?.wasm === handover?.wasm).to.equal(true);
    const result = await runInWorker({ suite: "interpreter", type: "mpy", handover: handover as Handover });
    expect(result.failures).to.deep.equal([]);
    expect(requested(result)).to.deep.equal(["micropython.js"]);
  });

  it("MicroPython that is interruptible compiles once, too", async () => {
    const options = { interruptible: true };
    const handover = (await micropython.handover?.(folder("micropython"), options)) as Handover;
    const result = await runInWorker({ suite: "interrupt", type: "mpy", ...options, handover });
    expect(result.failures).to.deep.equal([]);
    expect(requested(result)).to.deep.equal(["micropython.js"]);
  });

  it("Pyodide loads once, for several workers", async () => {
    const handOver = async () => (await pyodide.handover?.(folder("pyodide"), {})) as Handover;
    const handovers = await Promise.all([handOver(), handOver()]);
    expect(handovers[0]?.snapshot === handovers[1]?.snapshot).to.equal(true);
    if (crossOriginIsolated) expect(handovers[0]?.snapshot).to.be.instanceOf(SharedArrayBuffer);
    const results = await Promise.all(
      handovers.map((handover) => runInWorker({ suite: "interrupt", type: "py", handover })),
    );
    for (const result of results) {
      expect(result.failures).to.deep.equal([]);
      expect(requested(result).sort()).to.deep.equal(["pyodide.asm.js", "pyodide.js"]);
    }
  });

  it("Pyodide lets go of when it has started, but for what is compiled", async () => {
    const handover = (await pyodide.handover?.(folder("pyodide"), {})) as Handover;
    const { interpreter } = await bootForTest(pyodide, { handover });
    expect(interpreter.execute("6 * 7", { filename: "app.py", run: 1 })).to.equal(42);
    expect(handover.wasm).to.be.instanceOf(WebAssembly.Module);
    expect([handover.files, handover.lock, handover.snapshot]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
    interpreter.dispose();
  });

  it("Pyodide starts without a snapshot that the browser cannot read any more, and says why", async () => {
    const handover = (await pyodide.handover?.(folder("pyodide"), {})) as Handover;
    const snapshot = Object.assign(new Blob(), {
      arrayBuffer: () => Promise.reject(new DOMException("It could not be read.", "NotReadableError")),
    });
    const warnings = await warningsOf(async () => {
      const { interpreter } = await bootForTest(pyodide, { handover: { ...handover, snapshot } });
      expect(interpreter.execute("6 * 7", { filename: "app.py", run: 1 })).to.equal(42);
      interpreter.dispose();
    });
    expect(warnings).to.deep.equal(["Pyodide starts without the snapshot that the page has given:"]);
  });
});
