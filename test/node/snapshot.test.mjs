// Traces of the machine that Pyodide's memory snapshot was made on must not be in it. `npm run build` first.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launchChrome, visit } from "../../scripts/browsers/launch-chrome.mjs";
import { findSnapshot } from "../../tools/pyodide/snapshot.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";

const page = `<!doctype html><link rel="icon" href="data:,">
<script type="module" src="/dist/core.js"></script>
<script type="py">
import json, time, js
from datetime import datetime
js.finished = json.dumps({
  "timezone": time.timezone,
  "altzone": time.altzone,
  "daylight": time.daylight,
  "tzname": time.tzname,
  "winter": datetime(2026, 1, 15).astimezone().strftime("%Z %z"),
  "summer": datetime(2026, 7, 15).astimezone().strftime("%Z %z"),
})
</script>`;

/** A page whose scripts say which names they find in their globals. */
const namesPage = (type, interpreter = "") => `<!doctype html><link rel="icon" href="data:,">
<script>
  const found = {};
  function tell(where, names) {
    found[where] = names.split(" ").sort();
    if (found.main && found.worker) globalThis.finished = JSON.stringify(found);
  }
</script>
<script type="module" src="/dist/core.js"></script>
<${type}-config>${JSON.stringify(interpreter ? { interpreter } : {})}</${type}-config>
<script type="${type}">__import__("pyscript").window.tell("main", " ".join(globals()))</script>
<script type="${type}" worker>__import__("pyscript").window.tell("worker", " ".join(globals()))</script>`;

/** Visits until the snapshot was used: on a busy machine files may come too slowly for it at first. */
async function visitRestored(context, origin, zone) {
  for (let tries = 0; tries < 8; tries += 1) {
    const visited = await visit(context, origin, { zone });
    if (visited.requests.some(({ url }) => url.includes("/snapshot-"))) return visited;
  }
  throw new Error("The snapshot never came in time.");
}

describe("a restored interpreter", { skip: findSnapshot() ? false : "the build made no snapshot" }, () => {
  let browser;
  let server;

  before(async () => {
    browser = await launchChrome();
    const dist = new URL("../../dist", import.meta.url).pathname;
    const plain = new URL("../../node_modules/pyodide", import.meta.url).pathname;
    server = await serveFiles({
      folders: { "/dist/": dist, "/plain/": plain },
      pages: { "/": page, "/names": namesPage("py"), "/names-plain": namesPage("py", "/plain/") },
      compressed: false,
    });
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  for (const [zone, expected] of [
    ["America/New_York", { timezone: 18000, altzone: 14400, winter: "-0500", summer: "-0400" }],
    ["Australia/Sydney", { timezone: -36000, altzone: -39600, winter: "+1100", summer: "+1000" }],
    ["Asia/Tokyo", { timezone: -32400, altzone: -32400, winter: "+0900", summer: "+0900" }],
  ]) {
    it(`has the time zone of the visitor: ${zone}`, async () => {
      const { finished } = await visitRestored(await browser.createBrowserContext(), server.origin, zone);
      const { timezone, altzone, daylight, tzname, winter, summer } = JSON.parse(finished);
      assert.deepEqual({ timezone, altzone }, { timezone: expected.timezone, altzone: expected.altzone });
      assert.equal(daylight, Number(timezone !== altzone));
      assert.equal(tzname.length, 2);
      assert.match(winter, new RegExp(`^\\S+ \\${expected.winter}$`));
      assert.match(summer, new RegExp(`^\\S+ \\${expected.summer}$`));
    });
  }

  it("has no names that the author did not import, on the main thread and in workers", async () => {
    const context = await browser.createBrowserContext();
    const restored = JSON.parse((await visitRestored(context, `${server.origin}/names`)).finished);
    const plain = JSON.parse((await visit(context, `${server.origin}/names-plain`)).finished);
    assert.deepEqual(plain.main, plain.worker);
    assert.deepEqual(restored, plain);
  });
});

describe("a restored MicroPython", () => {
  it("has no names that the author did not import, on the main thread and in workers", async () => {
    const browser = await launchChrome();
    const root = new URL("../../dist", import.meta.url).pathname;
    const pages = { "/": namesPage("mpy") };
    const server = await serveFiles({
      folders: { "/dist/": root },
      pages,
      compressed: false,
      isolated: true,
    });
    try {
      const { finished } = await visit(await browser.createBrowserContext(), server.origin);
      assert.deepEqual(JSON.parse(finished), { main: ["__name__"], worker: ["__name__"] });
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
