#!/usr/bin/env bash
# MicroPython's PyProxy.toJs leaves out dictionary entries whose key is 0, 1, 2 or 3.
#
# Package:  @micropython/micropython-webassembly-pyscript 1.29.0-6, in Node.
# Expected: a dictionary {0: "a", …, 5: "f"} becomes an object with six members.
# Seen:     it has two, "4" and "5". Nothing is raised. The conversion takes the words that small integers are for marks of
#           empty places in the dictionary's table.
# Exits with an error when no entry is lost.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @micropython/micropython-webassembly-pyscript@1.29.0-6

cat >keys.mjs <<'JS'
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript";

const python = await loadMicroPython();
python.runPython(`squares = {0: "a", 1: "b", 2: "c", 3: "d", 4: "e", 5: "f"}`);
const squares = python.PyProxy.toJs(python.globals.get("squares"));
console.log(JSON.stringify(squares));
process.exit(JSON.stringify(squares) === '{"4":"e","5":"f"}' ? 0 : 1);
JS
node keys.mjs
