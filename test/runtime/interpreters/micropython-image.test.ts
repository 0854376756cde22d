import { expect } from "chai";
import { micropython } from "../../../src/runtime/interpreters/micropython.js";
import { bootForTest, loadArchive } from "../../harness/interpreters.js";

describe("MicroPython, started from its image", () => {
  it("has the runner without having been given any module", async () => {
    const asked: string[] = [];
    const { fetch } = globalThis;
    globalThis.fetch = (input, init) => {
      asked.push(new URL(input instanceof Request ? input.url : input, location.href).pathname);
      return fetch(input, init);
    };
    const { interpreter, stdout, stderr } = await bootForTest(micropython, {
      archive: Promise.resolve(new Map()),
    }).finally(() => (globalThis.fetch = fetch));
    expect(asked).to.deep.equal(["/dist/micropython/micropython.wasm"]);
    interpreter.execute("import sys\nprint(sorted(name for name in sys.modules if name[0] == 'p'))", {
      filename: "one.py",
      run: 1,
    });
    const modules = ["pyscript", "pyscript._callables", "pyscript._context", "pyscript._runner"];
    expect(stdout).to.deep.equal([
      `['${[...modules, "pyscript._runner_micropython", "pyscript.storage"].join("', '")}']`,
    ]);

    // Tracebacks of authors' code, and random numbers, are as ever: nothing of the build has been kept.
    expect(() => interpreter.execute("\n\n1 / 0", { filename: "two.py", run: 1 })).to.throw("divide by zero");
    const random = "import random\nstr([random.getrandbits(24) for _ in range(4)])";
    const numbers = JSON.parse(interpreter.execute(random, { filename: "x", run: 1 }) as string) as number[];
    const worker = new Worker(new URL("../../harness/micropython-random.ts", import.meta.url), {
      type: "module",
    });
    try {
      const others = await new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = (event) => reject(new Error(event.message));
      });
      expect(others).to.have.length(4).and.not.deep.equal(numbers);
    } finally {
      worker.terminate();
    }

    // The other modules come as they are needed.
    for (const part of ["base", "more"] as const) {
      interpreter.installPackageFiles(await loadArchive("mpy", part));
    }
    interpreter.execute("from pyscript import flatted\nprint(flatted.stringify([1]))", {
      filename: "x",
      run: 1,
    });
    expect(stdout.at(-1)).to.equal("[[1]]");
    expect(stderr).to.deep.equal([]);
  });
});
