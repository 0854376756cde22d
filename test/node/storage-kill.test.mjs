// Changes that sync() has confirmed outlive the browser, whenever that is killed. `npm run build` first.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import puppeteer from "puppeteer-core";
import { chromeArguments, findBrowser } from "../../scripts/browsers/find-browser.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";

const KILLS = 20;

/** Writes for ever, and tells what was confirmed: numbers by key, and the keys that were deleted. */
const page = `<!doctype html><link rel="icon" href="data:,">
<script type="module">
  addEventListener("py:storage-error", ({ error }) => (globalThis.error = error.code));
  import storage from "/dist/storage.js";
  const store = await storage("survivor");
  globalThis.content = JSON.stringify(store);
  globalThis.write = async (number) => {
    let old = [];
    for (;;) {
      const written = {};
      const size = Math.random() < 0.1 ? 2000 : 1 + Math.floor(Math.random() * 20);
      for (let count = 0; count < size; count++) {
        const key = "key " + Math.floor(Math.random() * 3000);
        store[key] = written[key] = ++number;
      }
      for (const key of old) delete store[key];
      const passing = "passing " + ++number;
      store[passing] = Math.random() < 0.2 ? "x".repeat(200_000) : 1;
      await store.sync();
      globalThis.tell(JSON.stringify({ number, written, deleted: old }));
      old = [passing];
    }
  };
</script>`;

function isAlive(group) {
  try {
    process.kill(group, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a store", () => {
  const profile = mkdtempSync(path.join(tmpdir(), "py-elements-kill-"));
  let server;
  let browser;

  before(async () => {
    const root = new URL("../../dist", import.meta.url).pathname;
    server = await serveFiles({ folders: { "/dist/": root }, pages: { "/": page }, compressed: false });
  });

  after(async () => {
    await kill();
    await server?.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  async function open(onConfirm) {
    browser = await puppeteer.launch({
      executablePath: findBrowser("chrome"),
      args: chromeArguments(),
      userDataDir: profile,
    });
    const [tab] = await browser.pages();
    await tab.exposeFunction("tell", (text) => onConfirm(JSON.parse(text)));
    await tab.goto(server.origin);
    const content = await tab.waitForFunction("globalThis.content", { polling: 20, timeout: 60_000 });
    const isLost = (await tab.evaluate("globalThis.error")) === "lost";
    return { tab, content: JSON.parse(await content.jsonValue()), isLost };
  }

  async function kill() {
    const chrome = browser?.process();
    if (!chrome || chrome.exitCode !== null || chrome.signalCode !== null) return;
    const gone = once(chrome, "exit");
    // All of its processes, at the same moment: one that is left holds the database, and the next browser,
    // finding it locked, begins a new one.
    process.kill(-chrome.pid, "SIGKILL");
    await gone;
    while (isAlive(-chrome.pid)) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  it(`has all that was confirmed after each of ${KILLS} kills`, { timeout: 300_000 }, async () => {
    let numbers = {};
    const deleted = new Set();
    let number = 0;
    let confirmations = 0;
    let losses = 0;
    const onConfirm = (confirmed) => {
      confirmations++;
      number = confirmed.number;
      Object.assign(numbers, confirmed.written);
      for (const key of confirmed.deleted) deleted.add(key);
    };
    for (let round = 0; round <= KILLS; round++) {
      const { tab, content, isLost } = await open(onConfirm);
      if (isLost) {
        // Chromium's own doing, of which it tells; see docs/decisions/0074-killed-browsers.md. All begins
        // anew.
        losses++;
        assert.deepEqual(content, {});
        numbers = {};
        deleted.clear();
      }
      for (const [key, least] of Object.entries(numbers)) {
        assert.ok(content[key] >= least, `${key} is ${content[key]}, and ${least} was confirmed`);
      }
      for (const key of deleted) assert.ok(!(key in content), `${key} was deleted`);
      if (round === KILLS) break;
      // Numbers that were written and not confirmed are not used again.
      const before = confirmations;
      tab.evaluate((from) => void globalThis.write(from), number + 1_000_000).catch(() => {});
      const until = Date.now() + 50 + Math.random() * 450;
      while (Date.now() < until || confirmations === before)
        await new Promise((resolve) => setTimeout(resolve, 2));
      await kill();
    }
    assert.ok(Object.keys(numbers).length > 100 || losses > 0);
    assert.ok(losses <= 2, `the browser has lost all ${losses} times`);
  });
});
