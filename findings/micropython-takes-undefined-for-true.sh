#!/usr/bin/env bash
# In MicroPython JavaScript's undefined is neither None nor false.
#
# Package:  @micropython/micropython-webassembly-pyscript 1.29.0-6, in Node.
# Expected: what a function without a result returns, or Map.get() for a key that is not there, is None as in Pyodide, or at
#           least false as in JavaScript: "if found:" and "found or 0" ask for that.
# Seen:     it is an object whose bool() is True and that differs from None. JavaScript's null is None.
# Exits with an error when it is false.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @micropython/micropython-webassembly-pyscript@1.29.0-6

cat >undefined.mjs <<'JS'
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript";

globalThis.found = new Map([["null", null]]);
const lines = [];
const python = await loadMicroPython({ stdout: (line) => lines.push(line) });
python.runPython(`
import js
for key in "missing", "null":
    value = js.found.get(key)
    print(key, bool(value), value is None, value == None, value or "nothing")
`);
console.log(["key bool() is_None ==None or", ...lines].join("\n"));
process.exit(lines.join() === "missing True False False <undefined>,null False True True nothing" ? 0 : 1);
JS
node undefined.mjs
