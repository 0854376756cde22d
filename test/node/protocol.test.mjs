// The protocols between TypeScript and Python: `src/protocol.json` is written into both.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { root } from "../../scripts/command.mjs";
import { archives } from "../../scripts/build/archive.mjs";
import { protocol, protocolConstants, withProtocol } from "../../scripts/build/protocol.mjs";

const read = (file) => readFileSync(`${root}src/${file}`, "utf8");
const python = readdirSync(`${root}src/python/pyscript`)
  .filter((name) => name.endsWith(".py"))
  .map((name) => [name, read(`python/pyscript/${name}`)]);

describe("the protocol that is written into TypeScript and Python", () => {
  const inlined = (source) => withProtocol(`from ._protocol import MARK, Letter, ITSELF\n${source}`, "a.py");

  it("puts numbers and texts in the place of names in Python, so that nothing is imported", () => {
    assert.equal(inlined("x = MARK + Letter.text + y\n"), 'x = "\\u0010" + "s" + y\n');
    assert.equal(
      inlined("def f(at=ITSELF): return Letter.text.join(x)\n"),
      'def f(at=-1): return "s".join(x)\n',
    );
  });

  it("leaves texts, comments and other names as they are", () => {
    const source = '"""Of MARK."""\n# MARK\nx = "MARK", self.MARK, MARKED, b\'Letter.text\'\n';
    assert.equal(inlined(source), source);
    assert.equal(withProtocol("x = MARK\n", "a.py"), "x = MARK\n");
  });

  it("fails the build for a name that it does not have", () => {
    assert.throws(() => inlined("Letter.nothing\n"), /src\/python\/a\.py: .* has no Letter\.nothing/);
    assert.throws(() => inlined("x = Letter\n"), /has no Letter/);
    assert.throws(() => withProtocol("from ._protocol import Nothing\n", "a.py"), /has no Nothing/);
    assert.throws(() => inlined('x = f"{MARK}s"\n'), /join the text by \+/);
  });

  it("is in no archive as a module, and leaves no name in one", () => {
    const modules = JSON.parse(archives().py.worker.content);
    const text = Object.values(modules).join("\n");
    assert.match(text, /"\\u0010"/);
    assert.doesNotMatch(text, /_protocol|\bLetter\.|\bShapeFlag\./);
  });

  it("gives TypeScript each name as JavaScript", () => {
    assert.equal(protocolConstants()["__PROTOCOL__.EACH"], "-2");
    assert.deepEqual(JSON.parse(protocolConstants()["__PROTOCOL__.ListenFlag"]), protocol.ListenFlag);
  });

  it("has one meaning for each letter, mark and flag", () => {
    for (const [name, values] of Object.entries(protocol)) {
      if (typeof values !== "object") continue;
      assert.equal(new Set(Object.values(values)).size, Object.keys(values).length, name);
    }
    for (const flags of [protocol.ShapeFlag, protocol.ListenFlag]) {
      assert.deepEqual(
        Object.values(flags),
        Object.keys(flags).map((_, bit) => 2 ** bit),
      );
    }
  });

  it("is written down nowhere else", () => {
    for (const [name, source] of python) {
      assert.doesNotMatch(source, /\\x10|\\x1f|(?:kind|\w\[1\]) == "\w"/, name);
    }
  });
});

describe("the letters of the link", () => {
  const typescript = read("runtime/link/worker/python-values.ts");
  const sources = python.filter(([name]) => /^_(link_\w+|remote)\.py$/.test(name)).map(([, text]) => text);
  const used = (pattern, text) => new Set([...text.matchAll(pattern)].map(([, name]) => name));
  const table = new Map(
    [...typescript.matchAll(/^ \* \| `(\w+)`.*\| (\w[\w ]*) \|$/gm)].map(([, name, way]) => [name, way]),
  );

  it("are all in the table of what they stand for", () => {
    assert.deepEqual([...table.keys()].sort(), Object.keys(protocol.Letter).sort());
  });

  it("have a meaning in Python where JavaScript sends them", () => {
    const understood = used(/(?:== |MARK \+ )Letter\.(\w+)/g, sources.join("\n"));
    for (const [name, way] of table)
      if (way !== "from Python") assert.ok(understood.has(name), `${name}, ${way}`);
  });

  it("have a meaning in JavaScript where Python sends them", () => {
    const understood = used(/case Letter\.(\w+):/g, typescript);
    for (const [name, way] of table)
      if (way !== "to Python") assert.ok(understood.has(name), `${name}, ${way}`);
  });
});
