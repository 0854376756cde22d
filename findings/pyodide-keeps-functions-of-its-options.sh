#!/usr/bin/env bash
# Pyodide keeps the functions of its options for its life, and with them all that they close over.
#
# Package:  pyodide 314.0.7, in Node.
# Expected: fsInit, which is called once while Pyodide starts, is let go of then, and a stdout that setStdout() has replaced
#           as well; the options themselves are.
# Seen:     both are kept, and so are 50 MB that a variable of the same scope had held: a file that was fetched for the start
#           stays in memory.
# Exits with an error when they are collected.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund pyodide@314.0.7

cat >kept.mjs <<'JS'
import { setTimeout as wait } from "node:timers/promises";
import { loadPyodide } from "pyodide";

const references = {};
async function start() {
  const files = new Uint8Array(50_000_000);
  const options = {
    fsInit: async (fs) => fs.writeFile("/size.txt", String(files.length)),
    stdout: () => files.length,
  };
  for (const name of ["fsInit", "stdout"]) references[name] = new WeakRef(options[name]);
  references.files = new WeakRef(files);
  references.options = new WeakRef(options);
  return loadPyodide(options);
}

const pyodide = await start();
pyodide.setStdout({ batched: () => {} });
for (let turn = 0; turn < 20; turn++) {
  await wait(20);
  gc();
}
const kept = Object.keys(references).filter((name) => references[name].deref());
console.log(`Pyodide ${pyodide.version} keeps ${kept.join(", ")}`);
process.exit(kept.join() === "fsInit,stdout,files" ? 0 : 1);
JS
node --expose-gc kept.mjs
