import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { target, xtermStyles } from "../../scripts/build/xterm-styles.mjs";

test("the terminal's stylesheet is that of the installed xterm.js", () => {
  assert.equal(readFileSync(target, "utf8"), xtermStyles(), "run: node scripts/build/xterm-styles.mjs");
});
