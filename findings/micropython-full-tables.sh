#!/usr/bin/env bash
# MicroPython's builtins are twice as slow to look up in a module with exactly 47 names (29, 37, 59, 73, …) as in one with 48.
#
# Package:  @micropython/micropython-webassembly-pyscript 1.29.0-6, in Node.
# Expected: one name more in a module costs nothing that can be measured: names are looked up by their hash.
# Seen:     a name that is no global is looked for among the globals first, and ends at a free place of their table. A table grows
#           when a name finds no room, to 47 places from 37: with 47 names none is free, and every one is compared. `type(x) is str`
#           in a loop: 0.8 µs with 47 names, 0.36 with 48. Where a module says `type = type` and `str = str`, 0.2 with any number.
# Exits with an error when a module of 47 names is not at least 1.4 times as slow as one of 48, or than one with its own builtins.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @micropython/micropython-webassembly-pyscript@1.29.0-6

cat >tables.mjs <<'JS'
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript";

const lines = [];
const python = await loadMicroPython({ heapsize: 8 * 1024 * 1024, stdout: (line) => lines.push(line) });
python.runPython(`
import time

function = """
def work(times):
    x = 'a'
    for _ in range(times):
        type(x) is str
"""

def nanoseconds(names, own=""):
    fastest = 1 << 30
    for _ in range(5):
        module = {}
        exec("\\n".join("name%d = %d" % (i, i) for i in range(names - 1 - own.count("="))) + own + function, module)
        assert len(module) == names
        begun = time.ticks_us()
        module["work"](100000)
        fastest = min(fastest, time.ticks_diff(time.ticks_us(), begun) // 100)
    return fastest

print(nanoseconds(47))
print(nanoseconds(48))
print(nanoseconds(47, "\\ntype = type\\nstr = str"))
`);
const [full, free, own] = lines.map(Number);
console.log(`type(x) is str, in ns: ${full} among 47 names, ${free} among 48, ${own} among 47 with type and str`);
process.exit(full > 1.4 * free && full > 1.4 * own ? 0 : 1);
JS
node tables.mjs
