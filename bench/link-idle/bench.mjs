// Measures the cost of a worker that waits: processor time of the page's process, which has all its threads.
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { table } from "../statistics.mjs";
import { interpreters } from "../visits.mjs";

const ways = [
  { name: "shared memory", isolated: true, config: {} },
  { name: "stack switching", isolated: false, config: {} },
  { name: "service worker", isolated: false, config: { sync: "service-worker" } },
];
const waits = {
  nothing: "",
  "time.sleep(60)": "import time; time.sleep(60)",
  "sync.sleep(60)": "from pyscript import sync; sync.sleep(60)",
  "sync.ask()": "from pyscript import sync; sync.ask()",
  "input()": "input()",
};
/** How long is looked, in seconds; what the start has left to do takes some before. */
const SECONDS = 20;
const SETTLING = 3;

const page = (type, config, source) => `<!doctype html><link rel="icon" href="data:,">
<link rel="stylesheet" href="/dist/core.css">
<script type="module" src="/dist/core.js"></script>
<script type="${type}" id="waits" worker terminal config='${JSON.stringify(config)}'>
print("here")
${source}</script>
<script type="module">
const script = document.getElementById("waits");
script.addEventListener("${type}:ready", () => {
  script.worker.sync.ask = () => new Promise(() => {});
  globalThis.ready = true;
});
</script>`;

/** @type {import("../run.mjs").Bench} */
export default {
  title: "A worker that waits",
  description: `Processor time of the page's process, all threads, in ${SECONDS} seconds in which Python in a worker waits, in milliseconds. *Nothing*: the script has ended, and its worker is there.`,
  rounds: 1,
  run,
};

async function run({ browser, only, progress }) {
  const rows = [];
  for (const { name, isolated, config } of ways) {
    for (const type of Object.keys(interpreters)) {
      const title = `${interpreters[type]}, ${name}`;
      if (only && !`${type} ${name}`.includes(only)) continue;
      progress(title);
      const row = [title];
      for (const source of Object.values(waits))
        row.push(await measure(browser, page(type, config, source), isolated));
      rows.push(row);
    }
  }
  return table([["", ...Object.keys(waits).map((wait) => `\`${wait}\``)], ...rows]);
}

async function measure(browser, html, isolated) {
  const server = await serveFiles({ isolated, folders: { "/dist/": "dist" }, pages: { "/": html } });
  const context = await browser.createBrowserContext();
  const session = await browser.target().createCDPSession();
  try {
    const tab = await context.newPage();
    await tab.goto(`${server.origin}/`);
    await tab.waitForFunction("globalThis.ready", { timeout: 60_000 });
    await pause(SETTLING);
    const start = await used(session);
    await pause(SECONDS);
    return String(Math.round((await used(session)) - start));
  } finally {
    await session.detach();
    await context.close();
    await server.close();
  }
}

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Processor time that the browser's pages have used, all their threads, in milliseconds. */
async function used(session) {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const pages = processInfo.filter(({ type }) => type === "renderer");
  return pages.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0);
}
