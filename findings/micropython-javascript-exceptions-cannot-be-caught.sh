#!/usr/bin/env bash
# In MicroPython no except catches what a function of JavaScript throws, and no finally runs.
#
# Package:  @micropython/micropython-webassembly-pyscript 1.29.0-6, in Node.
# Expected: an exception that "except Exception", "except BaseException" or a bare "except" catches, as Pyodide has it and as
#           a rejected promise that is awaited is one here (JsException).
# Seen:     JavaScript's error leaves runPython() at once: nothing of the source runs any more, neither except nor finally.
# Exits with an error when Python catches it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @micropython/micropython-webassembly-pyscript@1.29.0-6

cat >caught.mjs <<'JS'
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript";

globalThis.fails = () => {
  throw new RangeError("too far");
};
globalThis.rejects = async () => globalThis.fails();
const lines = [];
const python = await loadMicroPython({ stdout: (line) => lines.push(line) });
const source = (call) => `
import js
try:
    ${call}
except BaseException as error:
    print("except:", type(error).__name__)
finally:
    print("finally")
`;
const seen = async (name, run) => {
  lines.length = 0;
  try {
    await run();
  } catch (error) {
    lines.push(`JavaScript gets ${error}`);
  }
  console.log(`${name}: ${lines.join(", ")}`);
  return lines.join();
};
const rejected = await seen("a rejected promise", () => python.runPythonAsync(source("await js.rejects()")));
const thrown = await seen("an exception", () => python.runPython(source("js.fails()")));
process.exit(rejected === "except: JsException,finally" && thrown === "JavaScript gets RangeError: too far" ? 0 : 1);
JS
node caught.mjs
