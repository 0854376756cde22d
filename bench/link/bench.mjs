// Measures operations of Python in a worker on the page, by each transport, beside bare messages and plain
// JavaScript.
import { readFileSync } from "node:fs";
import { table } from "../statistics.mjs";
import { interpreters, visits } from "../visits.mjs";

const ways = [
  { name: "shared memory", isolated: true, config: {} },
  { name: "stack switching", isolated: false, config: {} },
  { name: "service worker", isolated: false, config: { sync: "service-worker" } },
];

const source = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

const page = (type, config, rounds) => `<!doctype html><link rel="icon" href="data:,">
<link rel="stylesheet" href="/dist/core.css">
<div id="thing"></div><div id="box" style="display: none"></div>
<script>globalThis.rounds = ${rounds}</script>
<script src="/bench/page.js"></script>
<script type="module" src="/dist/core.js"></script>
<script type="${type}" worker config='${JSON.stringify({
  ...config,
  js_modules: { worker: { "/bench/bare.js": "bare" } },
})}'>
${source("work.py")}</script>`;

/** @type {import("../run.mjs").Bench} */
export default {
  title: "The page, from Python in a worker",
  description:
    "Operations a second: reading a property, setting one, calling a method, `document.getElementById(…).textContent = …`;\n" +
    "and milliseconds for making, filling and appending elements, beside plain JavaScript on the page. *Bare* is one\n" +
    "message there and one word of shared memory back (shared memory), or a promise of a message (stack switching), with\n" +
    "nothing done in between. *Click*: from a click to what its handler in Python has written. *Frames*: those a second, and the longest gap between two, while the worker asks all the time.",
  rounds: 3,
  run,
};

async function run({ rounds, only, ...bench }) {
  const rows = [];
  for (const { name, isolated, config } of ways) {
    const types = Object.keys(interpreters).filter((type) => !only || `${type} ${name}`.includes(only));
    const measured = visits(bench, {
      isolated,
      folders: { "/bench/": "bench/link" },
      pages: Object.fromEntries(types.map((type) => [type, page(type, config, rounds)])),
      titles: Object.fromEntries(types.map((type) => [type, `${interpreters[type]}, ${name}`])),
    });
    for await (const [type, finished] of measured) rows.push(row(`${interpreters[type]}, ${name}`, finished));
  }
  return table([
    ["", "bare", "read", "set", "call", "chain", "elements, ms", "plain, ms", "ratio", "click, ms", "frames"],
    ...rows,
  ]);
}

function row(name, { read, write, call, chain, elements, many, plain, pingPong, bare, click, frames }) {
  const reference = pingPong ?? bare;
  const times = (rate) => (reference ? `${rate} (${(rate / reference).toFixed(2)} ×)` : String(rate));
  return [
    name,
    reference ?? "–",
    times(read),
    write,
    times(call),
    times(chain),
    `${elements.toFixed(0)} (${many})`,
    plain.toFixed(1),
    `${(elements / plain).toFixed(1)} ×`,
    click.toFixed(2),
    `${frames.rate.toFixed(0)}/s, ${frames.longest.toFixed(0)} ms`,
  ];
}
