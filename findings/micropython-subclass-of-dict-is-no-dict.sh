#!/usr/bin/env bash
# In MicroPython an instance of a class that inherits from dict is not taken as a dictionary by dict().
#
# Package:  @micropython/micropython-webassembly-pyscript 1.29.0-6, in Node.
# Expected: a subclass of dict behaves as dict does: isinstance() says that it is one, and so do len(), items() and ==.
# Seen:     dict(value), {}.update(value) and {} | value raise "ValueError: dict update sequence has wrong length", and
#           [] + value raises a TypeError for a subclass of list; value | {}, f(**value) and json.dumps(value) work.
# Exits with an error when dict() takes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @micropython/micropython-webassembly-pyscript@1.29.0-6

cat >subclass.mjs <<'JS'
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript";

const lines = [];
const python = await loadMicroPython({ stdout: (line) => lines.push(line) });
python.runPython(`
class Record(dict):
    pass
class Row(list):
    pass
record = Record({"a": 1})
def tried(name, function):
    try:
        print(name, "gives", function())
    except Exception as error:
        print(name, "raises", type(error).__name__)
tried("isinstance", lambda: isinstance(record, dict))
tried("equality", lambda: record == {"a": 1})
tried("dict()", lambda: dict(record))
tried("{} |", lambda: {} | record)
tried("| {}", lambda: record | {})
tried("[] +", lambda: [] + Row([1]))
`);
console.log(lines.join("\n"));
const expected = [
  "isinstance gives True",
  "equality gives True",
  "dict() raises ValueError",
  "{} | raises ValueError",
  "| {} gives {'a': 1}",
  "[] + raises TypeError",
];
process.exit(lines.join() === expected.join() ? 0 : 1);
JS
node subclass.mjs
