#!/usr/bin/env bash
# MicroPython for browsers takes U+FEFF from the beginning of text that goes to JavaScript, if the text is longer than 16 bytes, and
# from the beginning of each line that is printed. A CSV file that begins with one, so that spreadsheets know it for UTF-8, has none
# any more when it has become a Blob or a download; one of two columns has.
#
# Package:  @micropython/micropython-webassembly-pyscript 1.29.0-6, in Node.
# Expected: the text that Python has, whatever its length.
# Cause:    its loader makes a TextDecoder without `ignoreBOM: true`, with which Emscripten's UTF8ToString() decodes what is longer
#           than 16 bytes; what is shorter it decodes itself.
# Seen:     U+FEFF and 13 letters arrive as 14 characters; U+FEFF and 14 letters as 14 as well. printed: the letters alone.
# Exits with an error when all of them arrive whole.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @micropython/micropython-webassembly-pyscript@1.29.0-6

cat >mark.mjs <<'JS'
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript";

const printed = [];
const python = await loadMicroPython({ stdout: (line) => printed.push(line) });
const given = [];
globalThis.give = (text) => given.push(text);
python.runPython(`
import js
for letters in (13, 14, 1000):
    text = "\\ufeff" + "x" * letters
    js.give(text)
    print(len(text))
print("\\ufeffx")`);
const has = printed.slice(0, 3).map(Number);
const came = given.map((text) => text.length);
console.log(`Python's texts have ${has} characters, and JavaScript's ${came}; of two that are printed ${printed[3].length} is there`);
process.exit(`${has}` === "14,15,1001" && `${came}` === "14,14,1000" && printed[3].length === 1 ? 0 : 1);
JS
node mark.mjs
