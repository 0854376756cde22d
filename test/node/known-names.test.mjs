// Names of Python modules whose meaning the build knows.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { knownPlatform, ownBuiltins } from "../../scripts/build/known-names.mjs";

describe("ownBuiltins", () => {
  it("gives a private module names for the builtins that its functions use", () => {
    const source = '"""What it is."""\nimport sys\n\ndef f(x):\n    return type(x) is str\n';
    assert.equal(
      ownBuiltins(source, "pyscript/_some.py"),
      '"""What it is."""\nstr = str\ntype = type\nimport sys\n\ndef f(x):\n    return type(x) is str\n',
    );
  });

  it("leaves public modules as they are", () => {
    const source = "def f(x):\n    return type(x)\n";
    assert.equal(ownBuiltins(source, "pyscript/web.py"), source);
    assert.equal(ownBuiltins(source, "pyscript/__init__.py"), source);
  });

  it("gives no name that the module has otherwise, looks up once, or only writes", () => {
    for (const source of [
      "from ._other import type\ndef f(x):\n    return type(x)\n",
      "def type(x):\n    return x\ndef f(x):\n    return type(x)\n",
      "type = 1\ndef f(x):\n    return type\n",
      "names = list(some)\n",
      'def f(x):\n    return "type(x)"  # type\n',
      "def f(x):\n    return x.type\n",
      "def f(x):\n    return g(x, type=1)\n",
    ]) {
      assert.equal(ownBuiltins(source, "pyscript/_some.py"), source);
    }
  });

  it("leaves print, input and open to whoever replaces them", () => {
    const source = "def f(x):\n    print(input(x), open(x))\n";
    assert.equal(ownBuiltins(source, "pyscript/_some.py"), source);
  });
});

describe("knownPlatform", () => {
  const source = [
    "from ._platform import MICROPYTHON, JsProxy",
    "from ._platform import (",
    "    JsProxy as Other,",
    ")",
    "_MICROPYTHON = MICROPYTHON",
    "def f(x):",
    "    if MICROPYTHON and x.MICROPYTHON:",
    '        return "MICROPYTHON" + x  # MICROPYTHON',
    "    return x if _MICROPYTHON else None",
    "",
  ].join("\n");

  it("answers the question in functions, and neither in texts nor in imports", () => {
    const answered = knownPlatform(source, "mpy").split("\n");
    assert.deepEqual(answered.slice(0, 6), source.split("\n").slice(0, 6));
    assert.deepEqual(answered.slice(6), [
      "    if True and x.MICROPYTHON:",
      '        return "MICROPYTHON" + x  # MICROPYTHON',
      "    return x if True else None",
      "",
    ]);
    assert.match(knownPlatform(source, "py"), /if False and x\.MICROPYTHON:[^]*x if False else None/);
  });
});
