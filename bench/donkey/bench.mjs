// Donkeys: until one is ready, calls a second, and lines until they are rendered; beside a bare worker with
// the same interpreter and a bare xterm.js, in turns on one page.
import { readFileSync } from "node:fs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { visit } from "../../scripts/browsers/launch-chrome.mjs";
import { median, table } from "../statistics.mjs";

const interpreters = { mpy: "MicroPython", py: "Pyodide" };

const source = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

const page = (type, rounds) => `<!doctype html><link rel="icon" href="data:,">
<link rel="stylesheet" href="/dist/core.css">
<link rel="stylesheet" href="/xterm/xterm/css/xterm.css">
<div id="ours" style="block-size: 400px"></div><div id="bare" style="block-size: 400px"></div>
<script>globalThis.rounds = ${rounds}; globalThis.type = "${type}"</script>
<script type="module">${source("work.js")}</script>`;

/** @type {import("../run.mjs").Bench} */
export default {
  title: "Donkeys",
  description:
    "Until a donkey is ready, in milliseconds; calls of `evaluate('1+1')` a second, one after the other; 20,000 lines that\n" +
    "Python prints, in milliseconds until they are rendered. Beside it a bare worker, which starts the same interpreter and\n" +
    "answers messages, and a bare xterm.js that is given the same text at once. The first round is not counted.",
  rounds: 5,
  run,
};

async function run({ browser, rounds, only, progress }) {
  const types = Object.keys(interpreters).filter((type) => !only || type === only);
  const server = await serveFiles({
    folders: {
      "/dist/": "dist",
      "/bench/": "bench/donkey",
      "/pyodide/": "node_modules/pyodide",
      "/xterm/": "node_modules/@xterm",
    },
    pages: Object.fromEntries(types.map((type) => [`/${type}`, page(type, rounds)])),
    isolated: true,
  });
  try {
    const rows = [];
    for (const type of types) {
      progress(interpreters[type]);
      const context = await browser.createBrowserContext();
      const { finished } = await visit(context, `${server.origin}/${type}`);
      await context.close();
      const [ready, calls, lines] = finished;
      const row = (what, [ours, bare], goal, met, digits) => {
        const ratio = median(ours) / median(bare);
        rows.push([
          `${interpreters[type]}: ${what}`,
          median(ours).toFixed(digits),
          median(bare).toFixed(digits),
          `${ratio.toFixed(2)} ×`,
          goal && `${goal}${met(ratio) ? "" : " (missed)"}`,
        ]);
      };
      row("ready, ms", ready, "", () => true, 0);
      row("`evaluate('1+1')` a second", calls, "0.6 × or more", (ratio) => ratio >= 0.6, 0);
      row("20,000 lines, ms", lines, "3 × or less", (ratio) => ratio <= 3, 0);
    }
    return table([["work", "donkey", "bare", "ratio", "goal"], ...rows]);
  } finally {
    await server.close();
  }
}
