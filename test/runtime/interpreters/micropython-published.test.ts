import { expect } from "chai";
import { micropython } from "../../../src/runtime/interpreters/micropython.js";
import { bootForTest, type Booted } from "../../harness/interpreters.js";

describe("MicroPython as published, which has no image", () => {
  let booted: Booted;

  before(async () => {
    booted = await bootForTest(micropython, { url: new URL("/test-web/micropython/", location.href) });
  });

  it("imports the runner from the package", async () => {
    const { interpreter, stdout } = booted;
    interpreter.execute("import pyscript\nprint(pyscript.__file__)", { filename: "x", run: 1 });
    expect(stdout).to.deep.equal(["/lib/pyscript/__init__.mpy"]);
    const { result } = interpreter.executeAsync("import asyncio\nawait asyncio.sleep(0)\n7", {
      filename: "x",
      run: 1,
    });
    expect(await result).to.equal(7);
  });

  it("raises in Python what JavaScript throws, and jumps past it by whatever value its longjmp throws", () => {
    const { interpreter, host, stdout } = booted;
    stdout.length = 0;
    host["boom"] = () => {
      throw new RangeError("too far");
    };
    host["call"] = (callable: () => unknown) => callable();
    const source = `
import _pyscript_host as host
cleaned = []
def failing():
    try:
        host.boom()
    finally:
        cleaned.append("inner")
def nested():
    try:
        host.call(failing)
    except Exception as error:
        print(type(error).__name__, "too far" in str(error), cleaned)
        raise KeyError("outer")
for _ in range(100):
    cleaned.clear()
    try:
        host.call(nested)
    except KeyError as error:
        pass
def again(depth): return again(depth + 1)
try:
    again(0)
except RuntimeError as error:
    print(error)
`;
    interpreter.execute(source, { filename: "x", run: 1 });
    expect(new Set(stdout)).to.deep.equal(
      new Set(["JsException True ['inner']", "maximum recursion depth exceeded"]),
    );
    expect(stdout).to.have.length(101);
  });
});
