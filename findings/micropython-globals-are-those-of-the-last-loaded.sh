#!/usr/bin/env bash
# The names of a MicroPython are those of another one, once a second one has been loaded.
#
# Package:  @micropython/micropython-webassembly-pyscript 1.29.0-6, in Node.
# Expected: each call of loadMicroPython() gives an interpreter of its own, as each of loadPyodide() does: what one sets by
#           globals.set() the other does not have.
# Seen:     the globals of the first one read and write the second one's names, while its runPython() goes on in its own
#           memory: the functions that convert values find "their" module and its tables in globalThis, where the second one
#           has put its own under the same names.
# Exits with an error when each has its own names.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @micropython/micropython-webassembly-pyscript@1.29.0-6

cat >second.mjs <<'JS'
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript";

const lines = [];
const load = () => loadMicroPython({ stdout: (line) => lines.push(line) });
const first = await load();
first.globals.set("name", "first's");
lines.push(first.globals.get("name"));
const second = await load();
second.globals.set("name", "second's");
lines.push(first.globals.get("name"));
first.globals.set("name", "changed by first's globals");
second.runPython("print(name)");
console.log(lines.join(", "));
process.exit(lines.join() === "first's,second's,changed by first's globals" ? 0 : 1);
JS
node second.mjs
