import { expect } from "chai";
import { micropython } from "../../../src/runtime/interpreters/micropython.js";
import { bootForTest } from "../../harness/interpreters.js";

describe("MicroPython as published, which has no image", () => {
  it("imports the runner from the package", async () => {
    const { interpreter, stdout } = await bootForTest(micropython, {
      url: new URL("/test-web/micropython/", location.href),
    });
    interpreter.execute("import pyscript\nprint(pyscript.__file__)", { filename: "x", run: 1 });
    expect(stdout).to.deep.equal(["/lib/pyscript/__init__.mpy"]);
    const { result } = interpreter.executeAsync("import asyncio\nawait asyncio.sleep(0)\n7", {
      filename: "x",
      run: 1,
    });
    expect(await result).to.equal(7);
  });
});
