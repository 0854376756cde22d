import { expect } from "chai";
import { LoadError } from "../../../src/runtime/errors.js";
import { micropython } from "../../../src/runtime/interpreters/micropython.js";
import { bootForTest } from "../../harness/interpreters.js";

describe("MicroPython, after a boot that failed", () => {
  it("boots when the package could not be fetched the first time", async () => {
    const failure = new LoadError("PY0001", "No network.", "https://example.com/");
    const error = await bootForTest(micropython, { archive: Promise.reject(failure) }).catch(
      (e: unknown) => e,
    );
    expect(error === failure).to.equal(true);
    const { interpreter, stdout } = await bootForTest(micropython);
    interpreter.execute('print("here")', { filename: "x", run: 0 });
    expect(stdout).to.deep.equal(["here"]);
  });
});
