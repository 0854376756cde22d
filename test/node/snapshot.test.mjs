// What Pyodide's memory snapshot must not bring along from the machine that it was made on. `npm run build` first.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launchChrome, visit } from "../../scripts/launch-chrome.mjs";
import { findSnapshot } from "../../scripts/snapshot.mjs";
import { serveFiles } from "../../scripts/static-server.mjs";

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
    const root = new URL("../../dist", import.meta.url).pathname;
    server = await serveFiles({ folders: { "/dist/": root }, pages: { "/": page }, compressed: false });
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
});
