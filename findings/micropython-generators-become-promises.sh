#!/usr/bin/env bash
# MicroPython takes generators for coroutines where they cross to JavaScript.
#
# Package:  @micropython/micropython-webassembly-pyscript 1.29.0-6, in Node.
# Expected: a generator can be iterated over, as a list or the iterator of one can: for (const item of generator).
# Seen:     a call of a generator function gives a Promise, and a generator in a variable an object that has a then() and
#           no Symbol.iterator: it cannot be iterated over.
# Exits with an error when it can.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @micropython/micropython-webassembly-pyscript@1.29.0-6

cat >generators.mjs <<'JS'
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript";

const python = await loadMicroPython();
python.runPython(`
def count():
    yield 1
    yield 2
generator = count()
iterator = iter([1, 2])
`);
const all = (name) => {
  const value = python.globals.get(name);
  try {
    return [...value].join(" and ");
  } catch (error) {
    return error.constructor.name;
  }
};
const iterator = all("iterator");
const generator = all("generator");
const then = typeof python.globals.get("generator").then;
console.log(`an iterator gives ${iterator}; a generator gives a ${generator}, its then is a ${then}`);
process.exit(iterator === "1 and 2" && generator === "TypeError" && then === "function" ? 0 : 1);
JS
node generators.mjs
