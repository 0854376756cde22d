// Donkeys: until one is ready, calls a second, and lines until they are rendered; beside a bare worker with
// the same interpreter and a bare xterm.js, in turns on one page. Fewer lines for the first time on fresh
// pages.
import { readFileSync } from "node:fs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { visit } from "../../scripts/browsers/launch-chrome.mjs";
import { median, table } from "../statistics.mjs";
import { interpreters, typesOf } from "../visits.mjs";

const modes = ["ours", "bare", "peer"];

const source = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

/**
 * @param first the side, 0 for the donkey's, where the page prints lines once and does nothing else
 * @param calls one of `modes`, where the page does nothing but call
 */
const page = (type, rounds, first, calls) => `<!doctype html><link rel="icon" href="data:,">
<link rel="stylesheet" href="/dist/core.css">
<link rel="stylesheet" href="/xterm/xterm/css/xterm.css">
<div id="ours" style="block-size: 400px"></div><div id="bare" style="block-size: 400px"></div>
<script>Object.assign(globalThis, ${JSON.stringify({ rounds, type, first, mode: calls })})</script>
<script type="module">${source(calls ? "calls.js" : "work.js")}</script>`;

/** @type {import("../run.mjs").Bench} */
export default {
  title: "Donkeys",
  description:
    "Until a donkey is ready, in milliseconds; calls of `evaluate('1+1')` a second, one after the other; 20,000 lines that\n" +
    "Python prints, in milliseconds until they are rendered. Beside it a bare worker, which starts the same interpreter and\n" +
    "answers messages, and a bare xterm.js that is given the same text at once. The first round is not counted. Last, 2,000\n" +
    "lines on a fresh page, once, with no warm-up. Then calls a second, one after the other, beside the bare worker and the\n" +
    "peer's donkey with the same interpreters, each on a page of its own, in turns.",
  rounds: 5,
  run,
};

async function run({ browser, rounds, only, progress }) {
  const types = typesOf(only);
  const server = await serveFiles({
    folders: {
      "/dist/": "dist",
      "/bench/": "bench/donkey",
      "/pyodide/": "node_modules/pyodide",
      "/xterm/": "node_modules/@xterm",
      "/peer/": "node_modules/@pyscript/core/dist",
      "/micropython/": "node_modules/@micropython/micropython-webassembly-pyscript",
    },
    pages: Object.fromEntries(
      types.flatMap((type) => [
        [`/${type}`, page(type, rounds)],
        ...[0, 1].map((side) => [`/${type}-first-${side}`, page(type, rounds, side)]),
        ...modes.map((mode) => [`/${type}-calls-${mode}`, page(type, rounds, undefined, mode)]),
      ]),
    ),
    isolated: true,
  });
  try {
    const rows = [];
    const calling = [];
    for (const type of types) {
      progress(interpreters[type]);
      const context = await browser.createBrowserContext();
      const { finished } = await visit(context, `${server.origin}/${type}`);
      const first = [[], []];
      for (let round = 0; round < rounds; round++)
        for (const side of [0, 1])
          first[side].push((await visit(context, `${server.origin}/${type}-first-${side}`)).finished);
      const rates = {};
      for (let round = 0; round < rounds; round++)
        for (const mode of modes) {
          progress(`${interpreters[type]}, calls, ${mode}`);
          const { finished } = await visit(context, `${server.origin}/${type}-calls-${mode}`);
          for (const [name, rate] of Object.entries(finished)) ((rates[name] ??= {})[mode] ??= []).push(rate);
        }
      await context.close();
      calling.push(...callRows(type, rates));
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
      row("2,000 lines for the first time, ms", first, "3 × or less", (ratio) => ratio <= 3, 1);
    }
    return `${table([["work", "donkey", "bare", "ratio", "goal"], ...rows])}\n\n${table([
      ["calls a second", "donkey", "bare", "ratio", "PyScript", "ratio", "goal"],
      ...calling,
    ])}`;
  } finally {
    await server.close();
  }
}

function callRows(type, rates) {
  return Object.entries(rates).map(([name, sides]) => {
    const [ours, bare, peer] = modes.map((mode) => sides[mode] && median(sides[mode]));
    const missed = [];
    if (ours < 0.8 * bare) missed.push("0.8 × bare");
    if (ours < 1.2 * peer) missed.push("1.2 × PyScript");
    return [
      `${interpreters[type]}: \`${name}\``,
      ours.toFixed(0),
      bare?.toFixed(0) ?? "–",
      bare ? `${(ours / bare).toFixed(2)} ×` : "–",
      peer?.toFixed(0) ?? "–",
      peer ? `${(ours / peer).toFixed(2)} ×` : "–",
      `0.8 × bare, 1.2 × PyScript${missed.length ? ` (missed: ${missed.join(", ")})` : ""}`,
    ];
  });
}
