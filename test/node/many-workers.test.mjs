// Workers of both interpreters that come and go: what is left of them in the browser. `npm run build` first.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import puppeteer from "puppeteer-core";
import { chromeArguments, findBrowser } from "../../scripts/browsers/find-browser.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { memory, pause, settled } from "../harness/browser-memory.mjs";

const TIMES = 50;
/** The growth of memory that is allowed, in MB, from when the first ten workers have gone: one Pyodide in a
 * worker has some 90. */
const MAY_GROW = 150;

const page = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/dist/core.js"></script><body>`;

describe("workers that are inserted and removed", () => {
  let browser;
  let server;

  before(async () => {
    server = await serveFiles({
      folders: { "/dist/": "dist" },
      pages: { "/page": page, "/ran.py": "x = 1\n" },
      isolated: true,
    });
    browser = await puppeteer.launch({
      executablePath: findBrowser("chrome"),
      args: chromeArguments(),
    });
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  for (const [tag, ending] of [
    ["mpy-script", "after they ran"],
    ["py-script", "after they ran"],
    ["py-script", "while they start"],
  ]) {
    it(`leave no worker and no memory behind: ${TIMES} <${tag} worker>, ${ending}`, async () => {
      const tab = await browser.newPage();
      const problems = [];
      tab.on("error", (error) => problems.push(error.message));
      tab.on("pageerror", (error) => problems.push(error.message));
      await tab.goto(`${server.origin}/page`);
      assert.equal(await tab.evaluate("crossOriginIsolated"), true);
      let early;
      for (let time = 0; time < TIMES; time++) {
        const wait = ending === "while they start" ? (time * 37) % 600 : undefined;
        await tab.evaluate(insertAndRemove, tag, wait);
        if (time === 9) early = await memory(browser);
      }
      for (let tries = 0; tab.workers().length > 0 && tries < 100; tries++) await pause(100);
      assert.equal(tab.workers().length, 0);
      const late = await settled(browser, early + MAY_GROW);
      assert.ok(late <= early + MAY_GROW, `${early} MB after ten workers, ${late} MB after ${TIMES}`);
      assert.deepEqual(problems, []);
      await tab.close();
    });
  }

  it("start again and again, eight at a time, faster than the page collects what they shared with it", async () => {
    const tab = await browser.newPage();
    await tab.goto(`${server.origin}/page`);
    assert.deepEqual(await tab.evaluate(startAndEnd, 25), []);
    await tab.close();
  });
});

/* global document -- in the page */
async function insertAndRemove(tag, wait) {
  const element = document.createElement(tag);
  element.setAttribute("worker", "");
  element.textContent = "x = 1";
  document.body.append(element);
  const { done } = element;
  if (wait === undefined) await done;
  else await new Promise((resolve) => setTimeout(resolve, wait));
  element.remove();
  await done.catch(() => {});
}

/** @returns the failures */
async function startAndEnd(times) {
  const { MPWorker } = await import("/dist/core.js");
  const failures = [];
  for (let time = 0; time < times && failures.length === 0; time++) {
    const workers = Array.from({ length: 8 }, () => MPWorker("/ran.py"));
    for (const { reason } of await Promise.allSettled(workers.map(({ ready }) => ready)))
      if (reason) failures.push(`${time}: ${reason}`);
    for (const worker of workers) worker.terminate();
  }
  return failures;
}
