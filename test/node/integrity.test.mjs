// `npx py-elements integrity`, and what browsers make of it. `npm run build` first.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import puppeteer from "puppeteer-core";
import { chromeArguments, findBrowser } from "../../scripts/browsers/find-browser.mjs";
import { root } from "../../scripts/command.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";

const project = mkdtempSync(path.join(tmpdir(), "py-elements-integrity-"));
const folder = path.join(project, "python");

function command(...args) {
  const run = spawnSync(process.execPath, [path.join(root, "bin/py-elements.mjs"), ...args], {
    cwd: project,
    encoding: "utf8",
  });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout;
}

const sha384 = (file) => `sha384-${createHash("sha384").update(readFileSync(file)).digest("base64")}`;

describe("npx py-elements integrity", { concurrency: false }, () => {
  let browser;
  let page;
  let tags;

  before(async () => {
    command("copy", "python");
    tags = command("integrity", "python", "--base=/static/");
    page = `<!doctype html><html lang="en"><link rel="icon" href="data:,">${tags}
<mpy-script id="script">40 + 2</mpy-script></html>`;
    browser = await puppeteer.launch({ executablePath: findBrowser("chrome"), args: chromeArguments() });
  });

  after(async () => {
    await browser?.close();
    rmSync(project, { recursive: true });
  });

  /** Opens the page. @returns the results of a script, and of a donkey in a sandbox, or their errors */
  async function results() {
    // A server reads each file once.
    const folders = { "/static/": folder };
    const server = await serveFiles({ folders, pages: { "/page": page }, compressed: false });
    const context = await browser.createBrowserContext();
    const tab = await context.newPage();
    try {
      await tab.goto(`${server.origin}/page`);
      return await tab.evaluate(async () => {
        const told = (promise) => promise.catch((error) => `${error.name}: ${error.message}`);
        const late = new Promise((_, reject) => setTimeout(() => reject(new Error("never")), 20_000));
        const { document } = globalThis;
        const script = await told(Promise.race([document.querySelector("#script").done ?? late, late]));
        const { donkey } = await import(new URL("/static/donkey.js", document.baseURI).href);
        const sandbox = await told(
          Promise.race([donkey({ type: "mpy", sandbox: true }).evaluate("6 * 7"), late]),
        );
        return { script, sandbox };
      });
    } finally {
      await context.close();
      await server.close();
    }
  }

  /** Has one file be another for a while. */
  async function changed(name, action) {
    const file = path.join(folder, name);
    const content = readFileSync(file);
    writeFileSync(file, Buffer.concat([content, Buffer.from(" ")]));
    try {
      return await action();
    } finally {
      writeFileSync(file, content);
    }
  }

  it("prints the hashes of the package's own files, or writes those of a copy", () => {
    const printed = JSON.parse(command("integrity"));
    const { files } = JSON.parse(readFileSync(path.join(folder, "integrity.json"), "utf8"));
    assert.deepEqual(files, printed);
    for (const name of ["core.js", "sandbox.html", "micropython/micropython.wasm", "pyodide/pyodide.js"])
      assert.equal(files[name], sha384(path.join(folder, name)), name);
    assert.ok(!Object.keys(files).some((name) => /\.map$|^lib\//.test(name)));
    assert.ok(tags.includes(`src="/static/core.js" integrity="${files["core.js"]}"`));
    assert.equal(command("integrity", "python", "--base=/static"), tags);
  });

  it("lets a page run whose files are those", async () => {
    assert.deepEqual(await results(), { script: 42, sandbox: 42 });
  });

  it("has an interpreter refused that was changed, in one error that says so", async () => {
    const { script, sandbox } = await changed("micropython/micropython.wasm", results);
    for (const text of [script, sandbox])
      assert.match(String(text), /micropython\.wasm does not have the hash that integrity\.js names/);
  });

  it("has modules refused that were changed, of the page and of sandboxes", async () => {
    const { script } = await changed("micropython/micropython.js", results);
    assert.match(String(script), /micropython\.js does not have the hash that integrity\.js names/);
    const { script: own, sandbox } = await changed("sandbox-worker.js", results);
    assert.equal(own, 42);
    assert.match(String(sandbox), /sandbox-worker\.js.* does not have the hash that integrity\.js names/);
  });
});
