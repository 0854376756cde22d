#!/usr/bin/env bash
# MicroPython's proxies of JavaScript's objects have no hash.
#
# Package:  @micropython/micropython-webassembly-pyscript 1.29.0-6, in Node.
# Expected: hash(), keys of dictionaries and members of sets, as with 1.28.0-6, which prints {'number'} for the
#           same source; proxies can be compared with ==.
# Seen:     TypeError: unsupported type for __hash__: 'JsProxy'. Their type has got a function of unary operators, for
#           len(), which does not know this one; types without such a function are hashed by their address.
# Exits with an error when they can be hashed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @micropython/micropython-webassembly-pyscript@1.29.0-6

cat >hash.mjs <<'JS'
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript";

globalThis.thing = {};
const lines = [];
const python = await loadMicroPython({ stdout: (line) => lines.push(line) });
python.runPython(`
import js
try:
    print(set({js.thing: "number"}.values()))
except TypeError as error:
    print("TypeError:", error)
`);
console.log(lines.join("\n"));
process.exit(lines[0]?.startsWith("TypeError: unsupported type for __hash__") ? 0 : 1);
JS
node hash.mjs
