// Pages whose first statement tells when it ran: bare ones, which do nothing but call the interpreter's
// loader, ours, and the same with the peer, PyScript, whose package is served as it is.
import { serveFiles } from "../../scripts/serve/static-server.mjs";

/** `turns`: how often a round goes through the pages; what takes a twentieth of a second varies by a tenth
 * here. */
export const interpreters = {
  py: { name: "Pyodide", url: "/npm/pyodide/pyodide.mjs", turns: 1 },
  mpy: { name: "MicroPython", url: "/npm/micropython/micropython.mjs", turns: 3 },
};

/** The first statement tells when it ran; milliseconds since navigation. */
export const statement = "import js; js.location.hash = js.finished = js.performance.now()";

/** In a worker, by the page's clock; a second one counts from when its script is inserted. */
export const inWorker = "from pyscript import window; window.tell()";
const tell = `<script>
globalThis.tell = () => (location.hash = globalThis.finished = performance.now() - (globalThis.begun ?? 0));
</script>`;

/** Starts a second script when the first one has run; only then the page tells its time. */
const second = (type) => `<script type="module">
addEventListener("${type}:done", () => {
  globalThis.begun = performance.now();
  const script = document.createElement("script");
  script.type = "${type}";
  script.setAttribute("worker", "");
  script.textContent = ${JSON.stringify(inWorker)};
  document.body.append(script);
}, { once: true });
</script>`;

/** A bare worker loads the interpreter, whose first statement tells the page. */
const bareWorkers = {
  py: `import { loadPyodide } from "/npm/pyodide/pyodide.mjs";
const pyodide = await loadPyodide();
pyodide.registerJsModule("page", { tell: () => postMessage(0) });
pyodide.runPython("import page; page.tell()");`,
  mpy: `import { loadMicroPython } from "/npm/micropython/micropython.mjs";
const micropython = await loadMicroPython({ url: "/npm/micropython/micropython.wasm" });
micropython.registerJsModule("page", { tell: () => postMessage(0) });
micropython.runPython("import page; page.tell()");`,
};

export const page = (body) => `<!doctype html><link rel="icon" href="data:,">${body}`;

/** The page that visitors come from; it goes where its address's fragment says. */
export const start = page(`<script>setTimeout(() => location.replace(location.hash.slice(1)), 150)</script>`);

export const ours = (body) => `${tell}<link rel="stylesheet" href="/dist/core.css">
<script type="module" src="/dist/core.js"></script>
${body}`;
export const peers = (body) => `${tell}<link rel="stylesheet" href="/peer/core.css">
<script type="module" src="/peer/core.js"></script>
${body}`;
export const peerConfig = (type) => `config='{"interpreter": "${interpreters[type].url}"}'`;
const bareWorker = (type) => `<script type="module">
new Worker("/bare-worker-${type}.js", { type: "module" }).onmessage = () => {
  location.hash = globalThis.finished = performance.now();
};
</script>`;
export const types = Object.keys(interpreters);
const ofEach = (body) => Object.fromEntries(types.map((type) => [type, page(body(type))]));

/** Place that Python runs in → library → type → HTML. */
export const pages = {
  main: {
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
    "py-elements": ofEach((type) => ours(`<script type="${type}">${statement}</script>`)),
    PyScript: ofEach((type) => peers(`<script type="${type}" ${peerConfig(type)}>${statement}</script>`)),
  },
  worker: {
    bare: ofEach(bareWorker),
    "py-elements": ofEach((type) => ours(`<script type="${type}" worker>${inWorker}</script>`)),
    "py-elements, second": ofEach((type) => ours(`${second(type)}<script type="${type}" worker>1</script>`)),
    PyScript: ofEach((type) =>
      peers(`<script type="${type}" worker ${peerConfig(type)}>${inWorker}</script>`),
    ),
  },
};

/**
 * Serves the builds and the packages as they are published.
 *
 * @param {Record<string, string>} html path → HTML
 * @param {boolean} isolated only there PyScript's workers reach the page
 */
export const servePages = (html, isolated) =>
  serveFiles({
    isolated,
    folders: {
      "/dist/": "dist",
      "/npm/pyodide/": "node_modules/pyodide",
      "/npm/micropython/": "node_modules/@micropython/micropython-webassembly-pyscript",
      "/peer/": "node_modules/@pyscript/core/dist",
    },
    pages: {
      ...html,
      ...Object.fromEntries(
        Object.entries(bareWorkers).map(([type, text]) => [`/bare-worker-${type}.js`, text]),
      ),
    },
  });
