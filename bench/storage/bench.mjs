// Stores, written, opened and read from JavaScript and from Python, beside plain IndexedDB, in turns on one
// page.
import { readFileSync } from "node:fs";
import { visit } from "../../scripts/browsers/launch-chrome.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { median, table } from "../statistics.mjs";

const languages = {
  js: "JavaScript",
  mpy: "MicroPython",
  py: "Pyodide",
  "mpy-worker": "MicroPython, worker",
  "py-worker": "Pyodide, worker",
};

/** The measured works: how much slower than plain each may be, or how many milliseconds it may take. */
const works = {
  write: { title: "10,000 writes, then `sync()`", ratio: 1.5 },
  open: { title: "open 100,000 keys", ratio: 1.5 },
  // A million a second; two million where Python compiles.
  read: {
    title: "100,000 reads, beside a `Map` or `dict`",
    time: (type) => (type.startsWith("mpy") ? 100 : 50),
  },
  stop: { title: "longest stop of the page while opening" },
};

const source = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

const page = (type, rounds) => `<!doctype html><link rel="icon" href="data:,">
<script>Object.assign(globalThis, { kind: "${type}", rounds: ${rounds} })</script>
<script>${source("plain.js")}</script>
${
  type === "js"
    ? `<script type="module">${source("javascript.js")}</script>`
    : `<script>${source("beside.js")}</script>
<script type="module" src="/dist/core.js"></script>
<script type="${type.split("-")[0]}" ${type.split("-")[1] ?? ""}>
${source("work.py")}</script>`
}`;

/** @type {import("../run.mjs").Bench} */
export default {
  title: "Stores",
  description:
    "Milliseconds for work on stores, and for the same on plain IndexedDB with one record for each key, in turns on one\n" +
    "page. Half of the values are numbers, half small dictionaries. `sync()` waits until the disk has them, plain\n" +
    "IndexedDB does not. Python opens a store that the page has open already. The first round is not counted; of\n" +
    "reads, the fastest of three in a row is.",
  rounds: 3,
  run,
};

async function run({ browser, rounds, only, progress }) {
  const types = Object.keys(languages).filter((type) => !only || type === only);
  const server = await serveFiles({
    folders: { "/dist/": "dist" },
    pages: Object.fromEntries(types.map((type) => [`/${type}`, page(type, rounds)])),
    isolated: true,
  });
  // One for all, so that what is opened need be written once only.
  const context = await browser.createBrowserContext();
  try {
    const rows = [];
    for (const type of types) {
      progress(languages[type]);
      const { finished } = await visit(context, `${server.origin}/${type}`);
      for (const [name, { title, ratio: most, time }] of Object.entries(works)) {
        if (!finished[name]) continue;
        const [ours, plain] = [0, 1].map((at) => median(finished[name].map((pair) => pair[at])));
        const ratio = ours / plain;
        const limit = time?.(type);
        const isMissed = ratio > most || ours > limit;
        const goal = most ? `${most} ×` : limit ? `${limit} ms` : "";
        rows.push([
          `${languages[type]}: ${title}`,
          ours.toFixed(1),
          plain.toFixed(1),
          `${ratio.toFixed(2)} ×`,
          goal + (isMissed ? " (missed)" : ""),
        ]);
      }
    }
    return table([["work", "store, ms", "plain, ms", "ratio", "goal"], ...rows]);
  } finally {
    await context.close();
    await server.close();
  }
}
