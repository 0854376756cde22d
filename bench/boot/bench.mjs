// From navigation to the first Python statement: a bare page that does nothing but call the interpreter's
// loader, a page of ours, and the same page with the peer, PyScript, whose package is served as it is. Both
// use the interpreters as published; ours come from the build.
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { visit } from "../../scripts/browsers/launch-chrome.mjs";
import { median, quartiles, table } from "../statistics.mjs";

/** `turns`: how often a round goes through the pages; what takes a twentieth of a second varies by a tenth
 * here. */
const interpreters = {
  py: { name: "Pyodide", url: "/npm/pyodide/pyodide.mjs", turns: 1 },
  mpy: { name: "MicroPython", url: "/npm/micropython/micropython.mjs", turns: 3 },
};

/** The first statement tells when it ran; milliseconds since navigation. */
const statement = "import js; js.location.hash = js.finished = js.performance.now()";

const page = (body) => `<!doctype html><link rel="icon" href="data:,">${body}`;

const pages = {
  bare: {
    py: page(`<script type="module">
import { loadPyodide } from "${interpreters.py.url}";
(await loadPyodide()).runPython("${statement}");
</script>`),
    mpy: page(`<script type="module">
import { loadMicroPython } from "${interpreters.mpy.url}";
(await loadMicroPython({ url: "/npm/micropython/micropython.wasm" })).runPython("${statement}");
</script>`),
  },
  "py-elements": Object.fromEntries(
    Object.keys(interpreters).map((type) => [
      type,
      page(`<link rel="stylesheet" href="/dist/core.css">
<script type="module" src="/dist/core.js"></script>
<script type="${type}">${statement}</script>`),
    ]),
  ),
  PyScript: Object.fromEntries(
    Object.entries(interpreters).map(([type, { url }]) => [
      type,
      page(`<link rel="stylesheet" href="/peer/core.css">
<script type="module" src="/peer/core.js"></script>
<script type="${type}" config='{"interpreter": "${url}"}'>${statement}</script>`),
    ]),
  ),
};

/** @type {import("../run.mjs").Bench} */
export default {
  title: "Boot",
  description:
    "Milliseconds from navigation to the first Python statement, with an empty HTTP cache and with a full one, and what\n" +
    "the page moved, from a local server with brotli. `bare` only calls the interpreter's own loader. No inspector is\n" +
    "attached, and the visitor comes from another page of the same host. The pages take turns, another one first each\n" +
    "time; the first turn is not counted. A ratio is the median of those within a turn, with their quartiles. Requests and\n" +
    "kB are Chrome's.",
  rounds: 11,
  browsers: ["chrome", "firefox", "webkit"],
  run,
};

async function run({ browser, visitor, rounds, only, network, progress }) {
  const variants = Object.keys(interpreters)
    .flatMap((type) => Object.keys(pages).map((library) => ({ type, library, path: `/${library}/${type}` })))
    .filter(({ path }) => !only || path.includes(only))
    .map((variant) => ({ ...variant, cold: [], warm: [], moved: undefined }));

  const server = await serveFiles({
    folders: {
      "/dist/": "dist",
      "/npm/pyodide/": "node_modules/pyodide",
      "/npm/micropython/": "node_modules/@micropython/micropython-webassembly-pyscript",
      "/peer/": "node_modules/@pyscript/core/dist",
    },
    pages: {
      ...Object.fromEntries(variants.map(({ path, library, type }) => [path, pages[library][type]])),
      "/start": page(`<script>setTimeout(() => location.replace(location.hash.slice(1)), 150)</script>`),
    },
  });
  const inNetwork = async (path) => {
    const context = await browser.createBrowserContext();
    const cold = await visit(context, server.origin + path, { network });
    const warm = await visit(context, server.origin + path, { network });
    await context.close();
    return [cold.finished, warm.finished];
  };
  try {
    for (const variant of variants) {
      // The server compresses each file once, before anything is measured.
      const { requests } = await visit(await browser.createBrowserContext(), server.origin + variant.path);
      variant.moved = summarize(requests);
    }
    for (const [type, { turns }] of Object.entries(interpreters)) {
      const pages = variants.filter((variant) => variant.type === type);
      for (let turn = 0; turn <= rounds * turns; turn += 1) {
        for (const { path, cold, warm } of [
          ...pages.slice(turn % pages.length),
          ...pages.slice(0, turn % pages.length),
        ]) {
          progress(`turn ${turn} of ${rounds * turns}: ${path}`);
          const times = network
            ? await inNetwork(path)
            : await visitor.visit(`${server.origin}/start`, path, 2);
          if (turn === 0) continue;
          cold.push(times[0]);
          warm.push(times[1]);
        }
      }
    }
  } finally {
    await server.close();
  }
  return report(variants);
}

/** Bytes and requests, the page itself left out. */
function summarize(requests) {
  const counted = requests.slice(1).filter(({ url }) => url.startsWith("http"));
  return { requests: counted.length, bytes: counted.reduce((sum, { bytes }) => sum + bytes, 0) };
}

function report(variants) {
  return table([
    ["page", "cold, ms", "of bare", "warm, ms", "of bare", "requests", "kB"],
    ...variants.map((variant) => {
      const bare = variants.find(({ type, library }) => type === variant.type && library === "bare");
      const ratio = (key) => {
        if (!bare) return "–";
        if (bare === variant) return "1.00 ×";
        const [low, middle, high] = quartiles(variant[key].map((time, turn) => time / bare[key][turn]));
        return `${middle.toFixed(2)} × (${low.toFixed(2)} to ${high.toFixed(2)})`;
      };
      return [
        `${interpreters[variant.type].name}, ${variant.library}`,
        Math.round(median(variant.cold)),
        ratio("cold"),
        Math.round(median(variant.warm)),
        ratio("warm"),
        variant.moved.requests,
        Math.round(variant.moved.bytes / 1000),
      ];
    }),
  ]);
}
