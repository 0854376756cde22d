// The memory that a page keeps of the files that Pyodide has started from. `npm run build` first.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import puppeteer from "puppeteer-core";
import { chromeArguments, findBrowser } from "../../scripts/browsers/find-browser.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { pause } from "../harness/browser-memory.mjs";

/** Bare Pyodide takes 12 MB of the browser's count, in which its own memory is not; the snapshot is 31 MB. */
const MAX_MB = 22;
/** The page keeps the snapshot for a while, since workers often start together. */
const TRIES = 20;

const page = (worker) => `<!doctype html><link rel="icon" href="data:,">
<script type="module" src="/dist/core.js"></script>
<script type="py" ${worker}>
from pyscript import window
window.finished = 1
</script>`;

describe("a page on which Pyodide has started", () => {
  let browser;
  let server;

  before(async () => {
    server = await serveFiles({
      folders: { "/dist/": "dist" },
      pages: { "/main": page(""), "/worker": page("worker") },
      isolated: true,
    });
    browser = await puppeteer.launch({
      executablePath: findBrowser("chrome"),
      args: [...chromeArguments(), "--enable-blink-features=ForceEagerMeasureMemory"],
    });
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  for (const place of ["main", "worker"]) {
    it(`keeps neither the snapshot nor a second library (${place})`, async () => {
      const tab = await browser.newPage();
      await tab.goto(`${server.origin}/${place}`);
      await tab.waitForFunction("globalThis.finished", { timeout: 60_000 });
      let megabytes = Infinity;
      for (let tries = 0; tries < TRIES && megabytes > MAX_MB; tries++) {
        await pause(500);
        const bytes = "performance.measureUserAgentSpecificMemory().then(({ bytes }) => bytes)";
        megabytes = (await tab.evaluate(bytes)) / 1e6;
      }
      assert.ok(megabytes <= MAX_MB, `the browser counts ${megabytes} MB`);
      await tab.close();
    });
  }
});
