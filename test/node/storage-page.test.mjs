// Behaviour of stores that only a whole browser shows: the files a page loads for them, and a disk that is
// really full. `npm run build` first.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import puppeteer from "puppeteer-core";
import { brotliCompressSync } from "node:zlib";
import { chromeArguments, findBrowser } from "../../scripts/browsers/find-browser.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";

const head = `<!doctype html><link rel="icon" href="data:,">`;

const python = (name) => `
from pyscript import storage, window

store = await storage("full")
try:
    while True:
        message = await window.next("${name}")
        if message == "fill":
            store["${name}"] = bytearray(4_000_000)
        try:
            await store.sync()
            window.tell("${name}", "kept")
        except OSError as error:
            window.tell("${name}", "OSError: " + str(error) + " " + str(len(store["${name}"])))
except Exception as error:
    window.tell("${name}", "failed: " + repr(error))
`;

const pages = {
  "/alone": `${head}<script type="module">
    import storage from "/dist/storage.js";
    const store = await storage("alone");
    store.key = [1, 2];
    await store.sync();
    globalThis.finished = JSON.stringify(store);
  </script>`,
  "/full": `${head}<script>
    // Steps for each party, and what they tell.
    const steps = {};
    const told = {};
    globalThis.events = [];
    const of = (all, name) => (all[name] ??= Promise.withResolvers());
    globalThis.next = (name) => of(steps, name).promise.then((step) => (delete steps[name], step));
    globalThis.tell = (name, what) => of(told, name).resolve(what);
    globalThis.step = async (name, what) => {
      of(steps, name).resolve(what);
      const answer = await of(told, name).promise;
      delete told[name];
      return answer;
    };
    addEventListener("py:storage-error", (event) => {
      event.preventDefault();
      events.push(event.store + " " + event.error.code);
    });
  </script>
  <script type="module" src="/dist/core.js"></script>
  <script type="mpy">${python("mpy")}</script>
  <script type="mpy" worker>${python("mpy worker")}</script>
  <script type="py">${python("py")}</script>
  <script type="py" worker>${python("py worker")}</script>
  <script type="module">
    import storage from "/dist/storage.js";
    const store = await storage("full");
    globalThis.keys = () => Object.keys(store).sort().join();
    for (;;) {
      if ((await next("js")) === "fill") store.js = new Uint8Array(4_000_000);
      try {
        await store.sync();
        tell("js", "kept");
      } catch (error) {
        tell("js", error.name + " " + error.code + ": " + error.message + " " + store.js.length);
      }
    }
  </script>`,
};

describe("a page with stores", () => {
  let server;
  let browser;

  before(async () => {
    const root = new URL("../../dist", import.meta.url).pathname;
    server = await serveFiles({ folders: { "/dist/": root }, pages, isolated: true, compressed: false });
    browser = await puppeteer.launch({ executablePath: findBrowser("chrome"), args: chromeArguments() });
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it("loads storage.js alone, which is under 35 kB", { timeout: 60_000 }, async () => {
    const size = brotliCompressSync(readFileSync(new URL("../../dist/storage.js", import.meta.url))).length;
    assert.ok(size < 35_000, `${size} bytes`);
    const tab = await browser.newPage();
    const requests = [];
    tab.on("request", (request) => requests.push(new URL(request.url()).pathname));
    await tab.goto(`${server.origin}/alone`);
    const finished = await tab.waitForFunction("globalThis.finished", { timeout: 30_000 });
    assert.equal(await finished.jsonValue(), '{"key":[1,2]}');
    assert.deepEqual(
      requests.filter((path) => path.startsWith("/dist/")),
      ["/dist/storage.js"],
    );
    await tab.close();
  });

  it(
    "says that the disk is full, to everybody, and keeps what was written",
    { timeout: 180_000 },
    async () => {
      const context = await browser.createBrowserContext();
      const tab = await context.newPage();
      const problems = [];
      tab.on("pageerror", (error) => problems.push(error.message));
      tab.on("console", (message) => message.type() === "error" && problems.push(message.text()));
      await tab.goto(`${server.origin}/full`);
      const step = (name, what) => tab.evaluate((...args) => globalThis.step(...args), name, what);
      const parties = ["js", "mpy", "mpy worker", "py", "py worker"];
      for (const name of parties) assert.equal(await step(name, "sync"), "kept", name);

      const session = await tab.createCDPSession();
      const { origin } = server;
      await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
      for (const name of parties) {
        const answer = await step(name, "fill");
        assert.match(answer, name === "js" ? /^StorageError quota: / : /^OSError: /, name);
        assert.match(answer, /There is no room left .* 4000000$/, name);
      }
      const events = await tab.evaluate("events.join()");
      assert.match(events, /^full quota(,full quota)*$/);
      assert.ok(events.split(",").length >= parties.length, events);
      assert.equal(await tab.evaluate("keys()"), parties.join());

      await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1_000_000_000 });
      for (const name of parties) assert.equal(await step(name, "sync"), "kept", name);
      assert.deepEqual(problems, []);
      await tab.reload();
      await tab.waitForFunction(`globalThis.keys?.() === "${parties.join()}"`, { timeout: 60_000 });
      await context.close();
    },
  );
});
