// MicroPython as `dist/` has it: changed by `tools/micropython/patches/`, and still MicroPython.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { interpreterFiles } from "../../scripts/build/interpreter-files.mjs";
import { callsBeforeHandlers } from "../../tools/micropython/patches/handlers.mjs";
import { WasmModule } from "../../tools/micropython/wasm/module.mjs";

const files = interpreterFiles();
const wasm = files.get("micropython/micropython.wasm");

describe("the patched MicroPython", () => {
  let mp;
  let output;

  before(async () => {
    const { loadMicroPython } = await import(files.get("micropython/micropython.js"));
    mp = await loadMicroPython({ url: wasm, stdout: (line) => output.push(line) });
  });

  const run = (source) => {
    output = [];
    mp.runPython(source);
    return output;
  };

  it("calls nothing that can be jumped out of through JavaScript", () => {
    const module = new WasmModule(readFileSync(wasm));
    const invokes = module.imports.map(({ name }) => name).filter((name) => /^invoke_/.test(name));
    // Nobody calls them any more, and so they are gone.
    assert.deepEqual(invokes, []);
  });

  it("calls nothing indirectly as the last instruction of a try, where WebKit misses the handler", () => {
    const { bodies } = new WasmModule(readFileSync(wasm));
    assert.deepEqual(
      bodies.flatMap((body) => [...callsBeforeHandlers(body)]),
      [],
    );
  });

  it("raises, catches and cleans up", () => {
    const source = `
def inner(depth):
    try:
        if depth:
            return inner(depth - 1) + 1
        raise ValueError("deep")
    finally:
        cleaned.append(depth)
cleaned = []
try:
    inner(20)
except ValueError as error:
    print(error, len(cleaned))
def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("closed")
made = numbers()
print(next(made))
made.close()
try:
    {}["missing"]
except KeyError as error:
    print(repr(error))`;
    assert.deepEqual(run(source), ["deep 21", "1", "closed", "KeyError('missing',)"]);
  });

  it("gets out of a recursion without end, again and again", () => {
    const source = `
def again(): return again()
count = 0
for _ in range(50):
    try:
        again()
    except RuntimeError:
        count += 1
print(count)`;
    assert.deepEqual(run(source), ["50"]);
  });

  it("lets what JavaScript throws pass, and works on", () => {
    globalThis.throwing = () => {
      throw new TypeError("from JavaScript");
    };
    assert.throws(() => run("import js\njs.throwing()"), TypeError);
    assert.throws(() => run("raise OSError(5)"), { name: "PythonError" });
    assert.deepEqual(run("print(1 + 1)"), ["2"]);
  });

  it("finds by text that was made what a name stands for", () => {
    const source = `
class Thing: pass
thing = Thing()
thing.colour = "red"
name = "col" + "our"
print(getattr(thing, name), name == "colour", {"colour": 1}[name], name in {"colour"}, hash(name) == hash("colour"))
setattr(thing, "si" + "ze", 5)
print(thing.size, sorted(thing.__dict__), (lambda **has: has["size"])(**{"si" + "ze": 6}))
print("%s-%d" % ("a" * 3, 7), f"{name!r}", "".join(["a", "b"]) == "ab", "x" + "" == "x")
table = {}
for number in range(2000): table[f"key {number}"] = number
print(len(table), table["key " + str(1999)], "key 2000" in table)`;
    assert.deepEqual(run(source), [
      "red True 1 True True",
      "5 ['colour', 'size'] 6",
      "aaa-7 'colour' True True",
      "2000 1999 False",
    ]);
  });

  it("finds and compares long text and bytes, whose hash is that of a part", () => {
    const source = `
def made(middle, size=30_000): return "a" * size + middle + "b" * size
table = {made(str(number)): number for number in range(20)}
print(len(table), [table[made(str(number))] for number in range(20)] == list(range(20)), made("x") in table)
print(made("1") == made("1"), made("1") == made("2"), hash(made("1")) == hash(made("1")), hash(made("")) != 0)
print({made("1").encode(): 1}[made("1").encode()], made("1").encode() == made("2").encode(), b"" == made("")[:0].encode())
print(all(hash(("c" * size)[:]) == hash("c" * size) for size in (0, 1, 4095, 4096, 4097, 8192)))
print(hash(made("1")) == hash(made("2")), hash(made("1")) == hash(made("22")))`;
    assert.deepEqual(run(source), [
      "20 True False",
      "True False True True",
      "1 False True",
      "True",
      "True False",
    ]);
  });

  it("takes JavaScript's objects as keys, and tells the length of arrays", () => {
    globalThis.array = [1, 2, 3];
    const source = `
import js
named = {js.array: "array", js.Object: "class"}
print(named[js.array], named[js.Object], js.array in {js.array}, js.Map in named)
print(len(js.array), bool(js.array), hash(js.array) == hash(js.array))`;
    assert.deepEqual(run(source), ["array class True False", "3 True True"]);
    assert.throws(() => run("import js\nlen(js.Object)\nlen(js.Symbol.iterator)"), { name: "PythonError" });
  });

  it("makes room for one object that is larger than all of its memory", () => {
    const source = "for size in 2, 5, 11, 23: print(len(bytearray(size << 20)))";
    assert.deepEqual(
      run(source),
      [2, 5, 11, 23].map((size) => String(size << 20)),
    );
  });

  it("builds up long text in time that grows as the text does", () => {
    const source = `
import io, json
text = "x" * 2000000
print(len(json.loads('"' + text + '"')), len(json.dumps(list(range(300000)))))
stream = io.StringIO()
for _ in range(200000): stream.write("0123456789")
print(len(stream.getvalue()), len(str(list(range(300000)))))`;
    const begun = performance.now();
    assert.deepEqual(run(source), ["2000000 2288890", "2000000 2288890"]);
    // A tenth of a second each; as published, several seconds.
    assert.ok(performance.now() - begun < 5000);
    // Text gives back what it was not long enough for.
    const kept = `
import gc
def used():
    gc.collect()
    return gc.mem_alloc()
quoted = '"' + text + '"'
before = used()
kept = json.loads(quoted)
print((used() - before) // 10000)`;
    assert.deepEqual(run(kept), ["200"]);
  });

  it("hands integers over whole", () => {
    globalThis.taken = [];
    run("import js\nfor number in (5, -7, 2**31, -2**40, 2**53): js.taken.push(number)");
    assert.deepEqual(globalThis.taken, [5, -7, 2 ** 31, -(2 ** 40), 2 ** 53]);
  });
});
