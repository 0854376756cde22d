// Faults of whole pages, in Chromium: frozen, discarded, left and come back to, with a clock that jumps, with
// the library from two places. `npm run build` first.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import puppeteer from "puppeteer-core";
import { chromeArguments, findBrowser } from "../../scripts/browsers/find-browser.mjs";
import { faultServer } from "../harness/fault-server.mjs";

const head = `<!doctype html><link rel="icon" href="data:,"><link rel="stylesheet" href="/dist/core.css">
<script>
  globalThis.shown = [];
  addEventListener("pageshow", ({ persisted }) => shown.push(persisted));
  globalThis.storeEvents = [];
  addEventListener("py:storage-error", (event) => storeEvents.push(event.error.code));
</script>`;
const core = `<script type="module" src="/dist/core.js"></script>`;

/** A page that answers: by a handler, by a worker's function, from a store. */
const living = `${head}${core}
<button id="button" mpy-click="clicked">0</button>
<script type="module">
  import { workers } from "/dist/core.js";
  globalThis.add = async (n) => (await workers.adder).add(n);
</script>
<script type="mpy">
from pyscript import storage, window
store = await storage("living")
count = 0
def clicked(event):
    global count
    count += 1
    event.target.textContent = str(count)
async def put(key, value):
    store[key] = value
    await store.sync()
    return True
async def get(key):
    return store.get(key)
window.put = put
window.read = get
window.ready = True
</script>
<script type="mpy" worker name="adder">
def add(n):
    return n + 1
__export__ = ["add"]
</script>`;

const pages = {
  "/living.html": living,
  "/other.html": `${head}<p>another page</p>`,
};

describe("a page", { concurrency: false }, () => {
  let server;
  let other;
  let browser;

  before(async () => {
    other = await faultServer({});
    server = await faultServer({
      ...pages,
      "/twice.html": `${head}${core}<script type="module" src="${other.origin}/dist/core.js"></script>
<script>globalThis.count = 0</script>
<script type="mpy">
from pyscript import window
window.count = window.count + 1
</script><mpy-script>window.count = window.count + 10</mpy-script>`,
    });
    browser = await puppeteer.launch({
      executablePath: findBrowser("chrome"),
      args: chromeArguments(),
      // One of these discards tabs.
      enableExtensions: true,
      pipe: true,
    });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await other?.close();
  });

  /** Opens a page in a context of its own, and waits until `check` is true in it. */
  async function open(path, check, context) {
    const own = context ?? (await browser.createBrowserContext());
    const tab = await own.newPage();
    const errors = [];
    const warnings = [];
    tab.on("pageerror", (error) => errors.push(String(error.message ?? error)));
    tab.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
      if (message.type() === "warn") warnings.push(message.text());
    });
    await tab.goto(server.origin + path);
    await tab.waitForFunction(check, { timeout: 20_000 }).catch((error) => {
      throw new Error(`${path}: ${error.message}: ${errors.join(" | ")}`);
    });
    return { tab, errors, warnings, context: own };
  }

  /** The page's handler, worker and store answer. */
  async function answers(tab, clicks, value) {
    // By script: a page that was frozen draws no frame that a real click would wait for.
    await tab.evaluate(`document.querySelector("#button").click()`);
    const isCounted = `document.querySelector("#button").textContent === "${clicks}"`;
    await tab.waitForFunction(isCounted, { timeout: 10_000, polling: 20 });
    assert.equal(await tab.evaluate("add(41)"), 42);
    assert.equal(await tab.evaluate(`read("key")`), value);
    assert.equal(await tab.evaluate(`put("key", ${value + 1})`), true);
  }

  it("that is frozen, and made active again, answers as before", { timeout: 30_000 }, async () => {
    const { tab, errors, context } = await open(
      "/living.html",
      "window.ready && document.readyState === 'complete'",
    );
    await tab.evaluate(`put("key", 1)`);
    await answers(tab, 1, 1);
    const session = await tab.createCDPSession();
    for (let times = 0; times < 2; times++) {
      const asked = tab.evaluate("add(1)");
      await session.send("Page.setWebLifecycleState", { state: "frozen" });
      await new Promise((resolve) => setTimeout(resolve, 500));
      await session.send("Page.setWebLifecycleState", { state: "active" });
      assert.equal(await asked, 2);
      await answers(tab, 2 + times, 2 + times);
    }
    assert.deepEqual(errors, []);
    await context.close();
  });

  it(
    "that is left and come back to answers, with what its store has confirmed",
    { timeout: 30_000 },
    async () => {
      const { tab, errors, context } = await open("/living.html", "window.ready");
      await tab.evaluate(`put("key", 7)`);
      await answers(tab, 1, 7);
      await tab.goto(`${server.origin}/other.html`);
      await tab.goBack();
      await tab.waitForFunction("window.ready", { timeout: 20_000 });
      // Restored as it was, the page has counted one click; loaded again, none.
      const isRestored = await tab.evaluate("shown.includes(true)");
      await answers(tab, isRestored ? 2 : 1, 8);
      assert.deepEqual(errors, []);
      await context.close();
    },
  );

  it(
    "that the browser discards loads again when it is looked at, with what its store has confirmed",
    { timeout: 60_000 },
    async () => {
      const id = await browser.installExtension(path.resolve("test/harness/discarding"));
      const target = await browser.waitForTarget(
        (each) => each.type() === "service_worker" && each.url().includes(id),
      );
      const extension = await target.worker();
      const context = browser.defaultBrowserContext();
      const { tab, errors } = await open("/living.html", "window.ready", context);
      const url = tab.url();
      const value = Date.now();
      await tab.evaluate(`put("key", ${value})`);
      await answers(tab, 1, value);
      const front = await context.newPage();
      await front.bringToFront();
      assert.equal(await extension.evaluate(`discard("${url}")`), true);
      await extension.evaluate(`show("${url}")`);
      const found = async () => (await context.pages()).find((page) => page.url() === url);
      // The browser makes another page in its place.
      let again = await found();
      for (let tries = 0; !again && tries < 100; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        again = await found();
      }
      await again.waitForFunction("window.ready", { timeout: 20_000 });
      assert.equal(await again.evaluate("document.wasDiscarded"), true);
      await answers(again, 1, value + 1);
      assert.deepEqual(errors, []);
      await Promise.all([again.close(), front.close()]);
    },
  );

  it(
    "whose clock jumps back has the value that was written last, in every tab and afterwards",
    { timeout: 30_000 },
    async () => {
      const context = await browser.createBrowserContext();
      const ahead = await context.newPage();
      const year = 365 * 24 * 3600 * 1000;
      // The first tab's clock is a year ahead at first, then right.
      await ahead.evaluateOnNewDocument((offset) => {
        const { now } = Date;
        globalThis.offset = offset;
        Date.now = () => now() + globalThis.offset;
      }, year);
      await ahead.goto(`${server.origin}/living.html`);
      await ahead.waitForFunction("window.ready");
      await ahead.evaluate(`put("key", "a year ahead")`);
      await ahead.evaluate("offset = 0");
      await ahead.evaluate(`put("key", "the clock was set")`);
      assert.equal(await ahead.evaluate(`read("key")`), "the clock was set");
      const { tab: right } = await open("/living.html", "window.ready", context);
      assert.equal(await right.evaluate(`read("key")`), "the clock was set");
      await right.evaluate(`put("key", "the last")`);
      await ahead.waitForFunction(`read("key").then((value) => value === "the last")`, { timeout: 10_000 });
      await Promise.all([ahead.close(), right.close()]);
      const { tab: again } = await open("/living.html", "window.ready", context);
      assert.equal(await again.evaluate(`read("key")`), "the last");
      await context.close();
    },
  );

  it(
    "that loads the library from two origins runs its scripts once, and is told",
    { timeout: 30_000 },
    async () => {
      const { tab, errors, warnings, context } = await open("/twice.html", "window.count >= 11");
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(await tab.evaluate("count"), 11);
      assert.deepEqual(errors, []);
      assert.equal(warnings.length, 1, warnings.join());
      assert.match(warnings[0], /on this page already.*Load it once/);
      await context.close();
    },
  );
});
