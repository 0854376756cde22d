// Values to a worker's exported functions and back, beside a bare worker and the peer's package, which is
// served as it is.
import { readFileSync } from "node:fs";
import { visit } from "../../scripts/browsers/launch-chrome.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { median, table } from "../statistics.mjs";

const interpreters = { mpy: "MicroPython", py: "Pyodide" };
const modes = ["ours", "bare", "peer"];

const python = (...files) =>
  files.map((file) => readFileSync(new URL(file, import.meta.url), "utf8")).join("\n\n");

const page = (type, mode, rounds) => `<!doctype html><link rel="icon" href="data:,">
<script>Object.assign(globalThis, ${JSON.stringify({ type, mode, rounds })})</script>
<body><script type="module">${readFileSync(new URL("work.js", import.meta.url), "utf8")}</script>`;

/** @type {import("../run.mjs").Bench} */
export default {
  title: "Values across the border",
  description:
    "Milliseconds (microseconds for calls) for values that cross from JavaScript to a worker's exported function, and back.\n" +
    "*Bare*: a worker that gets them by `postMessage` and converts them by the interpreter's own means (`toPy`, `toJs`,\n" +
    "`getBuffer`; JSON on MicroPython, which has none). *PyScript*: the peer's package with the same interpreters. What arrives\n" +
    "is read: a field of each dictionary, all numbers, bytes as `bytes`; where it is a proxy, as one reads a proxy.\n" +
    "One page after the other in one run; medians, the first round of each is not counted. –: not to be had, or over 10 s.",
  rounds: 3,
  run,
};

async function run({ browser, rounds, only, progress }) {
  const types = Object.keys(interpreters).filter((type) => !only || type === only);
  const server = await serveFiles({
    isolated: true,
    compressed: false,
    folders: {
      "/dist/": "dist",
      "/bench/": "bench/values",
      "/peer/": "node_modules/@pyscript/core/dist",
      "/pyodide/": "node_modules/pyodide",
      "/micropython/": "node_modules/@micropython/micropython-webassembly-pyscript",
    },
    pages: {
      "/worker.py": python("tasks.py", "exported.py"),
      "/worker-peer.py": python("tasks.py", "proxies.py", "exported.py"),
      ...Object.fromEntries(
        types.flatMap((type) => modes.map((mode) => [`/${type}-${mode}`, page(type, mode, rounds)])),
      ),
    },
  });
  try {
    const sections = [];
    for (const type of types) {
      const results = {};
      for (const mode of modes) {
        progress(`${interpreters[type]}, ${mode}`);
        const context = await browser.createBrowserContext();
        try {
          ({ finished: results[mode] } = await visit(context, `${server.origin}/${type}-${mode}`));
        } catch (error) {
          results[mode] = {};
          console.error(`${type} ${mode}: ${error.message}`);
        }
        await context.close();
      }
      sections.push(`## ${interpreters[type]}\n\n${section(results)}`);
    }
    return sections.join("\n\n");
  } finally {
    await server.close();
  }
}

function section(results) {
  const time = (mode, name) => {
    const times = results[mode]?.[name];
    const value = times && median(times);
    return Number.isFinite(value) ? value : undefined;
  };
  const rows = Object.keys(results.ours).map((name) => {
    const [ours, bare, peer] = modes.map((mode) => time(mode, name));
    const ratio = (other) => (ours && other ? `${(ours / other).toFixed(2)} ×` : "–");
    return [name, shown(ours), shown(bare), ratio(bare), shown(peer), ratio(peer)];
  });
  return table([["work", "ours", "bare", "ours / bare", "PyScript", "ours / PyScript"], ...rows]);
}

const shown = (value) => (value === undefined ? "–" : value.toFixed(value < 100 ? 1 : 0));
