// Values to a worker's exported functions and back, beside a bare worker and the peer's package, which is
// served as it is.
import { readFileSync } from "node:fs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { median, table } from "../statistics.mjs";
import { interpreters, measured, typesOf } from "../visits.mjs";

const modes = ["ours", "bare", "peer"];
/** Rows of growth, by number: each takes a visit of its own, since large ones take long. */
const parts = Array.from({ length: 10 }, (_, part) => part);
/** Twice the size may take so many times as long. */
const GROWTH = 2.2;

const python = (...files) =>
  files.map((file) => readFileSync(new URL(file, import.meta.url), "utf8")).join("\n\n");

/** @param part the number of a row of growth */
const page = (type, mode, rounds, part) => `<!doctype html><link rel="icon" href="data:,">
<script>Object.assign(globalThis, ${JSON.stringify({ type, mode, rounds, part })})</script>
<body><script type="module">${readFileSync(new URL("work.js", import.meta.url), "utf8")}</script>`;

/** @type {import("../run.mjs").Bench} */
export default {
  title: "Values across the border",
  description:
    "Milliseconds (microseconds for calls) for values that cross from JavaScript to a worker's exported function, and back.\n" +
    "*Bare*: a worker that gets them by `postMessage` and converts them by the interpreter's own means (`toPy`, `toJs`,\n" +
    "`getBuffer`; JSON on MicroPython, which has none). *PyScript*: the peer's package with the same interpreters. What arrives\n" +
    "is read: a field of each dictionary, all numbers, bytes as `bytes`; where it is a proxy, as one reads a proxy.\n" +
    "One page after the other in one run; medians, the first round of each is not counted. –: not to be had, or over 10 s.\n\n" +
    "*Growth*: milliseconds for 1 to 64 MB each way, by an exported function and by `sync` from Python, and the most that\n" +
    `twice the size takes times as long (goal: ${GROWTH}); the best of each round's, since what comes between only adds.`,
  rounds: 3,
  run,
};

async function run({ browser, rounds, only, progress }) {
  const types = typesOf(only);
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
        types.flatMap((type) => [
          ...modes.map((mode) => [`/${type}-${mode}`, page(type, mode, rounds)]),
          ...parts.map((part) => [`/${type}-growth-${part}`, page(type, "growth", rounds, part)]),
        ]),
      ),
    },
  });
  try {
    const sections = [];
    for (const type of types) {
      const results = {};
      for (const mode of [...modes, ...parts.map((part) => `growth-${part}`)]) {
        progress(`${interpreters[type]}, ${mode}`);
        try {
          results[mode] = await measured(browser, `${server.origin}/${type}-${mode}`);
        } catch (error) {
          results[mode] = {};
          console.error(`${type} ${mode}: ${error.message}`);
        }
      }
      sections.push(
        `## ${interpreters[type]}\n\n${section(results)}\n\n${growth(Object.assign({}, ...parts.map((part) => results[`growth-${part}`])))}`,
      );
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

/** One row for each work, a column for each size. */
function growth(results) {
  const rows = Object.entries(results).map(([name, sizes]) => {
    const times = Object.values(sizes).map((rounds) => Math.min(...rounds));
    const steps = times.slice(1).map((time, index) => time / times[index]);
    const most = Math.max(...steps);
    const goal = most > GROWTH ? " (missed)" : "";
    return [name, ...times.map(shown), Number.isFinite(most) ? `${most.toFixed(2)} ×${goal}` : "–"];
  });
  const sizes = Object.keys(Object.values(results)[0] ?? {});
  return table([["growth", ...sizes.map((size) => `${size} MB`), "twice the size"], ...rows]);
}

const shown = (value) => (!Number.isFinite(value) ? "–" : value.toFixed(value < 100 ? 1 : 0));
