import { expect } from "chai";
import { indentAfter, isUnfinished } from "../../../src/runtime/terminal/continuation.js";

describe("Python's source at a prompt", () => {
  const finished = [
    "x = 1",
    "print('(')",
    "# (",
    "f(a,\n  b)",
    "'''a\nb'''",
    "if x:\n    y\n",
    "if x: y\n",
    "x = 'if'",
    "def f():\n    return 1\n\n",
    "match = 1",
    "x = 'not closed",
    ")",
    "   x = 1",
    "@d\ndef f():\n    pass\n",
    "for x in y:\n    pass\nz = 1",
    "",
  ];
  for (const source of finished) {
    it(`is whole: ${JSON.stringify(source)}`, () => expect(isUnfinished(source)).to.equal(false));
  }

  const unfinished = [
    "f(",
    "x = [1,\n",
    "x = {'a':",
    "'''a\nb",
    'f("""a)',
    "x = 1 + \\",
    "if x:",
    "if x: y",
    "if x:\n    y",
    "if x:  # why",
    "@decorator",
    "async def f():",
    "match x:",
    "match x:\n    case 1:",
    "class A:\n    x = 1\n    def f(self):\n        pass",
    "try:\n    x\nexcept E:",
    "x = 1\nfor y in z:",
  ];
  for (const source of unfinished) {
    it(`goes on: ${JSON.stringify(source)}`, () => expect(isUnfinished(source)).to.equal(true));
  }

  it("is indented further after a colon, less after a return", () => {
    expect(indentAfter("if x:")).to.equal("    ");
    expect(indentAfter("if x:  # (")).to.equal("    ");
    expect(indentAfter("if x:\n    y")).to.equal("    ");
    expect(indentAfter("if x:\n    if y:")).to.equal("        ");
    expect(indentAfter("def f():\n    return 1")).to.equal("");
    expect(indentAfter("x = {'a':")).to.equal("");
    expect(indentAfter("'''a:")).to.equal("");
    expect(indentAfter("x")).to.equal("");
  });
});
