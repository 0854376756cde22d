import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { stripPython } from "../../scripts/build/strip-python.mjs";

const folder = new URL("../../src/python/", import.meta.url).pathname;
const modules = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith(".py"));

// Reads JSON pairs of sources, prints the indexes of those whose syntax trees differ in more than docstrings.
const compare = `
import ast, json, sys

def tree(source):
    module = ast.parse(source)
    for node in ast.walk(module):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        if body and isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            if ast.get_docstring(node, clean=False) is not None:
                del body[0]
        if not body and not isinstance(node, ast.Module):
            body.append(ast.Pass())
    return ast.dump(module)

pairs = json.load(sys.stdin)
print(json.dumps([i for i, (a, b) in enumerate(pairs) if tree(a) != tree(b)]))
`;

const python = ["python3", "python"].find(
  (command) => spawnSync(command, ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]).status === 0,
);

describe("stripPython", () => {
  it("takes out comments and blank lines, and no text", () => {
    assert.equal(
      stripPython('# one\n\nx = "# not a comment"  # two\ny = (\n    1,  # three\n)\n', "a.py"),
      'x = "# not a comment"\ny = (\n    1,\n)\n',
    );
  });

  it("keeps the docstrings of public names", () => {
    const source = '"""Module."""\ndef f():\n    """Function."""\n    return 1\n';
    assert.equal(stripPython(source, "pyscript/web.py"), source);
  });

  it("takes out the docstrings of private names and modules", () => {
    assert.equal(
      stripPython('def _f():\n    """Private."""\n    return 1\n', "a.py"),
      "def _f():\n    return 1\n",
    );
    assert.equal(stripPython('def _f():\n    """Private."""\n', "a.py"), "def _f():\n    pass\n");
    assert.equal(
      stripPython('"""Private."""\ndef f():\n  """Too."""\n  x = 1\n', "pyscript/_a.py"),
      "def f():\n  x = 1\n",
    );
  });

  it("keeps those of private modules that say what they offer", () => {
    const source = '__all__ = ["f"]\ndef f():\n    """Public."""\n    return 1\n';
    assert.equal(stripPython(source, "pyscript/_a.py"), source);
  });

  it("keeps strings that are not documentation", () => {
    const source = "x = 1\n'''\n# text\n'''\nif x:\n    'a' 'b'\n";
    assert.equal(stripPython(source, "_a.py"), source);
  });

  it("says where a string does not end", () => {
    assert.throws(() => stripPython('x = 1\ny = "\n', "a.py"), /line 2/);
  });

  it(
    "leaves every module of the package the same program",
    { skip: python ? false : "no Python here" },
    () => {
      const sources = modules.map((file) => readFileSync(path.join(folder, file), "utf8"));
      const pairs = sources.map((source, index) => [source, stripPython(source, modules[index])]);
      const { stdout, stderr } = spawnSync(python, ["-c", compare], {
        input: JSON.stringify(pairs),
        encoding: "utf8",
      });
      const different = JSON.parse(stdout || "null") ?? assert.fail(stderr);
      assert.deepEqual(
        different.map((index) => modules[index]),
        [],
      );
    },
  );
});
