// Parts that are loaded when they are first used, on a page that has no network just then: it says so, and
// the next use loads them. `npm run build` first.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import puppeteer from "puppeteer-core";
import { chromeArguments, findBrowser } from "../../scripts/browsers/find-browser.mjs";
import { faultServer } from "../harness/fault-server.mjs";

/* global window, document, customElements -- in the page */

const html = (body) =>
  `<!doctype html><link rel="icon" href="data:,"><link rel="stylesheet" href="/dist/core.css">
   <script type="module" src="/dist/core.js"></script>${body}`;

/** Python that offers the page what it may ask for. */
const asking = `
from pyscript import window, storage, fs, Pool
pool = Pool(1)
async def opened():
    store = await storage("later")
    store["key"] = 1
    return str([(key, store[key]) for key in store])
async def synced():
    try:
        await fs.sync("/none")
    except KeyError:
        return "not mounted"
async def mapped():
    return str(await pool.map("abs", [-1, -2]))
functions = {"storage": opened, "fs": synced, "Pool": mapped}
async def ask(name):
    try:
        return await functions[name]()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
window.ask = ask
`;

const pages = {
  "/python.html": html(`<mpy-script>${asking}</mpy-script>`),
  "/plain.html": html("<p>no Python</p>"),
  "/named.py": "def twice(number):\n    return 2 * number\n",
};
const notLoaded = /Failed to fetch dynamically imported module|could not be (loaded|fetched|reached)/;

describe("a part that could not be loaded when it was first used", { concurrency: false }, () => {
  let server;
  let browser;
  let tab;

  before(async () => {
    server = await faultServer(pages);
    browser = await puppeteer.launch({ executablePath: findBrowser("chrome"), args: chromeArguments() });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  async function visit(page) {
    await tab?.close();
    tab = await browser.newPage();
    await tab.goto(server.origin + page);
  }

  /** Does something while no file can be had. */
  async function cutOff(action) {
    for (const folder of ["", "chunks/"])
      for (const file of readdirSync(new URL(`../../dist/${folder}`, import.meta.url)))
        server.spoiled.set(`/dist/${folder}${file}`, "answers 404");
    try {
      return await action();
    } finally {
      server.spoiled.clear();
    }
  }

  it("is loaded by the next use: storage, folders, pools", async () => {
    await visit("/python.html");
    await tab.waitForFunction(() => "ask" in window, { timeout: 60_000 });
    const results = { storage: "[('key', 1)]", fs: "not mounted", Pool: "[1, 2]" };
    for (const [name, result] of Object.entries(results)) {
      const ask = () => tab.evaluate((name) => window.ask(name), name);
      assert.match(await cutOff(ask), notLoaded);
      assert.equal(await ask(), result);
    }
  });

  for (const tag of ["py-terminal", "py-editor"]) {
    it(`is loaded by the next use: <${tag}>`, async () => {
      await visit("/plain.html");
      await tab.waitForFunction((tag) => customElements.get(tag), { timeout: 60_000 }, tag);
      const insert = (tag) => {
        window.element = document.createElement(tag);
        window.element.setAttribute("type", "mpy");
        document.body.append(window.element);
      };
      const process = () =>
        window.element.process("number = 6 * 7\nnumber").then((value) => `done ${value ?? ""}`, String);
      const tried = await cutOff(async () => {
        await tab.evaluate(insert, tag);
        return tab.evaluate(process);
      });
      assert.match(tried, notLoaded);
      assert.match(await tab.evaluate(process), /^done (42)?$/);
    });
  }

  it("is loaded by the next call of a bridge", async () => {
    await visit("/plain.html");
    const call = () =>
      tab.evaluate(async (origin) => {
        const { bridge } = await import("/dist/bridge.js");
        window.python ??= bridge(`${origin}/named.js`, { type: "mpy", worker: false });
        return Promise.all([
          window.python.twice(4).catch(String),
          window.python.then(({ twice }) => twice(5)).catch(String),
        ]);
      }, server.origin);
    await tab.evaluate(() => import("/dist/bridge.js"));
    for (const failure of await cutOff(call)) assert.match(failure, notLoaded);
    assert.deepEqual(await call(), [8, 10]);
  });
});
