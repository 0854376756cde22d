// Bundles what `tsc` emitted to `build/`; `scripts/build/build.mjs` runs this and writes the files.
// - `dist/<entry>.js` for each entry point in `src/`, for pages: one file, what few pages need in
//   `dist/chunks/`;
// - `dist/sandbox.html` and `dist/sandbox-worker.js`, each one file: an origin of its own may load no other;
// - `dist/lib/`: the same modules one by one, for bundlers, dependencies left to them.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import commonjs from "@rollup/plugin-commonjs";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import replace from "@rollup/plugin-replace";
import terser from "@rollup/plugin-terser";
import MagicString from "magic-string";
import { archives } from "./scripts/build/archive.mjs";
import { constants } from "./scripts/build/constants.mjs";
import { letForConst } from "./scripts/build/let-for-const.mjs";
import { privateNames } from "./scripts/build/private-names.mjs";
import { sandboxPage } from "./scripts/build/sandbox-page.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));
const { version, dependencies } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

const built = constants();

const replaceConstants = ({ dist, base = "null", inWorker = true } = {}) =>
  replace({
    preventAssignment: true,
    values: {
      ...built,
      __VERSION__: JSON.stringify(version),
      __PYODIDE_BASE__: base,
      __BUNDLED__: String(!dist),
      __IN_WORKER__: String(inWorker),
      ...(dist && { __DIST__: JSON.stringify(dist) }),
    },
  });

/** Writes where `dist/` is, seen from each module of the unbundled output. */
const relativeDist = {
  name: "relative-dist",
  transform(code, id) {
    if (!code.includes("__DIST__")) return null;
    const depth = id.slice(id.lastIndexOf("/build/") + "/build/".length).split("/").length;
    return { code: code.replaceAll("__DIST__", JSON.stringify("../".repeat(depth))), map: null };
  },
};

/** Leaves Lit's fallback for shadow roots that adopt no stylesheets out: no browser that runs Python is so old. */
const adoptedStylesheets = {
  name: "adopted-stylesheets",
  transform(code, id) {
    if (!/@lit\/reactive-element\/css-tag\.js$/.test(id)) return null;
    const asks =
      /=\w\.ShadowRoot&&\(void 0===\w\.ShadyCSS\|\|\w\.ShadyCSS\.nativeShadow\)&&"adoptedStyleSheets"in Document\.prototype&&"replace"in CSSStyleSheet\.prototype,/;
    if (!asks.test(code)) this.error("Lit asks in another way now whether a shadow root adopts stylesheets.");
    return { code: code.replace(asks, "=!0,"), map: null };
  },
};

/**
 * Has CodeMirror's parser keep to what is left of a frame. Where it can ask whether input is pending (Chromium) it goes
 * on for a tenth of a second, and a page that scrolls or draws itself has no frame meanwhile.
 */
const shortParses = {
  name: "short-parses",
  transform(code, id) {
    if (!/@codemirror\/language\/dist\/index\.js$/.test(id)) return null;
    const asks = /const isInputPending = typeof navigator[^;]*;/;
    if (!asks.test(code))
      this.error("CodeMirror shares its time in another way now: see docs/decisions/0085.");
    const least = "25 /* Work.MinSlice */";
    if (!code.includes(least))
      this.error("CodeMirror has another least time for parsing now: see docs/decisions/0085.");
    return { code: code.replace(asks, "const isInputPending = null;").replace(least, "8"), map: null };
  },
};

/** Takes what only readers need out of stylesheets: none has text, whose spaces count. */
const compactStyles = {
  name: "compact-styles",
  transform(code) {
    const compact = new MagicString(code);
    compact.replaceAll(/\bcss ?`([^`\\$]*)`/g, (_, styles) => {
      const text = styles.replace(/\s+/g, " ").replace(/ ?([{};]) ?/g, "$1");
      return `css\`${text.trim()}\``;
    });
    return compact.hasChanged() ? { code: compact.toString(), map: compact.generateMap() } : null;
  },
};

/** Loads the source maps that `tsc` wrote, so that ours lead to the TypeScript. */
const sourceMaps = {
  name: "source-maps",
  load(id) {
    const map = `${id}.map`;
    if (!id.startsWith(path.join(root, "build")) || !existsSync(map)) return null;
    return { code: readFileSync(id, "utf8"), map: JSON.parse(readFileSync(map, "utf8")) };
  },
};

const modules = (folder) => readdirSync(path.join(root, folder), { withFileTypes: true });

const entryPoints = modules("src")
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts"))
  .map((entry) => path.basename(entry.name, ".ts"))
  .filter((name) => name !== "sandbox-worker");

/** Has a sandbox import modules in its own way, and know its address by its name: the text that it is made of
 * has none. */
const sandboxed = {
  name: "sandboxed",
  resolveId: (source, importer) =>
    source.endsWith("/import-module.js") && !importer.endsWith("/sandboxed-import.js")
      ? path.join(root, "build/runtime/workers/worker/sandboxed-import.js")
      : null,
  resolveImportMeta: (property) => (property === "url" ? "self.name" : null),
};

const elementModules = modules("src/elements")
  .filter((entry) => entry.isDirectory() && entry.name.includes("-"))
  .flatMap(({ name }) => [`build/elements/${name}/${name}.js`, `build/elements/${name}/define.js`]);

/** MicroPython's code for workers. */
const variant = ["micropython-variant", "micropython-loops", "micropython-sharing", "ending"].map(
  (module) => `runtime/interpreters/${module}`,
);

/** Modules that are loaded together, by the entry and the chunk that has them all: small modules that several
 * need would be chunks of their own, each of which is asked for when the one that imports it has arrived. */
const TOGETHER = {
  core: {
    configured: [
      ...["elements/configured", "elements/config-sources", "elements/worker-config"],
      ...["runtime/page/event-targets", "runtime/bridge/arguments"],
      ...["runtime/values/pack", "runtime/values/packed", "runtime/values/unpack"],
      ...["runtime/loading/fetch-source", "runtime/workers/page/sandbox-options"],
    ],
    "lazy-host": [
      ...["lazy-host", "resource-host", "terminal-host", "web", "workers-host", "rich-parts"].map(
        (module) => `runtime/page/${module}`,
      ),
      ...["runtime/host/more-host", "runtime/terminal/history"],
    ],
    "load-problems": ["runtime/loading/load-problems", "runtime/loading/http-error-code"],
    "micropython-variant": variant,
  },
  worker: {
    unpack: ["runtime/values/unpack", "runtime/values/packed"],
    "micropython-variant": variant,
  },
};

/** Puts modules of an entry's chunks together. */
const togetherIn = (entry) => (id) => {
  const module = path.relative(path.join(root, "build"), id).replace(/\.js$/, "");
  const chunks = Object.entries(TOGETHER[entry] ?? {});
  return chunks.find(([, modules]) => modules.includes(module))?.[0];
};

/** Modules that `bin/` imports. */
const forCommands = ["entries", "files", "mip", "packages/make-lock", "read"].map(
  (name) => `build/runtime/config/${name}.js`,
);

/** The one module that imports the client of Jupyter's servers, which is CommonJS and bundled in either output: to
 * those who install this package it would be some thirty packages more. */
const services = "runtime/donkey/jupyter/services";

/** It is CommonJS, and asks Node for paths, and for WebSockets, which browsers have themselves. */
const jupyterClient = [
  {
    name: "jupyter-client",
    resolveId(source, importer, options) {
      if (source === "ws") return "\0no-ws";
      return source === "path" ? this.resolve("path-browserify", importer, options) : null;
    },
    load: (id) => (id === "\0no-ws" ? "export default undefined;" : null),
  },
  commonjs({ include: /node_modules/ }),
];

/** Has `dist/lib/` import what is bundled for it. */
const bundledServices = {
  name: "bundled-services",
  resolveId: (source, importer) =>
    importer && source.endsWith("/services.js") && importer.includes("/donkey/jupyter/")
      ? { id: path.join(root, `build/${services}.js`), external: "relative" }
      : null,
};

const isDependency = (id) =>
  Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`));

/** Circles inside a dependency are its own affair. */
const onwarn = (warning, warn) => {
  const isTheirs =
    warning.code === "CIRCULAR_DEPENDENCY" && warning.ids.every((id) => id.includes("node_modules"));
  // One asks Node for a module by it, where it runs there.
  const isGuarded = warning.code === "EVAL" && warning.id?.endsWith("/pageconfig.js");
  if (!isTheirs && !isGuarded) warn(warning);
};

/**
 * How code is written. ASCII alone: a script with one other character, a "…" of a message, is text of two
 * bytes each for a browser, for as long as its page lives.
 */
const plain = { ecma: 2022, format: { ascii_only: true } };
const thorough = { ...plain, compress: { passes: 3, hoist_funs: true } };

export default [
  // Each alone: a page that loads one of them makes one request.
  ...entryPoints.map((name) => ({
    input: { [name]: `build/${name}.js` },
    // What chunks need of the entry it exports beside its own: a facade would be one request more. But no
    // module may import the one that a worker was started from: WebKit (WebKitGTK 2.50.6) loads and runs it a
    // second time (`findings/webkit-worker-runs-its-main-module-twice.sh`).
    preserveEntrySignatures: name === "worker" ? "strict" : "allow-extension",
    output: {
      dir: "dist",
      format: "es",
      sourcemap: true,
      // Modules that are always loaded together are one request, and none waits for another.
      manualChunks: togetherIn(name),
      onlyExplicitManualChunks: true,
      // What is behind a facade is beside it, since it says from where `dist/` is.
      // Random characters are what compresses least, and each chunk's name has them.
      hashCharacters: "hex",
      chunkFileNames: (chunk) => `${chunk.name === name ? "" : "chunks/"}[name]-[hash:7].js`,
      plugins: [letForConst, terser({ module: true, ...thorough }), privateNames],
    },
    onwarn,
    plugins: [
      sourceMaps,
      adoptedStylesheets,
      compactStyles,
      shortParses,
      replaceConstants({
        ...{ dist: "./", base: String(archives().py.base.content) },
        inWorker: name === "worker",
      }),
      ...(name === "core" ? jupyterClient : []),
      nodeResolve({ ignoreSideEffectsForRoot: true }),
    ],
  })),
  {
    input: { "sandbox-worker": "build/sandbox-worker.js" },
    output: {
      dir: "dist",
      format: "iife",
      sourcemap: true,
      inlineDynamicImports: true,
      plugins: [letForConst, terser(thorough), privateNames],
    },
    onwarn,
    plugins: [
      sandboxed,
      sourceMaps,
      replaceConstants({ dist: "./", base: String(archives().py.base.content) }),
      nodeResolve({ ignoreSideEffectsForRoot: true }),
    ],
  },
  {
    input: { sandbox: "build/runtime/workers/page/sandbox-frame.js" },
    output: { dir: "dist", format: "iife", plugins: [terser(plain)] },
    onwarn,
    plugins: [sandboxPage],
  },
  {
    input: { [services]: `build/${services}.js` },
    output: {
      dir: "dist/lib",
      format: "es",
      sourcemap: true,
      // It looks whether it is in Node; Parcel would look for a package that stands for it in browsers.
      intro: "const process = undefined;",
      plugins: [terser({ module: true, ...plain })],
    },
    onwarn,
    plugins: [...jupyterClient, nodeResolve()],
  },
  {
    input: [...entryPoints.map((name) => `build/${name}.js`), ...elementModules, ...forCommands],
    output: {
      dir: "dist/lib",
      format: "es",
      sourcemap: true,
      preserveModules: true,
      preserveModulesRoot: "build",
    },
    onwarn,
    external: isDependency,
    plugins: [
      bundledServices,
      sourceMaps,
      relativeDist,
      replaceConstants(),
      nodeResolve({ ignoreSideEffectsForRoot: true }),
    ],
  },
];
