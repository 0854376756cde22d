#!/usr/bin/env bash
# MicroPython cuts integers to 32 bits where they cross between Python and JavaScript, in both directions.
#
# Package:  @micropython/micropython-webassembly-pyscript 1.29.0-6, in Node.
# Expected: numbers keep their value up to 2**53, as fractions do that cross here, or an OverflowError: integers of either
#           language are larger.
# Seen:     JavaScript's 1764400000000, a time in milliseconds, is -831558656 in Python, so js.Date.now() is a number at random;
#           Python's 2**40 is 0 in JavaScript, as an argument and as a result. Nothing is raised.
# Exits with an error when one of them crosses whole.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @micropython/micropython-webassembly-pyscript@1.29.0-6

cat >integers.mjs <<'JS'
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript";

globalThis.now = () => 1764400000000;
globalThis.exact = () => 1764400000000.5;
globalThis.received = [];
const lines = [];
const python = await loadMicroPython({ stdout: (line) => lines.push(line) });
python.runPython(`
import js
print(js.now())
print(js.exact() - 0.5 == 1764400000000)
js.received.push(2**40, 2.0**40)
power = 2**40
`);
const seen = [...lines, ...globalThis.received, python.globals.get("power")];
console.log(`1764400000000 in Python: ${seen[0]}; as a fraction it is whole: ${seen[1]}`);
console.log(`2**40 in JavaScript: ${seen[2]} as an argument, ${seen[4]} as a variable; 2.0**40: ${seen[3]}`);
process.exit(seen.join() === "-831558656,True,0,1099511627776,0" ? 0 : 1);
JS
node integers.mjs
