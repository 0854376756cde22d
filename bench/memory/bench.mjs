// The memory of a page with one script, or with one on the main thread and three in workers, beside pages
// that do nothing but load the interpreter as often, and beside PyScript's.
import { readFileSync } from "node:fs";
import { launchUninspected, timeVisits } from "../../scripts/browsers/launch-chrome.mjs";
import {
  pages as bootPages,
  interpreters,
  ours,
  page,
  peerConfig,
  peers,
  servePages,
  start,
  types,
} from "../boot/pages.mjs";
import { median, table } from "../statistics.mjs";

/** How long a page is left alone after its last statement has run, in milliseconds. */
const SETTLING_MS = 5000;
const MB = 1e6;

/** Tells that it has run, from either thread. */
const tells = "from pyscript import window; window.counted()";
const scripts = (type, config = "") =>
  "<script>globalThis.told = 0; globalThis.counted = () => void told++;</script>" +
  ["", " worker", " worker", " worker"]
    .map((attribute) => `<script type="${type}"${attribute} ${config}>${tells}</script>`)
    .join("\n");
const bareTells = {
  py: `import { loadPyodide } from "${interpreters.py.url}"; (await loadPyodide()).runPython("1");`,
  mpy: `import { loadMicroPython } from "${interpreters.mpy.url}";
(await loadMicroPython({ url: "/npm/micropython/micropython.wasm" })).runPython("1");`,
};
const bareFour = (type) => `<script type="module">
globalThis.told = 0;
for (let i = 0; i < 3; i++) new Worker("/bare-worker-${type}.js", { type: "module" }).onmessage = () => told++;
${bareTells[type]}
told++;
</script>`;

const isDone = (place) =>
  place === "main and three workers" ? "globalThis.told === 4" : "globalThis.finished";
/** Tells by the address what the page takes, when its scripts have run and it has been left alone. */
const counting = (place) => `<script type="module">
const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
while (!(${isDone(place)})) await wait(100);
await wait(${SETTLING_MS});
// It collects the garbage of every thread.
const { bytes } = await performance.measureUserAgentSpecificMemory();
location.hash = "bytes=" + bytes;
</script>`;

/** Place → library → type → HTML. */
const pages = {
  ...bootPages,
  "main and three workers": {
    bare: Object.fromEntries(types.map((type) => [type, page(bareFour(type))])),
    "py-elements": Object.fromEntries(types.map((type) => [type, page(ours(scripts(type)))])),
    PyScript: Object.fromEntries(types.map((type) => [type, page(peers(scripts(type, peerConfig(type))))])),
  },
};

/** @type {import("../run.mjs").Bench} */
export default {
  title: "Memory",
  description:
    "MB of a page whose scripts have run: the private bytes of its process, which it has written to, as the system counts\n" +
    `them, and what \`performance.measureUserAgentSpecificMemory()\` says, after garbage has been collected, ${SETTLING_MS / 1000} s after\n` +
    "the last statement. Each page has a browser of its own, and no inspector: that keeps what was fetched.\n" +
    "`bare` only calls the interpreter's own loader, in as many threads.\n" +
    "Memory that threads share, as MicroPython's is in this library's workers, is counted once for each of them\n" +
    "(`findings/chromium-counts-shared-memory-for-each-thread.sh`).",
  rounds: 2,
  run,
};

async function run({ rounds, only, progress }) {
  const variants = types
    .flatMap((type) =>
      Object.entries(pages).flatMap(([place, libraries]) =>
        Object.keys(libraries)
          .filter((library) => !library.includes("second"))
          .map((library) => ({
            ...{ type, place, library, html: libraries[library][type] + counting(place) },
            path: `/${place}/${library}/${type}`.replaceAll(" ", "-"),
          })),
      ),
    )
    .filter(({ path }) => !only || path.includes(only))
    .map((variant) => ({ ...variant, bytes: [], counted: [] }));
  const html = Object.fromEntries(variants.map(({ path, html }) => [path, html]));
  const server = await servePages({ ...html, "/start": start }, true);
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const variant of variants) {
        progress(`round ${round} of ${rounds}: ${variant.path}`);
        const { bytes, counted } = await measure(server.origin, variant.path);
        variant.bytes.push(bytes / MB);
        variant.counted.push(counted / MB);
      }
    }
  } finally {
    await server.close();
  }
  return report(variants);
}

/** Opens a page in a browser of its own. */
async function measure(origin, path) {
  const browser = await launchUninspected(["--enable-blink-features=ForceEagerMeasureMemory"]);
  try {
    let bytes;
    const look = async () => (bytes = await privateBytes(browser));
    const [counted] = await timeVisits(browser, `${origin}/start`, path, 1, { key: "bytes=", look });
    return { bytes, counted };
  } finally {
    await browser.close();
  }
}

/** The private bytes of the largest process that shows pages. Those that it has only read are the browser's
 * own code, and private or not as other processes happen to have read it. */
async function privateBytes(browser) {
  const session = await browser.target().createCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const sizes = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => {
      const [, kB] =
        /^Private_Dirty:\s*(\d+) kB/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, "utf8")) ?? [];
      return Number(kB) * 1024;
    });
  return Math.max(...sizes);
}

function report(variants) {
  return table([
    ["page", "private, MB", "of bare", "counted, MB", "of bare"],
    ...variants.map((variant) => {
      const bare = variants.find(
        ({ type, place, library }) => type === variant.type && place === variant.place && library === "bare",
      );
      const ratio = (key) => (bare ? `${(median(variant[key]) / median(bare[key])).toFixed(2)} ×` : "–");
      return [
        `${interpreters[variant.type].name}, ${variant.place}, ${variant.library}`,
        Math.round(median(variant.bytes)),
        ratio("bytes"),
        median(variant.counted).toFixed(1),
        ratio("counted"),
      ];
    }),
  ]);
}
