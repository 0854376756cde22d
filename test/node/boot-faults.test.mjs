// Files that do not come as they should, at each stage of booting: the page says which, and goes on where it
// can. `npm run build` first; `FAULTS=all` tries every fault with every file, which takes minutes.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import puppeteer from "puppeteer-core";
import { chromeArguments, findBrowser } from "../../scripts/browsers/find-browser.mjs";
import { faults, faultServer } from "../harness/fault-server.mjs";

const TIME_LIMIT_MS = 20_000;
/** Says the browser, whatever the page makes of it. */
const OF_THE_BROWSER = /^(Failed to load (resource|module script)|(uncaught: )?Loading (module|Worker) from)/;
const isWhole = process.env.FAULTS === "all";

const says = 'from pyscript import window, web\nwindow.document.title = "ran"\n';
const kinds = {
  "MicroPython on the page": `<mpy-config>{"name": "x"}</mpy-config><mpy-script>${says}</mpy-script>`,
  "MicroPython in a worker": `<mpy-script worker>${says}</mpy-script>`,
  "Pyodide on the page": `<py-script>${says}</py-script>`,
  "Pyodide in a worker": `<py-script worker>${says}</py-script>`,
  "a terminal": `<mpy-script terminal worker>${says}</mpy-script>`,
};
/** Firefox tells of errors only that they are. */
const inWords = `for (const method of ["error", "warn"]) {
  const write = console[method].bind(console);
  console[method] = (...values) => write(values.map(String).join(" "));
}`;
const html = (body) =>
  `<!doctype html><script>${inWords}</script><link rel="icon" href="data:,"><link rel="stylesheet" href="/dist/core.css">
   <script type="module" src="/dist/core.js"></script>${body}`;
const pageOf = Object.fromEntries(Object.keys(kinds).map((kind, index) => [kind, `/${index}.html`]));

/** How to start each browser. */
const launches = {
  Chromium: () => ({ executablePath: findBrowser("chrome"), args: chromeArguments() }),
  Firefox: () => ({ browser: "firefox", executablePath: findBrowser("firefox") }),
};

for (const [name, launch] of Object.entries(launches)) {
  const skip = !launch().executablePath && `${name} is not installed`;
  describe(`a file that does not come as it should, in ${name}:`, { concurrency: false, skip }, () => {
    let server;
    let browser;
    /** Files that have had their fault. */
    const tried = new Set();

    before(async () => {
      const pages = Object.entries(kinds).map(([kind, body]) => [pageOf[kind], html(body)]);
      server = await faultServer(Object.fromEntries(pages));
      browser = await puppeteer.launch(launch());
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    /** Opens a page and waits until Python has run or an error has been told. */
    async function visit(kind, then = async () => {}) {
      server.asked.length = 0;
      const context = await browser.createBrowserContext();
      const tab = await context.newPage();
      const errors = [];
      const told = [];
      const hear = (text, isError) => {
        told.push(text);
        if (isError && !OF_THE_BROWSER.test(text)) errors.push(text);
      };
      tab.on("console", (message) => hear(message.text(), message.type() === "error"));
      tab.on("pageerror", (error) => hear(`uncaught: ${error.message ?? error}`, true));
      try {
        await tab.goto(server.origin + pageOf[kind], { waitUntil: "domcontentloaded" });
        const hasRun = () => tab.title().then((title) => title === "ran");
        const end = Date.now() + TIME_LIMIT_MS;
        while (!(await hasRun()) && errors.length === 0 && Date.now() < end) await pause(20);
        const result = { ran: await hasRun(), errors, told, asked: [...new Set(server.asked)] };
        await then(tab, result);
        return result;
      } finally {
        await context.close();
      }
    }

    for (const [index, kind] of Object.keys(kinds).entries()) {
      it(
        `${kind} says which, and goes on where it can`,
        { timeout: isWhole ? 3_600_000 : 600_000 },
        async () => {
          server.spoiled.clear();
          const { ran, errors, asked } = await visit(kind);
          assert.deepEqual([ran, errors], [true, []]);
          // In order of their names: they come in another order each time.
          const files = asked
            .filter((path) => path.startsWith("/dist/") && !/core\.(js|css)$/.test(path))
            .sort();
          const names = Object.keys(faults);
          const fresh = isWhole ? files : files.filter((file) => !tried.has(file));
          for (const file of files) tried.add(file);
          const wrong = [];
          for (const [place, file] of fresh.entries()) {
            // Each file has one fault, on the first kind of page that asks for it; together they have all.
            const chosen = isWhole ? names : [names[(place + 3 * index) % names.length]];
            for (const fault of chosen) {
              server.spoiled.set(file, fault);
              const problem = await problemOf(kind, file, fault);
              if (problem) wrong.push(`${file} ${fault}: ${problem}`);
              if (problem && isWhole) console.log(`WRONG: ${wrong.at(-1)}`);
              server.spoiled.clear();
            }
          }
          assert.deepEqual(wrong, []);
        },
      );
    }

    for (const kind of ["MicroPython on the page", "Pyodide in a worker"]) {
      it(`${kind} runs WebAssembly of another type, and warns of it`, async () => {
        server.spoiled.clear();
        const { asked } = await visit(kind);
        const file = asked.find((path) => path.endsWith(".wasm"));
        server.spoiled.set(file, "has another type");
        const { ran, errors, told } = await visit(kind);
        server.spoiled.clear();
        assert.deepEqual([ran, errors], [true, []]);
        const warnings = told.filter((text) => text.includes(`${file} was not served as application/wasm`));
        assert.equal(warnings.length, 1);
      });
    }

    async function problemOf(kind, file, fault) {
      let problem;
      await visit(kind, async (tab, { ran, errors, told, asked }) => {
        const name = file.slice(file.lastIndexOf("/") + 1);
        if (process.env.FAULTS)
          console.log(`${kind}: ${file} ${fault}: ${ran ? "ran" : errors[0]?.slice(0, 400)}`);
        if (ran) return;
        if (errors.length === 0) problem = asked.includes(file) ? "nothing is said" : "it was not asked for";
        // Without the words for it, it is still told.
        else if (/load-problems|http-error-code/.test(name)) return;
        else if (!(await isNamed(name, told))) problem = `nothing names it: ${told.join(" | ")}`;
        else if (errors.some((text) => text.startsWith("uncaught")))
          problem = `an error is not caught: ${errors.join(" | ")}`;
      });
      return problem;
    }
  });
}

/** Browsers name only the module that was imported, of those that this one imports in its turn; then the
 * library says that a part of it is missing. */
async function isNamed(name, told) {
  for (let tries = 0; tries < 20; tries++) {
    const text = told.join("\n");
    // A worker's own code is imported by its entry, which is what the page knows.
    if (name.startsWith("worker-") && text.includes("/dist/worker.js did not start")) return true;
    if (text.includes(name) || /A part of py-elements could not be loaded.*npx py-elements copy/.test(text))
      return true;
    await pause(50);
  }
  return false;
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
