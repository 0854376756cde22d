// Each archive of the Python package is of one interpreter.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { archives } from "../../scripts/build/archive.mjs";
import { ownBranches } from "../../scripts/build/python-branches.mjs";

const asked = `import sys

MICROPYTHON = sys.implementation.name == "micropython"
if MICROPYTHON:
    def f():
        return [
            "mpy",
        ]
else:
    # a comment
    def f():
        if MICROPYTHON:
            return 1
        else:
            return 2
x = 1
`;

describe("ownBranches", () => {
  it("keeps what the interpreter runs of branches at the top level", () => {
    assert.equal(
      ownBranches(asked, "mpy"),
      'import sys\nMICROPYTHON = sys.implementation.name == "micropython"\ndef f():\n    return [\n            "mpy",\n        ]\nx = 1\n',
    );
    assert.equal(
      ownBranches(asked, "py"),
      'import sys\nMICROPYTHON = sys.implementation.name == "micropython"\ndef f():\n    if MICROPYTHON:\n        return 1\n    else:\n        return 2\nx = 1\n',
    );
  });

  it("leaves nothing of a branch of the other interpreter that has no else", () => {
    assert.equal(ownBranches("if _MICROPYTHON:\n    x = 1\ny = 2\n", "py"), "y = 2\n");
    assert.equal(ownBranches("if _MICROPYTHON:\n    x = 1\n", "mpy"), "x = 1\n");
  });

  it("leaves sources as they are that ask nothing", () => {
    const source = "# a comment\nif x:\n    y = 1\n";
    assert.equal(ownBranches(source, "py"), source);
  });

  it("refuses branches that it cannot tell apart", () => {
    assert.throws(() => ownBranches("if MICROPYTHON:\n    x = 1\nelif y:\n    x = 2\n", "py"), /elif y/);
  });

  it("is what Pyodide's archives are made by", () => {
    const { base } = archives().py;
    const modules = JSON.parse(base.content.toString());
    assert.doesNotMatch(modules["pyscript/_platform.py"], /jsffi/);
    assert.match(modules["pyscript/_platform.py"], /pyodide\.ffi/);
  });
});
