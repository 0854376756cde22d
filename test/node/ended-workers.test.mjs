// Workers and scripts that have ended leave a page nothing: no listener, no heap. Counted in the browser,
// after its collector has run. `npm run build` first; `ROUNDS=200` has each kind come and go so many times.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import puppeteer from "puppeteer-core";
import { chromeArguments, findBrowser } from "../../scripts/browsers/find-browser.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { memory, pageCounts, pause, settled, STEADY_HEAP } from "../harness/browser-memory.mjs";

/** How often each kind comes and goes. */
const ROUNDS = { mpy: Number(process.env.ROUNDS ?? 16), py: Number(process.env.ROUNDS ?? 8) };
/** How much a round may leave; heap in kB. A connection that is kept has 7 listeners, and 10 to 30 kB. */
const ALLOWED = { listeners: 0, nodes: 0, heap: 2 };
/** How often counts that are higher than before are made again: a task or a timer of something that has ended
 * may hold it a moment longer. */
const COUNTED_AGAIN = 6;
/** Memory of the renderer that all rounds may leave, in MB; a worker that is kept has 7 (MicroPython) or 90
 * (Pyodide). */
const MEMORY = { mpy: 60, py: 150 };

const kinds = [
  ["a donkey", ["after it ran", "while it starts", "where it crashes"]],
  ["a worker's script", ["after it ran", "while it starts", "where it crashes"]],
  ["a terminal", ["after it ran", "while it starts", "where it crashes"]],
  ["a worker of PyWorker", ["after it ran", "while it starts", "where it crashes"]],
  ["a script on the main thread", ["after it ran", "while it starts"]],
  ["a script tag on the main thread", ["after it ran"]],
];

const page = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/dist/core.js"></script>
<button id="shared">shared</button>`;

describe("what has ended leaves no listener and no heap in the page:", { concurrency: false }, () => {
  let browser;
  let server;

  before(async () => {
    const pages = { "/page": page, "/ran.py": "x = 1\n" };
    for (const type of ["py", "mpy"]) pages[`/crashes-${type}.py`] = `${TRAP[type]}\n`;
    server = await serveFiles({ folders: { "/dist/": "dist" }, pages, isolated: true });
    browser = await puppeteer.launch({
      executablePath: findBrowser("chrome"),
      args: [...chromeArguments(), ...STEADY_HEAP],
      protocolTimeout: 30_000,
    });
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  for (const type of ["mpy", "py"]) {
    for (const [kind, endings] of kinds) {
      for (const ending of endings) {
        it(`${kind} (${type}), ${ROUNDS[type]} times, ${ending}`, async () => {
          const tab = await browser.newPage();
          await tab.goto(`${server.origin}/page`);
          const session = await tab.createCDPSession();
          await session.send("Performance.enable");
          // A page has some things once: only a leak is there in every part. So parts are added as long as
          // each has grown.
          const part = Math.round(ROUNDS[type] / 4);
          const counts = [];
          const grown = (measure) =>
            Math.min(...counts.slice(1).map((count, index) => count[measure] - counts[index][measure])) /
            part;
          const leaks = () => Object.keys(ALLOWED).filter((measure) => grown(measure) > ALLOWED[measure]);
          for (let round = 1; round <= ROUNDS[type] * 2; round++) {
            await tab.evaluate(comeAndGo, { type, kind, ending, round, trap: TRAP[type] });
            if (round % part > 0) continue;
            counts.push(await settledCount(tab, session, counts.at(-1)));
            if (counts.length >= 3 && leaks().length === 0) break;
          }
          for (let tries = 0; tab.workers().length > 0 && tries < 100; tries++) await pause(100);
          assert.equal(tab.workers().length, 0);
          const [early] = counts;
          const renderer = await settled(browser, early.memory + MEMORY[type]);
          await tab.close();
          const told = `after each ${part} rounds: ${JSON.stringify(counts)}; at last ${renderer} MB`;
          assert.deepEqual(leaks(), [], told);
          assert.ok(renderer - early.memory <= MEMORY[type], told);
        });
      }
    }
  }
});

/** Makes an interpreter trap: it reads where there is no memory. */
const TRAP = {
  py: "__import__('ctypes').string_at(0xfffffff0, 100)",
  mpy: "__import__('uctypes').bytes_at(0x7ffffff0, 100)",
};

/* global document -- in the page */
async function comeAndGo({ type, kind, ending, round, trap }) {
  const core = await import("/dist/core.js");
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const starting = ending === "while it starts";
  const crashes = ending === "where it crashes";
  const soon = (round * 37) % (type === "mpy" ? 120 : 500);
  if (kind === "a donkey") {
    const { donkey } = await import("/dist/donkey.js");
    const python = donkey({ type, persistent: true });
    python.catch(() => {});
    if (starting) await pause(soon);
    else {
      await python.execute("x = 1");
      if ((await python.evaluate("x + 1")) !== 2) throw new Error("x + 1 is not 2");
      if (crashes) await python.execute(trap).catch(() => {});
    }
    await python.kill();
  } else if (kind === "a worker of PyWorker") {
    const start = type === "py" ? core.PyWorker : core.MPWorker;
    const worker = start(crashes ? `/crashes-${type}.py` : "/ran.py");
    if (starting) await pause(soon);
    else await worker.ready.catch(() => {});
    worker.terminate();
    await worker.ready.catch(() => {});
  } else {
    const isTag = kind === "a script tag on the main thread";
    const isTerminal = kind === "a terminal";
    const element = document.createElement(isTag ? "script" : isTerminal ? "py-terminal" : `${type}-script`);
    if (isTag || isTerminal) element.setAttribute("type", type);
    if (kind === "a worker's script") element.setAttribute("worker", "");
    element.textContent = crashes
      ? trap
      : isTerminal
        ? "print('shown')"
        : 'from pyscript import display, when\n@when("click", "#shared")\ndef clicked(event):\n    display("clicked")';
    document.body.append(element);
    while (!element.done) await pause(1); // A tag is adopted in a moment.
    const done = element.done.catch(() => {});
    if (starting) await pause(soon);
    else await done;
    element.remove();
    await done;
  }
  // Panels and the page's own elements for errors go as well.
  for (const view of document.querySelectorAll("script-py")) view.remove();
}

/** Counts, and again as long as there are more listeners or nodes than `before`, a few times. */
async function settledCount(tab, session, before) {
  for (let tries = 0; ; tries++) {
    const count = await counted(tab, session);
    const isHigher = before && (count.listeners > before.listeners || count.nodes > before.nodes);
    if (!isHigher || tries === COUNTED_AGAIN) return count;
  }
}

/** Counts when the collector has run; heap in kB, the renderer's memory in MB. */
async function counted(tab, session) {
  // Ended workers are let go of in tasks and timers of their own, and a first collection finds what the next
  // ones can take.
  await pause(400);
  await tab.evaluate(() => console.clear()); // It holds the errors that it shows.
  for (let times = 0; times < 4; times++) {
    await session.send("HeapProfiler.collectGarbage");
    await tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
  }
  const { listeners, heap, nodes } = await pageCounts(session);
  return { listeners, heap: Math.round(heap / 1000), nodes, memory: await memory(tab.browser()) };
}
