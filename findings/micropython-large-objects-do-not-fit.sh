#!/usr/bin/env bash
# MicroPython has no room for an object that is larger than its whole heap, though its heap may grow.
#
# Package:  @micropython/micropython-webassembly-pyscript 1.28.0-6 and 1.29.0-6, in Node.
# Expected: two megabytes are allocated, as the heap grows to some 70 megabytes when asked for small objects.
# Seen:     MemoryError: memory allocation failed, allocating 2097152 bytes. The second try of the same works: the first has
#           added an area that is too small for the object by the table of weak references, which its size leaves out.
# Exits with an error when the first try works.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @micropython/micropython-webassembly-pyscript@1.29.0-6

cat >large.mjs <<'JS'
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript";

const lines = [];
const python = await loadMicroPython({ stdout: (line) => lines.push(line) });
python.runPython(`
for attempt in 1, 2:
    try:
        print(attempt, len(bytearray(2 << 20)))
    except MemoryError as error:
        print(attempt, "MemoryError:", error)
`);
console.log(lines.join("\n"));
process.exit(lines[0]?.startsWith("1 MemoryError") ? 0 : 1);
JS
node large.mjs
