// The text of `docs/size.md`; it needs the packages that are installed, and the build.
import { readdirSync, readFileSync } from "node:fs";
import { budget, compressedSize, packageInMicroPython } from "./size-budget.mjs";

const page = (type) => `<!doctype html>
<link rel="stylesheet" href="/dist/core.css">
<script type="module" src="/dist/core.js"></script>
<script type="${type}">
print("hi")
import js
js.finished = True
</script>`;

const introduction = `Written by \`npm run size\`. A page with one script, all that it loads besides the interpreter's own files, compressed
with brotli at its best. The budget is ${budget.bytes / 1000} kB in ${budget.requests} requests. What our package is of MicroPython's WebAssembly is the
difference to one with the image of the interpreter's own start: medians of several, since the compressor's result varies by
where a byte falls. How loading and errors look comes where either is shown: it is not in the sums, since whether loading is
shown depends on the machine. What a page moves in all is in [Boot](bench/boot.md).`;

/** The chunk with the look. */
const look = /^chunks\/output-look-[\w-]+\.js$/;

const bundled = `What a bundler makes of an import, with Lit and minified, and without what it loads from the folder of files. An
element brings the life of scripts, events by attribute and script tags; terminals, workers and the other interpreter are
chunks that are loaded when a page uses them.`;

/** Measures, and returns the report in Markdown. */
export async function measure() {
  const [{ launchChrome, visit }, { serveFiles }] = await Promise.all([
    import("../browsers/launch-chrome.mjs"),
    import("../serve/static-server.mjs"),
  ]);
  const server = await serveFiles({
    folders: { "/dist/": "dist" },
    pages: { "/mpy": page("mpy"), "/py": page("py") },
  });
  const browser = await launchChrome();
  try {
    const sections = [];
    for (const [type, name] of [
      ["mpy", "MicroPython"],
      ["py", "Pyodide"],
    ]) {
      const { requests } = await visit(await browser.createBrowserContext(), `${server.origin}/${type}`);
      sections.push(section(name, requests));
    }
    const { weighImports } = await import("./one-element.mjs");
    const inBundles = `## In a bundle\n\n${bundled}\n\n${await weighImports()}`;
    return `# What a page loads\n\n${introduction}\n\n${sections.join("\n\n")}\n\n${inBundles}\n`;
  } finally {
    await browser.close();
    await server.close();
  }
}

function section(name, requests) {
  const requested = requests
    .map(({ url }) => new URL(url).pathname)
    .filter((path) => path.startsWith("/dist/") && !/^\/dist\/(pyodide|micropython)\//.test(path))
    .map((path) => path.slice("/dist/".length))
    .filter((path) => !look.test(path))
    .map(measured);
  const later = readdirSync("dist/chunks")
    .map((name) => `chunks/${name}`)
    .filter((path) => look.test(path))
    .map(measured);
  const files = [...requested, ...packageInside(requests)];
  const total = (key) => files.reduce((sum, file) => sum + file[key], 0);
  const row = (label, { raw, bytes }) => `| ${label} | ${kB(raw)} | ${kB(bytes)} |`;
  const within = total("bytes") <= budget.bytes && requested.length <= budget.requests;
  return `## ${name}

| file | raw | brotli |
| --- | ---: | ---: |
${files.map((file) => row(`\`${file.path}\``, file)).join("\n")}
${row(`**${requested.length} requests**`, { raw: total("raw"), bytes: total("bytes") })}
${later.map((file) => row(`\`${file.path}\`, not counted`, file)).join("\n")}

${within ? "Within the budget." : "**Over the budget.**"}`;
}

/** A file of `dist/`. */
function measured(path) {
  const data = readFileSync(`dist/${path}`);
  return { path: `dist/${path}`, raw: data.length, bytes: compressedSize(data) };
}

/** Returns the size of the sections that the build has put into MicroPython's WebAssembly. */
function packageInside(requests) {
  const file = "dist/micropython/micropython.wasm";
  if (!requests.some(({ url }) => url.endsWith(file))) return [];
  return [{ path: `${file}, the package in it`, ...packageInMicroPython() }];
}

function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
