// Pages with many scripts, and scripts that come and go, beside the peer's package, in turns in one run.
import { readFileSync } from "node:fs";
import { visit } from "../../scripts/browsers/launch-chrome.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { median, table } from "../statistics.mjs";
import { interpreters, typesOf } from "../visits.mjs";
import { pageOf } from "./pages.mjs";

const forms = { element: (type) => `<${type}-script>`, tag: (type) => `<script type="${type}">` };
const modes = ["ours", "peer"];
/** A page with one script tells what the others spend on starting. */
const counts = [1, 100, 400, 1600];
/** Pages with 1,600 scripts may take this part of the peer's time; to come and go, all of it. */
const LIMIT = 0.3;

/** @type {import("../run.mjs").Bench} */
export default {
  title: "Many elements",
  description:
    "Pages with many scripts: milliseconds from the start of the navigation until the last one has run, each on a fresh page\n" +
    "with a warm cache, in turns. *Each* is in microseconds: the time of a page with one script taken off, divided by the\n" +
    "others. Then what comes and goes on a page whose interpreter is there, in milliseconds: a fresh page, one round, no\n" +
    "warm-up. *Plain*: the same loop in JavaScript. *PyScript*: the peer's package with the same interpreters. –: not measured,\n" +
    "since it takes minutes there (it makes a list of all children for each).",
  rounds: 5,
  run,
};

async function run({ browser, rounds, only, progress }) {
  const types = typesOf(only);
  const pages = {
    "/measure.js": readFileSync(new URL("measure.js", import.meta.url), "utf8"),
    "/work.js": readFileSync(new URL("work.js", import.meta.url), "utf8"),
  };
  for (const type of types)
    for (const mode of modes) {
      pages[`/${type}-${mode}-work`] = pageOf({ type, mode });
      for (const form of Object.keys(forms))
        for (const count of counts)
          pages[`/${type}-${mode}-${form}-${count}`] = pageOf({ type, mode, form, count });
    }
  const server = await serveFiles({
    compressed: false,
    folders: {
      "/dist/": "dist",
      "/peer/": "node_modules/@pyscript/core/dist",
      "/pyodide/": "node_modules/pyodide",
      "/micropython/": "node_modules/@micropython/micropython-webassembly-pyscript",
      "/vue/": "node_modules/vue/dist",
    },
    pages,
  });
  const results = new Map();
  const context = await browser.createBrowserContext();
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const path of Object.keys(pages).filter((path) => !path.endsWith(".js"))) {
        // The first round fills the cache: there one size of each is enough.
        if (round === 0 && /-(100|400|1600)$/.test(path)) continue;
        progress(`round ${round} of ${rounds}: ${path}`);
        const { finished } = await visit(context, server.origin + path);
        if (round === 0) continue;
        for (const [name, value] of Object.entries(finished)) {
          const key = `${path} ${name}`;
          results.set(key, [...(results.get(key) ?? []), value]);
        }
      }
    }
  } finally {
    await context.close();
    await server.close();
  }
  const time = (path, name = "done") => {
    const times = results.get(`${path} ${name}`);
    return times && median(times);
  };
  return [
    "## Pages with many scripts",
    table([
      ["page", "scripts", "ours, ms", "each, µs", "PyScript, ms", "each, µs", "ours / PyScript", "goal"],
      ...types.flatMap((type) => Object.keys(forms).flatMap((form) => manyRows(type, form, time))),
    ]),
    "## What comes and goes",
    table([
      ["work", "ours", "plain", "PyScript", "ours / PyScript", "goal"],
      ...types.flatMap((type) => workRows(type, results, time)),
    ]),
  ].join("\n\n");
}

function manyRows(type, form, time) {
  const total = (mode, count) => time(`/${type}-${mode}-${form}-${count}`);
  const each = (mode, count) =>
    count === 1 ? NaN : ((total(mode, count) - total(mode, 1)) / (count - 1)) * 1000;
  return counts.map((count) => {
    const ratio = total("ours", count) / total("peer", count);
    const missed = [];
    if (count === counts.at(-1)) {
      // A tenth is what two measurements of the same differ by.
      if (each("ours", count) > each("ours", 100) * 1.1) missed.push("more than at 100");
      if (ratio > LIMIT) missed.push(`${LIMIT} × PyScript`);
    }
    return [
      `${interpreters[type]}: \`${forms[form](type)}\``,
      count.toLocaleString("en"),
      total("ours", count).toFixed(0),
      shown(each("ours", count)),
      total("peer", count).toFixed(0),
      shown(each("peer", count)),
      `${ratio.toFixed(2)} ×`,
      count === counts.at(-1)
        ? `each as at 100, ${LIMIT} ×${missed.length ? ` (missed: ${missed.join(", ")})` : ""}`
        : "",
    ];
  });
}

function workRows(type, results, time) {
  const path = (mode) => `/${type}-${mode}-work`;
  const names = [...results.keys()]
    .filter((key) => key.startsWith(`${path("ours")} `) && !key.endsWith(" (plain)"))
    .map((key) => key.slice(path("ours").length + 1));
  return names.map((name) => {
    const [ours, plain, peer] = [
      time(path("ours"), name),
      time(path("ours"), `${name} (plain)`),
      time(path("peer"), name),
    ];
    const ratio = ours / peer;
    return [
      `${interpreters[type]}: ${name}`,
      shown(ours),
      shown(plain),
      shown(peer),
      Number.isFinite(ratio) ? `${ratio.toFixed(2)} ×` : "–",
      `1 ×${ratio > 1 ? " (missed)" : ""}`,
    ];
  });
}

const shown = (value) => (Number.isFinite(value) ? value.toFixed(value < 100 ? 1 : 0) : "–");
