// The same elements written in Python and with Lit in JavaScript, in turns on one page.
import { readFileSync } from "node:fs";
import { median, table } from "../statistics.mjs";
import { visits } from "../visits.mjs";

const variants = [
  { name: "mpy", title: "MicroPython", worker: false },
  { name: "py", title: "Pyodide", worker: false },
  { name: "mpy-worker", title: "MicroPython in a worker", worker: true },
  { name: "py-worker", title: "Pyodide in a worker", worker: true },
];

/** The measured works, as `work.js` has them; how many times longer Python may take, or how much in
 * milliseconds. */
const works = [
  { name: "insert", title: "1,000 instances inserted", main: 6, worker: 10 },
  { name: "change", title: "one property changed on each of 1,000", main: 6, worker: 8 },
  { name: "sort", title: "a keyed table of 1,000 rows sorted", main: 4, worker: 4 },
  { name: "click", title: "a click that changes one", more: 2 },
];

const source = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

const page = ({ name, worker }, rounds) => `<!doctype html><link rel="icon" href="data:,">
<link rel="stylesheet" href="/dist/core.css">
<script type="importmap">{"imports": {
  "lit": "/lit/lit/index.js", "lit/": "/lit/lit/",
  "lit-html": "/lit/lit-html/lit-html.js", "lit-html/": "/lit/lit-html/",
  "lit-element/": "/lit/lit-element/", "lit-element/lit-element.js": "/lit/lit-element/lit-element.js",
  "@lit/reactive-element": "/lit/@lit/reactive-element/reactive-element.js",
  "@lit/reactive-element/": "/lit/@lit/reactive-element/"
}}</script>
<script>globalThis.rounds = ${rounds}</script>
<script type="module" src="/dist/core.js"></script>
<div id="place"></div>
<script type="${name.replace("-worker", "")}" ${worker ? "worker" : ""} id="python">
${source("work.py")}</script>
<script type="module">${source("work.js")}</script>`;

/** @type {import("../run.mjs").Bench} */
export default {
  title: "Components",
  description:
    "Milliseconds for custom elements that are written in Python, and for the same ones written with Lit in JavaScript, until\n" +
    "all is shown; in turns on one page. The first round, which warms up, is not counted. Clicks are made at rest, and\n" +
    "one of the middle of twenty counts: a browser that draws a frame in between takes up to ten times as long.",
  rounds: 7,
  run,
};

async function run({ rounds, only, ...bench }) {
  const chosen = variants.filter(({ name }) => !only || name.includes(only));
  const measured = visits(bench, {
    folders: { "/lit/": "node_modules" },
    pages: Object.fromEntries(chosen.map((variant) => [variant.name, page(variant, rounds)])),
    titles: Object.fromEntries(chosen.map(({ name, title }) => [name, title])),
  });
  const rows = [];
  for await (const [name, finished] of measured) {
    const { title: variant, worker } = variants.find((each) => each.name === name);
    for (const { name: work, title, more, ...limits } of works) {
      const [python, plain] = finished[work].map(median);
      const limit = limits[worker ? "worker" : "main"];
      const isMissed = more ? python - plain > more : python / plain > limit;
      rows.push([
        `${variant}: ${title}`,
        python.toFixed(more ? 2 : 1),
        plain.toFixed(more ? 2 : 1),
        `${(python / plain).toFixed(1)} ×`,
        (more ? `${more} ms more` : `${limit} ×`) + (isMissed ? " (missed)" : ""),
      ]);
    }
  }
  return table([["work", "Python, ms", "Lit, ms", "ratio", "goal"], ...rows]);
}
