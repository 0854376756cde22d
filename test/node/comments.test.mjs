import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commentsIn, faultsIn } from "../../scripts/test/comments.mjs";

const texts = (file, source) => commentsIn(file, source).map(({ text }) => text);
const messages = (file, source) => faultsIn(file, source).map(({ line, message }) => `${line}: ${message}`);
const advice = "begin with the subject, or a verb in the third person";

describe("the check of comments", () => {
  it("finds blocks and joined lines in scripts, and nothing in strings, templates or regular expressions", () => {
    const source = [
      'const a = "// no"; // trailing',
      "// two",
      "// lines",
      "const b = `/* no ${a /* inside */}`, c = /[/*]/g;",
      "/** A block",
      " * of two lines. */",
      "export { a, b, c };",
    ].join("\n");
    assert.deepEqual(texts("x.ts", source), ["trailing", "two lines", "inside", "A block of two lines."]);
  });

  it("finds docstrings and comments in Python, and nothing in other strings", () => {
    const source = [
      '"""The module."""',
      'a = "# no"  # trailing',
      "def f():",
      '    """The function."""',
      '    return """What is no docstring."""',
      "#: Two",
      "#: lines",
    ].join("\n");
    assert.deepEqual(texts("x.py", source), ["The module.", "trailing", "The function.", "Two lines"]);
  });

  it("refuses a beginning that hides the subject", () => {
    assert.deepEqual(messages("x.ts", "let a;\n// What it is.\n"), [`2: begins with "What": ${advice}`]);
    assert.deepEqual(messages("x.py", "def f():\n    '''no'''\n    x = 1  # where it is\n"), [
      `3: begins with "where": ${advice}`,
    ]);
    assert.deepEqual(messages("x.html", "<p>\n<!-- Whoever reads. -->"), [
      `2: begins with "Whoever": ${advice}`,
    ]);
    assert.deepEqual(messages("x.css", "/* Says so, too. */"), [`1: begins with "Says so": ${advice}`]);
    assert.deepEqual(messages("x.ts", "// Whatsoever, whereby, told-tale\n"), []);
  });

  it("refuses lines above 110 columns, except for addresses and rows of tables", () => {
    const wide = `// ${"word ".repeat(22)}\n`;
    assert.deepEqual(messages("x.ts", wide), ["1: is wider than 110 columns"]);
    assert.deepEqual(messages("x.ts", `/**\n * | ${"cell | ".repeat(20)}\n */`), []);
    assert.deepEqual(messages("x.ts", `// https://example.org/ ${"word ".repeat(22)}\n`), []);
  });
});
