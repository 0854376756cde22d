#!/usr/bin/env bash
# MicroPython takes time that grows as the square of the text which json.dumps, io.StringIO or json.loads build up.
#
# Package:  @micropython/micropython-webassembly-pyscript 1.29.0-6, in Node.
# Expected: four times as many rows, parts or characters take about four times as long.
# Seen:     json.dumps of rows, text written to an io.StringIO in parts, and json.loads of one long string take nearly ten
#           times as long and more; a string of 1.6 MB takes seconds to read. Joining the texts of single rows, and
#           json.loads of many short strings, take a fraction of that. The buffer grows by a few bytes at a time.
# Exits with an error when the time no longer grows faster than six-fold.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @micropython/micropython-webassembly-pyscript@1.29.0-6

cat >measure.mjs <<'JS'
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript";

const python = await loadMicroPython({ heapsize: 128_000_000 });
python.runPython(`
import io, json
def rows(count): return [{"id": index, "name": "row", "on": True, "next": index + 1} for index in range(count)]
few, many = rows(5000), rows(20000)
def dumped(value): return len(json.dumps(value))
def joined(value): return len("[" + ",".join([json.dumps(row) for row in value]) + "]")
def written(value):
    stream = io.StringIO()
    for _ in range(len(value) * 10): stream.write("0123456789")
    return len(stream.getvalue())
def one(value): return len(json.loads('"' + "x" * len(value) * 100 + '"'))
def short(value): return len(json.loads("[" + ",".join(['"' + "x" * 100 + '"'] * len(value)) + "]"))
`);
const time = (call) => {
  const start = performance.now();
  python.runPython(call);
  return performance.now() - start;
};
const ratio = (name) => {
  time(`${name}(few)`);
  const [few, many] = [time(`${name}(few)`), time(`${name}(many)`)];
  console.log(`${name}: ${few.toFixed(0)} ms, four times as much ${many.toFixed(0)} ms, ${(many / few).toFixed(1)} times`);
  return many / few;
};
const slow = ["dumped", "written", "one"].map(ratio);
const fast = ["joined", "short"].map(ratio);
process.exit(slow.every((times) => times > 6) && fast.every((times) => times < 6) ? 0 : 1);
JS
node measure.mjs
