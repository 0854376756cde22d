// Measures the files that a page loads for bridges before anything runs. `npm run build` first.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";

test("bridge.js is under 5 kB, and imports nothing at once", () => {
  const code = readFileSync(new URL("../../dist/bridge.js", import.meta.url));
  const size = brotliCompressSync(code).length;
  assert.ok(size < 5000, `${size} bytes`);
  assert.doesNotMatch(code.toString(), /^import\b(?!\()|\bfrom\s*["']/m);
});
