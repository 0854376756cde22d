// Maps of a donkey with several workers, beside one worker and beside bare workers that are fed by hand, in
// turns on one page.
import { readFileSync } from "node:fs";
import { median, table } from "../statistics.mjs";
import { interpreters, typesOf, visits } from "../visits.mjs";

const page = (type, rounds) => `<!doctype html><link rel="icon" href="data:,">
<link rel="stylesheet" href="/dist/core.css"><div id="terminal" style="display: none"></div>
<script>globalThis.rounds = ${rounds}; globalThis.type = "${type}"</script>
<script type="module">${readFileSync(new URL("work.js", import.meta.url), "utf8")}</script>`;

/** @type {import("../run.mjs").Bench} */
export default {
  title: "Many workers",
  description:
    "`map` of a function that computes, over 64 items, by two workers, beside one worker, and beside two bare workers that\n" +
    "are fed by hand with the same chunks; 100,000 small items in chunks, beside bare messages to two bare workers; and until a\n" +
    "donkey of four workers is ready, beside a donkey of one, and the same of workers that only load the interpreter: as good\n" +
    "as the machine allows. In milliseconds; the first round is not counted.",
  rounds: 5,
  run,
};

async function run({ rounds, only, ...bench }) {
  const pages = Object.fromEntries(typesOf(only).map((type) => [type, page(type, rounds)]));
  const folders = { "/bench/": "bench/pool", "/pyodide/": "node_modules/pyodide" };
  const rows = [];
  for await (const [type, finished] of visits(bench, { pages, folders })) {
    const time = Object.fromEntries(Object.entries(finished).map(([name, times]) => [name, median(times)]));
    const row = (what, [ours, other], ratio, goal, isMet) => {
      rows.push([
        `${interpreters[type]}: ${what}`,
        time[ours].toFixed(0),
        time[other].toFixed(0),
        `${ratio.toFixed(2)} ×`,
        `${goal}${isMet ? "" : " (missed)"}`,
      ]);
    };
    const speedup = time.one / time.two;
    row("two workers, beside one", ["two", "one"], speedup, "1.85 × as fast", speedup >= 1.85);
    const bare = time.two / time.bare;
    row("two workers, beside bare ones", ["two", "bare"], bare, "1.1 × or less", bare <= 1.1);
    const small = time.small / time.bareSmall;
    row(
      "100,000 small items, beside bare messages",
      ["small", "bareSmall"],
      small,
      "1.3 × or less",
      small <= 1.3,
    );
    const start = time.four / time.single;
    row("four are ready, beside one", ["four", "single"], start, "1.5 × or less", start <= 1.5);
    const machine = time.bareFour / time.bareSingle;
    row("four bare workers are ready, beside one", ["bareFour", "bareSingle"], machine, "", true);
  }
  return table([["work", "donkey", "beside", "ratio", "goal"], ...rows]);
}
