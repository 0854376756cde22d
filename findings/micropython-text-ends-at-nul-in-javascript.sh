#!/usr/bin/env bash
# Text of MicroPython for browsers that has U+0000 in it ends there when it goes to JavaScript: as an argument, as a result, as the value
# of a property. The other way, from JavaScript to Python, it arrives whole.
#
# Package:  @micropython/micropython-webassembly-pyscript 1.29.0-6, in Node.
# Expected: the text that Python has, whose length the loader knows.
# Cause:    it decodes text by Emscripten's UTF8ToString(pointer, length), which stops at a NUL unless a third argument says
#           that it shall not.
# Seen:     "a", NUL, "b" arrive as "a"; from JavaScript they arrive as three characters.
# Exits with an error when they arrive whole.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @micropython/micropython-webassembly-pyscript@1.29.0-6

cat >nul.mjs <<'JS'
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript";

const python = await loadMicroPython();
const given = [];
globalThis.give = (text) => given.push(text.length);
python.runPython(`
import js
text = "a" + chr(0) + "b"
js.give(text)
def back(): return text
def length(text): return len(text)`);
given.push(python.globals.get("text").length, python.globals.get("back")().length);
const length = python.globals.get("length")("a\0b");
console.log(`argument, value, result: ${given} characters of 3; from JavaScript: ${length}`);
process.exit(`${given}` === "1,1,1" && length === 3 ? 0 : 1);
JS
node nul.mjs
