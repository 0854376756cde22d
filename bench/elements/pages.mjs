// The pages that the benchmark visits: `globalThis.finished` has their times, by name.

/**
 * @param {object} page
 * @param {"mpy" | "py"} page.type
 * @param {"ours" | "peer"} page.mode
 * @param {"element" | "tag"} [page.form] how scripts are written; without it, the page of what comes and goes
 * @param {number} [page.count] the number of scripts
 */
export function pageOf({ type, mode, form, count }) {
  const library = mode === "ours" ? "dist" : "peer";
  // The peer gets the interpreter that is measured, as a page tells it.
  const config =
    mode === "ours" ? "" : `<${type}-config>${JSON.stringify({ interpreter: peers[type] })}</${type}-config>`;
  const head = `<!doctype html><link rel="icon" href="data:,">
<link rel="stylesheet" href="/${library}/core.css">
<script>Object.assign(globalThis, ${JSON.stringify({ type, mode, count })})</script>
<script src="/measure.js"></script>
<script type="module" src="/${library}/core.js"></script>
<body>${config}`;
  if (!form) {
    return `${head}<div id="place"></div><button id="button">button</button>
<script type="module" src="/work.js"></script>
<script type="${type}">${loop}</script>`;
  }
  const [begin, end] =
    form === "tag" ? [`<script type="${type}">`, "</script>"] : [`<${type}-script>`, `</${type}-script>`];
  return `${head}${`${begin}import js; js.ran()${end}\n`.repeat(count)}`;
}

const peers = { mpy: "/micropython/micropython.mjs", py: "/pyodide/pyodide.mjs" };

/** Reads the children of an element one by one, each by its index. */
const loop = `
from pyscript import ffi, web, window

def read(count):
    place = web.page["#place"]
    for index in range(count):
        place.children[index]

window.begin(ffi.create_proxy(read))
`;
