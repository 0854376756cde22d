// Elements made, found and shown, and events handled, from Python and by plain JavaScript: in turns on one
// page, and for the first time on fresh ones.
import { readFileSync } from "node:fs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { visit } from "../../scripts/browsers/launch-chrome.mjs";
import { median, table } from "../statistics.mjs";
import { interpreters, typesOf } from "../visits.mjs";

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

/** Goals of the same works when a page does them for the first time. */
const firstLimits = { create_tree: 4, create_each: 4, show: 4 };

const source = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

/** @param first a work and its side, 0 for Python's, where that is all the page does */
const page = (type, rounds, first) => `<!doctype html><link rel="icon" href="data:,">
<link rel="stylesheet" href="/dist/core.css">
<script>Object.assign(globalThis, ${JSON.stringify({ rounds, first, works: works.map(({ name }) => name) })})</script>
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
    "turns. The first round, which warms up, is not counted. Then the same for the first time: each on a fresh page, which does\n" +
    "nothing else, once, with no warm-up.",
  rounds: 9,
  run,
};

async function run({ browser, rounds, only, progress }) {
  const types = typesOf(only);
  const pages = {};
  for (const type of types) {
    pages[`/${type}`] = page(type, rounds);
    for (const name of Object.keys(firstLimits))
      for (const side of [0, 1]) pages[`/${type}-${name}-${side}`] = page(type, rounds, { name, side });
  }
  const server = await serveFiles({ folders: { "/dist/": "dist" }, pages });
  const context = await browser.createBrowserContext();
  const measured = async (path) => {
    progress(path);
    return (await visit(context, server.origin + path)).finished;
  };
  try {
    const warm = [];
    for (const type of types) {
      const finished = await measured(`/${type}`);
      for (const { name, title, limit } of works) warm.push(row(type, title, finished[name], limit));
    }
    const times = {};
    for (let round = 0; round < rounds; round++)
      for (const path of Object.keys(pages).filter((path) => path.includes("-")))
        (times[path] ??= []).push(await measured(path));
    const first = types.flatMap((type) =>
      Object.entries(firstLimits).map(([name, limit]) => {
        const { title } = works.find((work) => work.name === name);
        return row(
          type,
          title,
          [0, 1].map((side) => times[`/${type}-${name}-${side}`]),
          limit,
        );
      }),
    );
    const head = ["Python, ms", "JavaScript, ms", "ratio", "goal"];
    return `${table([["work", ...head], ...warm])}\n\n${table([["for the first time", ...head], ...first])}`;
  } finally {
    await context.close();
    await server.close();
  }
}

function row(type, title, sides, limit) {
  const [python, plain] = sides.map(median);
  const ratio = python / plain;
  return [
    `${interpreters[type]}: ${title}`,
    python.toFixed(1),
    plain.toFixed(1),
    `${ratio.toFixed(1)} ×`,
    `${limit} ×${ratio > limit ? " (missed)" : ""}`,
  ];
}
