// Pyodide's memory as it is right after its start, made by the build: restoring it takes a fraction of
// starting.
//
// The module's own data is in it as the difference from what the module has, which is nearly all zeros: a
// quarter less to download. `patches/snapshot.mjs` undoes that.
//
// It is made in a browser, since whether JavaScript can be waited for (JSPI) is fixed in it: Node 20 has no
// JSPI. It depends on Pyodide's version alone, not on our package, so it is made once and kept in `.cache/`.
// Without a browser the build goes on without one, and Pyodide starts the long way.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { root } from "../../scripts/command.mjs";
import { findBrowser } from "../../scripts/browsers/find-browser.mjs";

/** Modules of the standard library that are imported already when the snapshot is restored. */
const imported = [
  ...["ast", "asyncio", "base64", "collections", "contextvars", "copy", "dataclasses", "datetime", "enum"],
  ...[
    "functools",
    "html",
    "importlib.metadata",
    "inspect",
    "io",
    "itertools",
    "json",
    "linecache",
    "logging",
  ],
  ...[
    "math",
    "operator",
    "pathlib",
    "random",
    "re",
    "string",
    "textwrap",
    "traceback",
    "typing",
    "urllib.parse",
  ],
];

/**
 * In a function, which is deleted: names that are assigned in `__main__` would be there in every script.
 * Freed memory still has its contents, three megabytes that compress badly: blocks of zeros take its place,
 * from large to small, until there is no room below the heap's end.
 */
const warm = `
def warm():
    import gc, ${imported}
    gc.collect()
    cleared = []
    end = id(bytes(1 << 21))
    for bits in range(20, 8, -1):
        while id(block := bytes(1 << bits)) < end:
            cleared.append(block)
warm()
del warm`;

const page = `<!doctype html><script type="module">
  import { loadPyodide } from "/pyodide.mjs";
  // The memory as WebAssembly has it when it is instantiated, before anything runs.
  let initial;
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const instantiated = await instantiateStreaming.call(WebAssembly, source, imports);
    initial ??= new Uint32Array(instantiated.instance.exports.memory.buffer.slice());
    return instantiated;
  };
  try {
    const pyodide = await loadPyodide({ _makeSnapshot: true });
    pyodide.runPython(${JSON.stringify(warm)});
    const snapshot = pyodide.makeMemorySnapshot();
    const [, start, , unused] = new Uint32Array(snapshot.buffer, 0, 4);
    if (unused !== 0) throw new Error("a word of its header has another use in this version");
    const length = initial.findLastIndex((word) => word !== 0) + 1;
    const memory = new Uint32Array(snapshot.buffer, start, length);
    for (let index = 0; index < length; index++) memory[index] ^= initial[index];
    new Uint32Array(snapshot.buffer)[3] = length;
    const compressed = new Response(new Blob([snapshot]).stream().pipeThrough(new CompressionStream("gzip")));
    const reader = new FileReader();
    reader.onload = () => (globalThis.finished = { data: reader.result });
    reader.readAsDataURL(await compressed.blob());
  } catch (error) {
    globalThis.finished = { error: String(error.stack) };
  }
</script>`;

const source = `${root}node_modules/pyodide`;

/** The snapshot's name in `dist/pyodide/`, and where it is kept. */
function location() {
  const { version } = JSON.parse(readFileSync(`${source}/package.json`, "utf8"));
  const hash = createHash("sha256").update(version).update(page).digest("hex").slice(0, 8);
  const name = `snapshot-${hash}.bin`;
  return { name, file: path.join(root, ".cache", "snapshots", name) };
}

/** @returns {{ name: string, file: string } | undefined} undefined when none has been made */
export function findSnapshot() {
  const found = location();
  return existsSync(found.file) ? found : undefined;
}

/** Makes the snapshot unless there is one. A failure is only reported. */
export async function ensureSnapshot() {
  if (findSnapshot()) return;
  try {
    const executablePath = findBrowser("chrome");
    if (!executablePath) throw new Error("there is no Chrome or Chromium");
    const data = await make();
    const { file } = location();
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, data);
  } catch (error) {
    console.log(`Built without a memory snapshot, Pyodide starts slower: ${error.message}`);
  }
}

async function make() {
  const [{ launchChrome }, { serveFiles }] = await Promise.all([
    import("../../scripts/browsers/launch-chrome.mjs"),
    import("../../scripts/serve/static-server.mjs"),
  ]);
  const server = await serveFiles({ folders: { "/": source }, pages: { "/": page }, compressed: false });
  const browser = await launchChrome();
  try {
    const tab = await browser.newPage();
    await tab.goto(server.origin);
    const finished = await tab.waitForFunction("globalThis.finished", { timeout: 60_000 });
    const { data, error } = await finished.jsonValue();
    if (error) throw new Error(error);
    return gzipSync(gunzipSync(Buffer.from(data.slice(data.indexOf(",") + 1), "base64")), { level: 9 });
  } finally {
    await browser.close();
    await server.close();
  }
}
