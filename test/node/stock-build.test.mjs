// The build with a MicroPython that the patches do not know, as after an upgrade.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { launchChrome, visit } from "../../scripts/browsers/launch-chrome.mjs";
import { root } from "../../scripts/command.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { withCustomSection } from "../../tools/micropython/wasm/custom-section.mjs";

const published = `${root}node_modules/@micropython/micropython-webassembly-pyscript`;

const page = `<!doctype html><link rel="icon" href="data:,">
<script type="module" src="/dist/core.js"></script>
<div id="out"></div>
<script type="mpy" target="out">
from pyscript import display, document
display("main", 2**40)
document.body.dataset.main = document.getElementById("out").innerText
</script>
<script type="mpy" worker>
from pyscript import document, window
import asyncio
while not document.body.dataset.main:
    await asyncio.sleep(0.01)
window.finished = document.body.dataset.main + " worker"
</script>`;

/** Runs the build. @returns {Promise<{ code: number, output: string }>} */
function build(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["scripts/build/build.mjs", ...args], { cwd: root });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
    child.on("error", reject).on("exit", (code) => resolve({ code, output }));
  });
}

describe("the build with a MicroPython that the patches do not know", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "py-elements-stock-"));
  const dist = path.join(folder, "dist");
  const unknown = path.join(folder, "micropython");
  let built;

  before(async () => {
    cpSync(published, unknown, { recursive: true });
    const wasm = withCustomSection(
      readFileSync(`${published}/micropython.wasm`),
      "note",
      Buffer.from("other"),
    );
    writeFileSync(`${unknown}/micropython.wasm`, wasm);
    built = await build(`--micropython=${unknown}`, `--out=${dist}`);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("ends well, with one warning that says what is lost", () => {
    assert.equal(built.code, 0, built.output);
    assert.equal(built.output.match(/patches do not know/g)?.length, 1, built.output);
  });

  it("takes MicroPython's files as they are published", () => {
    for (const [name, source] of [
      ["micropython.js", "micropython.mjs"],
      ["micropython.wasm", "micropython.wasm"],
    ]) {
      assert.deepEqual(
        readFileSync(`${dist}/micropython/${name}`),
        readFileSync(`${unknown}/${source}`),
        name,
      );
    }
  });

  it("gives a dist/ whose scripts run, on the page and in a worker", async () => {
    const server = await serveFiles({ folders: { "/dist/": dist }, pages: { "/": page }, compressed: false });
    const browser = await launchChrome();
    try {
      const { finished } = await visit(browser, server.origin);
      assert.equal(finished, "main\n1099511627776 worker");
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
