// Measures short bursts: the first operations of a worker on the page after a second of quiet, beside bare
// messages after the same.
import { readFileSync } from "node:fs";
import { median, table } from "../statistics.mjs";
import { interpreters, typesOf, visits } from "../visits.mjs";

const GOAL = 3;

const source = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

const page = (type, rounds) => `<!doctype html><link rel="icon" href="data:,"><title>bursts</title>
<div id="thing"></div>
<script>Object.assign(globalThis, ${JSON.stringify({ type, rounds })})</script>
<script type="module">${source("page.js")}</script>`;

/** @type {import("../run.mjs").Bench} */
export default {
  title: "Short bursts of a worker",
  description:
    "Operations a second: the first 100 of Python in a worker after a second of quiet, by shared memory; the first burst of\n" +
    "the page, and the median of those that follow, each a second after the other. *Bare*: one message there and one word of\n" +
    "shared memory back, 100 times after a second of quiet, in turns on the same page.",
  rounds: 9,
  run,
};

async function run({ rounds, only, ...bench }) {
  const pages = Object.fromEntries(typesOf(only).map((type) => [type, page(type, rounds)]));
  const folders = { "/bench/": "bench/link-bursts" };
  const rows = [];
  for await (const [type, finished] of visits(bench, { pages, folders })) {
    const { bare, ...works } = finished;
    for (const [name, rates] of Object.entries(works)) {
      const ratios = [
        [rates[0], bare[0]],
        [median(rates.slice(1)), median(bare.slice(1))],
      ].map(([ours, other]) => ours / other);
      rows.push([
        `${interpreters[type]}: ${name}`,
        rates[0].toFixed(0),
        bare[0].toFixed(0),
        `${ratios[0].toFixed(1)} ×`,
        median(rates.slice(1)).toFixed(0),
        median(bare.slice(1)).toFixed(0),
        `${ratios[1].toFixed(1)} ×${ratios[1] < GOAL ? ` (missed: ${GOAL} ×)` : ""}`,
      ]);
    }
  }
  return table([["", "first burst", "bare", "ratio", "later bursts", "bare", "ratio"], ...rows]);
}
