// A script that runs again and again keeps nothing of the runs that are over: no listener, and no heap but
// the interpreter's own. Counted in the browser, after its collector has run. `npm run build` first.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import puppeteer from "puppeteer-core";
import { chromeArguments, findBrowser } from "../../scripts/browsers/find-browser.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { pageCounts } from "../harness/browser-memory.mjs";

const RUNS = 200;
/** How many listeners more there may be: one a run would be 200. */
const ALLOWED = 5;

const places = [
  ["on the main thread", '<mpy-script id="script">x = 1</mpy-script>'],
  ["in a worker", '<mpy-script id="script" worker>x = 1</mpy-script>'],
  ["on the main thread, from a file", '<mpy-script id="script" src="/ran.py"></mpy-script>'],
  ["in a terminal", '<py-terminal id="script" type="mpy">x = 1</py-terminal>'],
  ["in a worker (py)", '<py-script id="script" worker>x = 1</py-script>'],
];
const awaiting = '<mpy-script id="script">import asyncio\nawait asyncio.sleep(0)</mpy-script>';

describe("a script that runs again and again keeps nothing of its runs:", { concurrency: false }, () => {
  let browser;
  let server;

  before(async () => {
    const head = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/dist/core.js"></script>`;
    const pages = Object.fromEntries(places.map(([, script], index) => [`/${index}`, head + script]));
    pages["/awaiting"] = head + awaiting;
    server = await serveFiles({
      folders: { "/dist/": "dist" },
      pages: { ...pages, "/ran.py": "x = 1\n" },
      isolated: true,
    });
    browser = await puppeteer.launch({ executablePath: findBrowser("chrome"), args: chromeArguments() });
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  for (const [index, [place]] of places.entries()) {
    it(place, async () => {
      const tab = await browser.newPage();
      await tab.goto(`${server.origin}/${index}`);
      await tab.evaluate(runAgain, 20);
      const session = await tab.createCDPSession();
      await session.send("Performance.enable");
      const before = await listeners(session);
      await tab.evaluate(runAgain, RUNS);
      const grown = (await listeners(session)) - before;
      await tab.close();
      assert.ok(grown <= ALLOWED, `${RUNS} runs have left ${grown} listeners`);
    });
  }

  it("MicroPython has let go of what runs that await were given", async () => {
    const tab = await browser.newPage();
    await tab.goto(`${server.origin}/awaiting`);
    await tab.evaluate(runAgain, 20, "from asyncio import sleep\nawait sleep(0)");
    const session = await tab.createCDPSession();
    const before = await heldByMicroPython(tab, session);
    await tab.evaluate(runAgain, RUNS, "from asyncio import sleep\nawait sleep(0)");
    const grown = (await heldByMicroPython(tab, session)) - before;
    await tab.close();
    assert.ok(grown <= ALLOWED, `${RUNS} runs have left ${grown} objects of JavaScript's`);
  });
});

/** Runs the page's script so often: its own source, and other code, in turns. */
async function runAgain(count, other = "y = 2") {
  await globalThis.customElements.whenDefined("mpy-script");
  const script = globalThis.document.querySelector("#script");
  await script.done;
  for (let run = 0; run < count; run++) await script.run(run % 2 === 0 ? undefined : other);
}

async function listeners(session) {
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.collectGarbage");
  return (await pageCounts(session)).listeners;
}

/** How many objects of JavaScript's MicroPython holds, once either collector has seen what the other let go
 * of. */
async function heldByMicroPython(tab, session) {
  for (let times = 0; times < 3; times++) {
    await session.send("HeapProfiler.collectGarbage");
    await tab.evaluate(() => globalThis.document.querySelector("#script").run("__import__('gc').collect()"));
  }
  return tab.evaluate(() => globalThis.proxy_js_ref.filter((object) => object !== undefined).length);
}
