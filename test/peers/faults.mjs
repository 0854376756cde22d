// `npm run peers`: twenty faults, after a page without one, tried on this library and on PyScript, each on a
// page of its own in Chromium. It prints a table of what an author is told. No part of `npm test`.
//
//   npm run peers -- --only=truncated   those whose name has that text
import { parseArgs } from "node:util";
import puppeteer from "puppeteer-core";
import { chromeArguments, findBrowser } from "../../scripts/browsers/find-browser.mjs";
import { command } from "../../scripts/command.mjs";
import { faultServer } from "../harness/fault-server.mjs";

/** How long an answer is waited for. */
const ANSWERED_WITHIN_MS = 15_000;
/** Errors that come after the first one are of the same fault. */
const AFTERWARDS_MS = 300;

const says = 'from pyscript import window\nwindow.document.title = "ran"\n';
const trap = "import uctypes\nuctypes.bytes_at(0x7ffffff0, 100)";
const later = `addEventListener("load", () => setTimeout(() => document.body.insertAdjacentHTML("beforeend", LATER), 1500))`;
const wasm = "micropython.wasm";

/**
 * Each is markup, and the file that is spoiled. With `then` a second script is inserted later, and should
 * run.
 * `expected` is text that should be among what is told.
 */
const cases = {
  "no fault at all": { body: mpy(says), then: true, expected: undefined },
  "a chunk of the library is missing (404)": {
    chunk: true,
    fault: "answers 404",
    body: mpy(says),
    expected: /chunk|\.js/,
  },
  "the interpreter's script is missing (404)": {
    file: "script",
    fault: "answers 404",
    body: mpy(says),
    expected: /micropython\.m?js/,
  },
  "the interpreter's script is a page": {
    file: "script",
    fault: "is a page instead",
    body: mpy(says),
    expected: /micropython\.m?js/,
  },
  "the interpreter's script answers 500": {
    file: "script",
    fault: "answers 500",
    body: mpy(says),
    expected: /micropython\.m?js/,
  },
  "the WebAssembly is missing (404)": {
    file: wasm,
    fault: "answers 404",
    body: mpy(says),
    expected: /micropython\.wasm/,
  },
  "the WebAssembly is truncated": {
    file: wasm,
    fault: "is truncated",
    body: mpy(says),
    expected: /micropython\.wasm/,
  },
  "the WebAssembly is cut off": {
    file: wasm,
    fault: "is cut off",
    body: mpy(says),
    expected: /micropython\.wasm/,
  },
  "the WebAssembly has another type": {
    file: wasm,
    fault: "has another type",
    body: mpy(says),
    expected: /micropython\.wasm/,
  },
  "the WebAssembly is missing for a worker": {
    file: wasm,
    fault: "answers 404",
    body: mpy(says, "worker"),
    expected: /micropython\.wasm/,
  },
  "a script's src is missing": {
    body: '<script type="mpy" src="/missing.py"></script>',
    expected: /missing\.py/,
  },
  "a configuration's file is missing": {
    config: { files: { "/missing.txt": "" } },
    body: mpy(says),
    expected: /missing\.txt/,
  },
  "a configuration is no JSON": {
    rawConfig: '{"name": "x",}',
    body: mpy(says),
    expected: /line|column|position|JSON/,
  },
  "a configuration's key is of another type": {
    config: { packages: 5 },
    body: mpy(says),
    expected: /packages/,
  },
  "Python raises": {
    body: mpy("x = 1\nraise ValueError('told')"),
    then: true,
    expected: /ValueError.*told/s,
  },
  "Python raises in a worker": {
    body: mpy("raise ValueError('told')", "worker"),
    then: true,
    expected: /ValueError.*told/s,
  },
  "Python's memory is used up": {
    body: mpy("x = []\nwhile True: x.append(bytes(1000000))"),
    then: true,
    expected: /MemoryError/,
  },
  "the interpreter crashes in a worker": { body: mpy(trap, "worker"), then: true, expected: /./ },
  "the interpreter crashes on the page": { body: mpy(trap), expected: /./ },
  "the library is loaded twice": { twice: true, body: mpy(says), expected: undefined },
  "a script is removed while its worker starts": {
    body: `<div id="gone">${mpy(says, "worker")}</div><script type="module">setTimeout(() => document.getElementById("gone").remove(), 60)</script>`,
    then: true,
    expected: undefined,
  },
};

function mpy(code, attributes = "") {
  return `<script type="mpy" ${attributes}>\n${code}\n</script>`;
}

const libraries = {
  "py-elements": {
    folder: "/dist/",
    script: "/dist/micropython/micropython.js",
    wasm: "/dist/micropython/micropython.wasm",
    config: {},
  },
  PyScript: {
    folder: "/peer/",
    script: "/npm/micropython/micropython.mjs",
    wasm: "/npm/micropython/micropython.wasm",
    // Its own place is a server elsewhere.
    config: { interpreter: "/npm/micropython/micropython.mjs" },
  },
};

function pageOf(library, { body, config = {}, rawConfig, twice, then }) {
  const text = rawConfig ?? JSON.stringify({ ...library.config, ...config });
  const script = `<script type="module" src="${library.folder}core.js"></script>`;
  const again = twice ? `<script type="module" src="${library.folder}core.js?again"></script>` : "";
  const second = `<script>const LATER = ${JSON.stringify("<mpy-script>" + says + "</mpy-script>")}; ${later}</script>`;
  return `<!doctype html><title>waiting</title><link rel="icon" href="data:,"><link rel="stylesheet" href="${library.folder}core.css">
${script}${again}<body><mpy-config>${text}</mpy-config>${body}${then ? second : ""}</body>`;
}

await command(async () => {
  const { values: options } = parseArgs({ options: { only: { type: "string", default: "" } } });
  const browser = await puppeteer.launch({ executablePath: findBrowser("chrome"), args: chromeArguments() });
  const rows = [];
  try {
    for (const [name, one] of Object.entries(cases)) {
      if (!name.includes(options.only)) continue;
      const outcomes = [];
      for (const library of Object.values(libraries)) outcomes.push(await outcomeOf(browser, library, one));
      rows.push([name, ...outcomes]);
      console.log(`| ${[name, ...outcomes.map(({ summary }) => summary)].join(" | ")} |`);
      if (process.env.PEERS_TEXT) for (const { text } of outcomes) console.log(`    ${text}`);
    }
  } finally {
    await browser.close();
  }
});

/** Opens the page, and describes what came of it. */
async function outcomeOf(browser, library, one) {
  const server = await faultServer(
    { "/": pageOf(library, one) },
    {
      folders: {
        "/peer/": "node_modules/@pyscript/core/dist/",
        "/npm/micropython/": "node_modules/@micropython/micropython-webassembly-pyscript/",
      },
    },
  );
  if (one.file) server.spoiled.set(one.file === "script" ? library.script : library.wasm, one.fault);
  const context = await browser.createBrowserContext();
  const tab = await context.newPage();
  const told = [];
  tab.on("console", (message) => {
    if (["error", "warn"].includes(message.type()) && !message.text().startsWith("Failed to load resource"))
      told.push(message.args().map(shown).join(" ") || message.text());
  });
  tab.on("pageerror", (error) => told.push(`uncaught: ${error.message ?? error}`));
  try {
    if (one.chunk) server.spoiled.set(await aChunk(browser, server, library), one.fault);
    await tab.goto(`${server.origin}/`, { waitUntil: "domcontentloaded" });
    const hasRun = () => tab.title().then((title) => title === "ran");
    const isOver = async () => (await hasRun()) || (!one.then && told.length > 0);
    const end = Date.now() + ANSWERED_WITHIN_MS;
    while (!(await isOver()) && Date.now() < end) await pause(30);
    await pause(AFTERWARDS_MS);
    return described(one, await hasRun(), told);
  } catch (error) {
    return { summary: `the page hangs (${error.name})`, text: String(error) };
  } finally {
    await context.close();
    await server.close();
  }
}

/** A chunk that the library imports for this page, as a visit without a fault has it. */
async function aChunk(browser, server, library) {
  const tab = await browser.newPage();
  await tab.goto(`${server.origin}/`, { waitUntil: "networkidle0" });
  await tab.close();
  const chunks = server.asked.filter(
    (path) =>
      path.startsWith(library.folder) && path.endsWith(".js") && !/\/core\.js$|\/micropython\//.test(path),
  );
  return chunks.at(-1);
}

/** An argument of the console's as the browser shows it: of an error, puppeteer's text is the first line. */
function shown(argument) {
  const { description, value } = argument.remoteObject();
  return description ?? String(value);
}

function described({ expected, then }, ran, told) {
  const text = told.join(" ¦ ").slice(0, 600);
  const error =
    told.length === 0
      ? "nothing is told"
      : !expected || expected.test(told.join("\n"))
        ? "told"
        : "told, without naming it";
  const caught = told.some((line) => line.startsWith("uncaught")) ? ", uncaught" : "";
  const isTimes = told.length > 1 ? ` (${told.length} times)` : "";
  const went = then ? (ran ? "; the page goes on" : "; no further script runs") : ran ? "; runs" : "";
  return { summary: `${error}${caught}${isTimes}${went}`, text };
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
