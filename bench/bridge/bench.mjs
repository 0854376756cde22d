// Calls of Python functions by bridges, beside a direct call of the interpreter and a bare `postMessage`
// round trip.
import { median, table } from "../statistics.mjs";
import { interpreters, typesOf, visits } from "../visits.mjs";

const page = (type, rounds) => `<!doctype html><link rel="icon" href="data:,">
<script>Object.assign(globalThis, { type: "${type}", rounds: ${rounds} })</script>
<script type="module" src="/bench/work.js"></script>`;

/** @type {import("../run.mjs").Bench} */
export default {
  title: "Bridges",
  description:
    "`await add(5, 3)`, one after the other: calls per second on the main thread, beside a call of the same function as the\n" +
    "interpreter hands it out, and in a worker, beside a bare `postMessage` there and back. Then a `Uint8Array` of 10 MB that a\n" +
    "Python function takes as `bytes` and returns, in milliseconds; it is transferred to the worker and back, and copied to\n" +
    "Python's memory and out of it. All in turns on one page, which is cross-origin isolated; the first round is not counted.",
  rounds: 7,
  run,
};

async function run({ rounds, only, ...bench }) {
  const pages = Object.fromEntries(typesOf(only).map((type) => [type, page(type, rounds)]));
  const folders = { "/bench/": "bench/bridge" };
  const calls = [];
  const arrays = [];
  for await (const [type, finished] of visits(bench, { pages, folders })) {
    const { rates, crossings } = finished;
    const row = (where, bridged, reference, beside, goal) => {
      const ratio = median(rates[bridged]) / median(rates[reference]);
      calls.push([
        `${interpreters[type]}, ${where}`,
        thousands(median(rates[bridged])),
        `${thousands(median(rates[reference]))} (${beside})`,
        `${Math.round(ratio * 100)}%`,
        `${goal}%${ratio * 100 < goal ? " (missed)" : ""}`,
      ]);
    };
    row("main thread", "main", "direct", "direct call", 80);
    row("worker", "worker", "bare", "bare round trip", 75);
    arrays.push([
      interpreters[type],
      ...["main", "worker", "bare"].map((name) => median(crossings[name]).toFixed(1)),
    ]);
  }
  return [
    table([["`add(5, 3)`", "calls a second", "beside", "ratio", "goal"], ...calls]),
    table([["10 MB there and back, ms", "main thread", "worker", "bare worker, no Python"], ...arrays]),
  ].join("\n\n");
}

function thousands(value) {
  return Math.round(value).toLocaleString("en");
}
