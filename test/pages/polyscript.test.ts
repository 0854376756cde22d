/** Pages that import from `polyscript`, the layer below PyScript. */
import { expect } from "chai";
import { openPage } from "../harness/page.js";

const WORKER = "/test/pages/fixtures/polyscript-worker.py";

describe("a page that imports from polyscript", function () {
  this.timeout(60_000);

  for (const [type, name] of [
    ["mpy", "micropython"],
    ["py", "pyodide"],
  ] as const) {
    it(`starts a worker, and gets what it reports (${type})`, async () => {
      const page = await openPage(`
<script type="${type}" id="own" config='{"name": "Mine"}'>
import asyncio
from polyscript import XWorker, config, currentScript, js_modules, storage, xworker, ffi
import polyscript
print(config["name"], config["type"], currentScript.id, callable(storage), callable(ffi.to_js))
reported = []
worker = XWorker("${WORKER}", type="${name}")
worker.sync.report = reported.append
while not reported:
    await asyncio.sleep(0.05)
print("reported", reported[0])
try:
    xworker.sync
except AttributeError as error:
    print(str(error)[:18])
</script>
<${type}-script id="second">
import polyscript
print(polyscript.currentScript.id)
</${type}-script>
<${type}-script id="third" worker>
from polyscript import currentScript, xworker
print(currentScript.id, xworker.window.location.href)
</${type}-script>`);
      await page.finished();
      expect(page.errors).to.deep.equal([]);
      expect(page.logs).to.have.members([
        `Mine ${type} own True True`,
        `reported ${type} None 3`,
        "this is the main t",
        "second",
        "third about:srcdoc",
      ]);
    });
  }
});
