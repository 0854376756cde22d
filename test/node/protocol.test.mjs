// TypeScript and Python each write down what they say to each other: both must say the same.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import ts from "typescript";
import { root } from "../../scripts/command.mjs";

const read = (file) => readFileSync(`${root}src/${file}`, "utf8");

/** The exports of a TypeScript file that imports nothing but types. */
async function exportsOf(file) {
  const { outputText } = ts.transpileModule(read(file), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  return import(`data:text/javascript,${encodeURIComponent(outputText)}`);
}

/** The numbers and texts that a Python module assigns to names at its top level. */
function constantsOf(module) {
  const found = {};
  for (const [, names, values] of read(`python/pyscript/${module}.py`).matchAll(
    /^([A-Z_]+(?:, [A-Z_]+)*) = ((?:-?\d+|"[^"]*")(?:, (?:-?\d+|"[^"]*"))*)$/gm,
  )) {
    const each = values.split(", ").map((value) => JSON.parse(value.replace(/\\x(..)/g, "\\u00$1")));
    names.split(", ").forEach((name, index) => (found[name.replace(/^_/, "")] = each[index]));
  }
  return found;
}

describe("the protocols between TypeScript and Python", () => {
  it("have the same flags of shapes", async () => {
    const { ShapeFlag } = await exportsOf("runtime/link/shared/protocol.ts");
    const flags = constantsOf("_remote");
    const names = { CALLABLE: "callable", LIST: "list", ITERABLE: "iterable", THENABLE: "thenable" };
    for (const [name, flag] of Object.entries({ ...names, MAP: "map", BYTES: "bytes" })) {
      assert.equal(flags[name], ShapeFlag[flag], name);
    }
  });

  it("have the same flags of listeners", async () => {
    const { ListenFlag } = await exportsOf("runtime/host/host.ts");
    const { PASSIVE, ACTIVE } = constantsOf("events");
    const [, flags] = /^_FLAGS = (\{.*\})$/m.exec(read("python/pyscript/events.py"));
    const { once, capture, prevent_default, stop_propagation } = JSON.parse(flags);
    const python = { once, capture, passive: PASSIVE, active: ACTIVE };
    assert.deepEqual(
      { ...python, preventDefault: prevent_default, stopPropagation: stop_propagation },
      ListenFlag,
    );
  });

  it("have the same marks in descriptions of elements", async () => {
    const { EACH, ITSELF, Mark } = await exportsOf("runtime/host/web-host.ts");
    const python = constantsOf("_web_descriptions");
    assert.deepEqual([python.ITSELF, python.EACH], [ITSELF, EACH]);
    const { BEGIN: begin, END: end, LENT: lent, LITERAL: literal, BETWEEN: between } = python;
    assert.deepEqual({ begin, end, lent, literal, between }, Mark);
  });

  describe("of the link", () => {
    const typescript = read("runtime/link/worker/python-values.ts");
    const python = readdirSync(`${root}src/python/pyscript`)
      .filter((name) => /^_(link_\w+|remote)\.py$/.test(name))
      .map((name) => read(`python/pyscript/${name}`))
      .join("\n");
    const table = [...typescript.matchAll(/^ \* \| `(\w)`.*\| (\w[\w ]*) \|$/gm)].map(([, letter, way]) => [
      letter,
      way,
    ]);
    const letters = (pattern, text) => new Set([...text.matchAll(pattern)].map(([, letter]) => letter));

    it("begin special values with the same mark", () => {
      const [, mark] = /export const MARK = "(.*)"/.exec(typescript);
      assert.equal(/^MARK = "(.*)"/m.exec(python)?.[1], mark);
    });

    it("have a meaning in Python for each letter that JavaScript sends", () => {
      const understood = letters(/(?:kind|\w\[1\]) == "(\w)"|MARK \+ "[wm]"/g, python).add("w");
      for (const [letter, way] of table.filter(([, way]) => way !== "from Python")) {
        assert.ok(understood.has(letter), `${letter}, ${way}`);
      }
    });

    it("have a meaning in JavaScript for each letter that Python sends", () => {
      const understood = letters(/case "(\w)":/g, typescript);
      const documented = new Map(table);
      for (const letter of letters(/MARK \+ "(\w)"/g, python)) {
        // These two are compared with what has come.
        if (letter === "w" || letter === "m") continue;
        assert.ok(understood.has(letter) && /both|from Python/.test(documented.get(letter)), letter);
      }
    });
  });
});
