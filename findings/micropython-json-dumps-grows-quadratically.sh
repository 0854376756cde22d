#!/usr/bin/env bash
# MicroPython's json.dumps takes time that grows as the square of the text it writes.
#
# Package:  @micropython/micropython-webassembly-pyscript 1.29.0-6, in Node.
# Expected: four times as many rows take about four times as long.
# Seen:     they take ten times as long and more; 40,000 rows of four values take tens of seconds, while json.loads of the
#           same text, and joining the texts of single rows, take a fraction of one. The buffer grows by a few bytes at a time.
# Exits with an error when the time no longer grows faster than eight-fold.
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
import json
def rows(count): return [{"id": index, "name": "row", "on": True, "next": index + 1} for index in range(count)]
few, many = rows(5000), rows(20000)
def whole(value): return len(json.dumps(value))
def joined(value): return len("[" + ",".join([json.dumps(row) for row in value]) + "]")
`);
const time = (call) => {
  const start = performance.now();
  python.runPython(call);
  return performance.now() - start;
};
const ratio = (name) => {
  time(`${name}(few)`);
  const [few, many] = [time(`${name}(few)`), time(`${name}(many)`)];
  console.log(`${name}: 5,000 rows ${few.toFixed(0)} ms, 20,000 rows ${many.toFixed(0)} ms, ${(many / few).toFixed(1)} times`);
  return many / few;
};
const [whole, joined] = [ratio("whole"), ratio("joined")];
process.exit(whole > 8 && joined < 8 ? 0 : 1);
JS
node measure.mjs
