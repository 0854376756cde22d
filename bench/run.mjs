// `npm run bench <name>`: measures, prints tables, and with `--write` keeps them in `docs/bench/<name>.md`.
//
//   npm run bench boot -- --rounds=5 --only=mpy --network=50/40
//   npm run bench boot -- --browser=webkit
//
// A benchmark is `bench/<name>/bench.mjs`. Timings depend on the machine and on what else it does: they are
// never tests, and what is compared is measured in turns in one run. Numbers are medians.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { command, Failure } from "../scripts/command.mjs";
import { ensureInstalled } from "../scripts/ensure.mjs";

/**
 * @typedef {import("../scripts/browsers/find-browser.mjs").BrowserKind} BrowserKind
 *
 * @typedef {object} Bench What a benchmark's module exports as default.
 * @property {string} title
 * @property {string} description what is measured, and how; Markdown
 * @property {number} rounds how many, unless `--rounds` says
 * @property {BrowserKind[]} [browsers] those that `--browser` may name, if not Chrome alone
 * @property {(context: BenchContext) => Promise<string>} run measures; returns Markdown
 *
 * @typedef {object} BenchContext
 * @property {import("puppeteer-core").Browser} browser a Chrome, whatever `kind` is
 * @property {import("../scripts/test/timed-visits.mjs").Visitor | undefined} visitor the browser that
 *   `--browser` names, where the benchmark has `browsers`
 * @property {number} rounds
 * @property {string | undefined} only measure those variants only whose name has that text
 * @property {{ mbit: number, latency: number } | undefined} network one to imitate: `--network=<Mbit/s>/<ms>`
 * @property {(message: string) => void} progress
 */

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string" },
    only: { type: "string" },
    network: { type: "string" },
    browser: { type: "string", default: "chrome" },
    write: { type: "boolean", default: false },
  },
});

await command(async () => {
  ensureInstalled();
  const [name] = positionals;
  if (!name || !existsSync(`bench/${name}/bench.mjs`)) {
    throw new Failure(`Which one? npm run bench ${listBenches().join(" | ")}`);
  }
  spawnSync(process.execPath, ["scripts/build/build.mjs"], { stdio: "inherit" });

  /** @type {Bench} */
  const bench = (await import(`./${name}/bench.mjs`)).default;
  const { browser: kind } = options;
  const { browsers = ["chrome"] } = bench;
  if (!browsers.includes(kind)) throw new Failure(`${name} is measured in: ${browsers.join(", ")}.`);
  if (options.network && kind !== "chrome") throw new Failure("A network is imitated in Chrome alone.");
  const { launchChrome } = await import("../scripts/browsers/launch-chrome.mjs");
  const rounds = Number(options.rounds ?? bench.rounds);
  const browser = await launchChrome();
  let visitor;
  try {
    if (bench.browsers) visitor = await (await import("../scripts/test/timed-visits.mjs")).openVisitor(kind);
    const load = loadavg()[0];
    const result = await bench.run({
      browser,
      visitor,
      rounds,
      only: options.only,
      network: parseNetwork(options.network),
      progress: showProgress,
    });
    showProgress("");
    const network = options.network ? `${options.network.replace("/", " Mbit/s and ")} ms imitated, ` : "";
    const machine = `${rounds} rounds, ${network}${visitor?.version ?? (await browser.version())}, ${cpus().length} cores, load ${load.toFixed(1)} before.`;
    const report = `# ${bench.title}\n\n${bench.description}\n\n${result}\n\n${machine}\n`;
    console.log(report);
    if (options.write) {
      mkdirSync("docs/bench", { recursive: true });
      writeFileSync(`docs/bench/${name}${kind === "chrome" ? "" : `-${kind}`}.md`, report);
    }
  } finally {
    await visitor?.close();
    await browser.close();
  }
});

/** One line that changes, where there is somebody to see it. */
function showProgress(message) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${message}`);
}

function parseNetwork(text) {
  const [mbit, latency] = (text ?? "").split("/").map(Number);
  return mbit > 0 ? { mbit, latency: latency ?? 0 } : undefined;
}

function listBenches() {
  return readdirSync("bench").filter((name) => existsSync(`bench/${name}/bench.mjs`));
}
