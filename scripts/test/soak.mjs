// `npm run soak -- --minutes=30 --browser=chrome`: a page in which runs, elements, workers, events, stored
// values and megabytes come and go, for so long. It prints what was counted and how each measure grew, and
// ends with 1 when one grows, or something was never answered.
//
//   --browser=chrome|firefox|webkit   each tells what it can: Chromium the heap, nodes and listeners, all of
//                                     them workers, object URLs, WebAssembly's memory and the processes'
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { chromeArguments, ensureBrowsers } from "../browsers/find-browser.mjs";
import { openDisplay } from "../browsers/virtual-display.mjs";
import { openWebKit } from "../browsers/webkit.mjs";
import { command, Failure, isMain } from "../command.mjs";
import { ensureInstalled } from "../ensure.mjs";
import { serveFiles } from "../serve/static-server.mjs";
import { pageCounts } from "../../test/harness/browser-memory.mjs";
import { descendants } from "../../test/harness/processes.mjs";

/** How often the page is looked at. */
const SAMPLES = 24;
/** The first part of a run warms up, and so many rounds at least: caches fill, code is compiled. */
const WARM_UP = 1 / 3;
const WARM_UP_ROUNDS = 20;
/** A run is not over before so many, however slow the machine is: what comes after the first is judged. */
const MIN_ROUNDS = 2 * WARM_UP_ROUNDS;
/** A measure that grows by less in the whole of a run is flat, whatever its slope. */
const ALLOWED = {
  heap: 1.5,
  nodes: 60,
  listeners: 6,
  elements: 0,
  workers: 0,
  urls: 0,
  wasm: 1,
  pageHeap: 6,
  memory: 80,
};
/** The counts that half an hour should reach; longer or shorter runs, their share. */
const WANTED = {
  runs: 20_000,
  elements: 2000,
  workers: 500,
  events: 1e6,
  values: 100_000,
  megabytes: 10_000,
};
const UNITS = { heap: " MB", wasm: " MB", pageHeap: " MB", memory: " MB" };

const html = `<!doctype html><title>Soak</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/dist/core.css"><div id="box"></div>
<script type="module" src="/soak/page.js"></script>`;
const echo = `def echo(value):
    return value
__export__ = ["echo"]
`;

/**
 * @param {"chrome" | "firefox" | "webkit"} name
 * @param {number} minutes
 * @param {(line: string) => void} tell
 */
export async function soak(name, minutes, tell = () => {}) {
  const server = await serveFiles({
    folders: { "/dist/": "dist", "/soak/": "test/soak" },
    pages: { "/": html, "/echo.py": echo },
    isolated: true,
    compressed: false,
  });
  const browser = await openers[name]();
  const samples = [];
  let status;
  try {
    await browser.goto(`${server.origin}/`);
    const begun = Date.now();
    const end = begun + 60_000 * minutes;
    let rounds = 1;
    for (let number = 0; ; number++) {
      const before = Date.now();
      status = await runRounds(browser, rounds);
      if (status.failures.length > 0) break;
      samples.push({
        rounds: status.done.rounds,
        ...(await browser.sample()),
        ...(await look(browser)).pages,
      });
      tell(`${Math.round((Date.now() - begun) / 1000)} s: ${shown(samples.at(-1))}`);
      // The next part is as long as what is left, shared among the samples that are left.
      const left = Math.max(0, end - Date.now()) / Math.max(1, SAMPLES - number - 1);
      rounds = Math.max(1, Math.round((rounds * left) / (Date.now() - before)));
      if (Date.now() > end && status.done.rounds >= MIN_ROUNDS) break;
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return judged(status, samples, minutes);
}

async function runRounds(browser, rounds) {
  await browser.run("window.soak.allow(arguments[0])", rounds);
  for (;;) {
    const status = await look(browser);
    if (status.isPaused) return status;
    await pause(200);
  }
}

async function look(browser) {
  return JSON.parse(await browser.run("return window.soak.status()"));
}

function judged({ done, failures }, samples, minutes) {
  const counted = samples
    .slice(Math.floor(samples.length * WARM_UP))
    .filter(({ rounds }) => rounds > WARM_UP_ROUNDS);
  const lines = [`\n${shown(done)}`];
  for (const [name, wanted] of Object.entries(WANTED)) {
    const share = done[name] / ((wanted * minutes) / 30);
    if (share < 1) lines.push(`· ${name}: ${round(share * 100)}% of what half an hour is to reach`);
  }
  const growing = [];
  for (const measure of Object.keys(ALLOWED)) {
    const values = counted.map((sample) => sample[measure]);
    if (values.length < 3 || values.some((value) => value === undefined)) continue;
    const { slope, noise } = trend(
      counted.map(({ rounds }) => rounds),
      values,
    );
    const grown = slope * (counted.at(-1).rounds - counted[0].rounds);
    const grows = slope > 2 * noise && grown > ALLOWED[measure];
    if (grows) growing.push(measure);
    const unit = UNITS[measure] ?? "";
    lines.push(
      `${grows ? "✗" : "✓"} ${measure}: ${round(values[0])} → ${round(values.at(-1))}${unit}; ` +
        `${signed(slope * 100)} ± ${round(noise * 100)}${unit} in 100 rounds`,
    );
  }
  for (const failure of failures) lines.push(`✗ ${failure}`);
  return {
    report: lines.join("\n"),
    isFlat: growing.length === 0 && failures.length === 0 && counted.length > 2,
    growing,
    failures,
    done,
  };
}

/** The line that fits best, and the standard error of its slope. */
function trend(xs, ys) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(xs), mean(ys)];
  const spread = xs.reduce((sum, value) => sum + (value - x) ** 2, 0);
  if (spread === 0) return { slope: 0, noise: 0 };
  const slope = xs.reduce((sum, value, index) => sum + (value - x) * (ys[index] - y), 0) / spread;
  const rest = xs.reduce((sum, value, index) => sum + (ys[index] - y - slope * (value - x)) ** 2, 0);
  return { slope, noise: Math.sqrt(rest / Math.max(1, xs.length - 2) / spread) };
}

const round = (value) => Number(value.toPrecision(3));
const signed = (value) => (value >= 0 ? `+${round(value)}` : String(round(value)));
const shown = (counts) =>
  Object.entries(counts)
    .map(([name, value]) => `${name} ${Math.round(value * 10) / 10}`)
    .join(", ");
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The memory of all processes that this one has started, in MB. */
function processes() {
  const sizes = descendants()
    .filter(({ pid }) => existsSync(`/proc/${pid}/status`))
    .map(
      ({ pid }) =>
        Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1000,
    );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Runs a function's body in a page, by puppeteer. */
const runIn =
  (page) =>
  (body, ...args) =>
    page.evaluate(`(function () { ${body} }).apply(window, ${JSON.stringify(args)})`);

const openers = {
  async chrome() {
    const { default: puppeteer } = await import("puppeteer-core");
    const browser = await puppeteer.launch({
      executablePath: ensureBrowsers(["chrome"]).chrome,
      args: chromeArguments(),
      protocolTimeout: 120_000,
    });
    const page = await browser.newPage();
    const session = await page.createCDPSession();
    await session.send("Performance.enable");
    return {
      goto: (url) => page.goto(url),
      run: runIn(page),
      async sample() {
        for (let times = 0; times < 3; times++) {
          await session.send("HeapProfiler.collectGarbage");
          await pause(100);
        }
        const { listeners, heap, nodes } = await pageCounts(session);
        return { heap: heap / 2 ** 20, nodes, listeners, memory: processes() };
      },
      close: () => browser.close(),
    };
  },

  async firefox() {
    const executablePath = ensureBrowsers(["firefox"]).firefox;
    const { default: puppeteer } = await import("puppeteer-core");
    const browser = await puppeteer.launch({
      browser: "firefox",
      executablePath,
      headless: true,
      protocolTimeout: 120_000,
    });
    const page = await browser.newPage();
    return {
      goto: (url) => page.goto(url),
      run: runIn(page),
      async sample() {
        await pause(500);
        return { memory: processes() };
      },
      close: () => browser.close(),
    };
  },

  async webkit() {
    const display = await openDisplay();
    const browser = await openWebKit({ display: display.name, sharedMemory: true });
    return {
      goto: (url) => browser.goto(url),
      run: (body, ...args) => browser.run(body, ...args),
      async sample() {
        await pause(500);
        return { memory: processes() };
      },
      async close() {
        await browser.close();
        display.close();
      },
    };
  },
};

if (isMain(import.meta.url)) {
  await command(async () => {
    const { values: options } = parseArgs({
      options: { minutes: { type: "string", default: "30" }, browser: { type: "string", default: "chrome" } },
    });
    const minutes = Number(options.minutes);
    if (!(minutes > 0)) throw new Failure(`--minutes is ${options.minutes}, but a number was expected.`);
    if (!Object.hasOwn(openers, options.browser))
      throw new Failure(
        `--browser is ${options.browser}, but ${Object.keys(openers).join(", ")} were expected.`,
      );
    ensureInstalled();
    if (!ensureBrowsers([options.browser])[options.browser])
      throw new Failure(`There is no ${options.browser}.`);
    if (spawnSync(process.execPath, ["scripts/build/build.mjs"], { stdio: "inherit" }).status !== 0)
      throw new Failure("The build failed.");
    const { report, isFlat } = await soak(options.browser, minutes, (line) => console.log(line));
    console.log(report);
    if (!isFlat) process.exitCode = 1;
  });
}
