// Elements made, found and shown, and events handled, from Python and by plain JavaScript, in turns on one
// page.
import { readFileSync } from "node:fs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { visit } from "../../scripts/browsers/launch-chrome.mjs";
import { median, table } from "../statistics.mjs";

const interpreters = { mpy: "MicroPython", py: "Pyodide" };

/** The measured works: a name, the function of that name in `work.js` and `work.py`, and how much slower it
 * may be. */
const works = [
  { name: "create_tree", title: "create 5,000 with class and text, append together", limit: 5 },
  { name: "create_each", title: "create 5,000 with class and text, append each", limit: 5 },
  { name: "find_set_all", title: "find 5,000, set one text on all", limit: 4 },
  { name: "find_set_each", title: "find 5,000, set a text on each", limit: 4 },
  { name: "show", title: '`display("x")` × 2,000', limit: 5 },
  { name: "attribute", title: "20,000 clicks, `py-click`", limit: 2 },
  { name: "decorator", title: "20,000 clicks, `@when`", limit: 2 },
];

const source = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

const page = (type, rounds) => `<!doctype html><link rel="icon" href="data:,">
<link rel="stylesheet" href="/dist/core.css">
<script>globalThis.rounds = ${rounds}; globalThis.works = ${JSON.stringify(works.map(({ name }) => name))}</script>
<script>${source("work.js")}</script>
<script type="module" src="/dist/core.js"></script>
<button id="attribute" ${type}-click="clicked">attribute</button>
<button id="decorator">decorator</button>
<div id="place"></div>
<script type="${type}" async="false" target="place">
${source("work.py")}</script>`;

/** @type {import("../run.mjs").Bench} */
export default {
  title: "The page, from Python",
  description:
    "Milliseconds for work on the page, by `pyscript.web` and its neighbours, and by plain JavaScript in the same page, in\n" +
    "turns. The first round, which warms up, is not counted.",
  rounds: 9,
  run,
};

async function run({ browser, rounds, only, progress }) {
  const types = Object.keys(interpreters).filter((type) => !only || type === only);
  const server = await serveFiles({
    folders: { "/dist/": "dist" },
    pages: Object.fromEntries(types.map((type) => [`/${type}`, page(type, rounds)])),
  });
  try {
    const rows = [];
    for (const type of types) {
      progress(interpreters[type]);
      const context = await browser.createBrowserContext();
      const { finished } = await visit(context, `${server.origin}/${type}`);
      await context.close();
      for (const { name, title, limit } of works) {
        const [python, plain] = finished[name].map(median);
        const ratio = python / plain;
        rows.push([
          `${interpreters[type]}: ${title}`,
          python.toFixed(1),
          plain.toFixed(1),
          `${ratio.toFixed(1)} ×`,
          `${limit} ×${ratio > limit ? " (missed)" : ""}`,
        ]);
      }
    }
    return table([["work", "Python, ms", "JavaScript, ms", "ratio", "goal"], ...rows]);
  } finally {
    await server.close();
  }
}
