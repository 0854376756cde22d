// Calls of Python functions by bridges, beside a direct call of the interpreter and a bare `postMessage`
// round trip.
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { visit } from "../../scripts/browsers/launch-chrome.mjs";
import { median, table } from "../statistics.mjs";

const interpreters = { mpy: "MicroPython", py: "Pyodide" };

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

async function run({ browser, rounds, only, progress }) {
  const types = Object.keys(interpreters).filter((type) => !only || type === only);
  const server = await serveFiles({
    folders: { "/dist/": "dist", "/bench/": "bench/bridge" },
    pages: Object.fromEntries(types.map((type) => [`/${type}`, page(type, rounds)])),
    isolated: true,
  });
  try {
    const calls = [];
    const arrays = [];
    for (const type of types) {
      progress(interpreters[type]);
      const context = await browser.createBrowserContext();
      const { finished } = await visit(context, `${server.origin}/${type}`);
      await context.close();
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
  } finally {
    await server.close();
  }
}

function thousands(value) {
  return Math.round(value).toLocaleString("en");
}
