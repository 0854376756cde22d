// A plugin for Vite: serves this library's files while developing, puts those that a project uses into its
// build, and runs edited Python anew without reloading the page.
import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { dist, readRunTimeFiles } from "../bin/run-time-files.mjs";
import { Bridges } from "./bridges.js";
import { Edits } from "./edits.js";
import { usedInterpreters } from "./used-interpreters.js";
import { importedPackages } from "./imported-packages.js";

const isPython = (file) => file.endsWith(".py");
const slashes = (file) => file.replaceAll("\\", "/");

/** The module that says where `dist/` is, and the expression in it that does where nobody else says. */
const PLACE = slashes(path.join(dist, "lib/runtime/loading/dist.js"));
const GUESS = /Reflect\.construct\(URL, \[[^\]]*\]\)/;

const SERVED_AT = "@py-elements/";
const RELOAD = "virtual:py-elements/reload";
const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default function pyElements({ isolated = false, interpreters } = {}) {
  const files = readRunTimeFiles();
  const used = new Set(interpreters ?? []);
  let config;
  const bridges = new Bridges();
  const edits = new Edits();
  const gone = new Set();
  let folder; // In the build, once a module of this library is in it.

  const look = (text) => {
    if (!interpreters) for (const type of usedInterpreters(text)) used.add(type);
  };

  function edited({ file, modules, graph, server, isNew = false, reload }) {
    const within = (from) => config.base + slashes(path.relative(from, file));
    const isPublic = config.publicDir && slashes(file).startsWith(`${slashes(config.publicDir)}/`);
    const served = within(isPublic ? config.publicDir : config.root);
    // The modules of addresses stay as they are.
    const changed = modules.filter(({ id }) => !/[?&]url\b/.test(id ?? ""));
    const asText = changed.some(({ id }) => /[?&]raw\b/.test(id ?? ""));
    void edits.follow(file, () => {
      server.ws.send({
        type: "custom",
        event: "py-elements:python",
        data: { path: served, isPage: !isNew && !asText },
      });
      for (const module of new Set([...changed, ...bridges.users(file, graph)])) void reload(module);
    });
  }

  return {
    name: "py-elements",

    config: () => ({
      ...(isolated && { server: { headers: ISOLATION }, preview: { headers: ISOLATION } }),
      // As they are: prebundled, their place could not be found.
      optimizeDeps: {
        exclude: ["py-elements"],
        include: importedPackages().map((name) => `py-elements > ${name}`),
      },
    }),

    configResolved(resolved) {
      config = resolved;
      knowElements(resolved.plugins.find(({ name }) => name === "vite:vue"));
    },

    configureServer(server) {
      const place = config.base + SERVED_AT;
      server.middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url, "http://localhost");
        const at = [place, `/${SERVED_AT}`].find((prefix) => pathname.startsWith(prefix));
        const file = at && files.get(pathname.slice(at.length));
        if (!file) return next();
        response.setHeader("Content-Type", TYPES[path.extname(file)] ?? "application/octet-stream");
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("Access-Control-Allow-Origin", "*");
        if (isolated) response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
        for (const [name, value] of Object.entries(isolated ? ISOLATION : {}))
          response.setHeader(name, value);
        createReadStream(file).pipe(response);
      });
    },

    resolveId: (id) => (id === RELOAD ? `\0${RELOAD}` : undefined),

    load: (id) =>
      id === `\0${RELOAD}`
        ? readFileSync(fileURLToPath(new URL("reload.js", import.meta.url)), "utf8")
        : undefined,

    transform(code, id, options) {
      const [file] = slashes(id).split("?");
      if (file !== PLACE) {
        if (file.startsWith(slashes(dist)) || file.includes("/node_modules/")) return undefined;
        look(code);
        if (config.command === "serve") bridges.look(code, file);
        return undefined;
      }
      if (options?.ssr) return undefined;
      if (!GUESS.test(code)) throw new Error(`${file} is not the build that this plugin goes with.`);
      if (config.command === "serve") {
        const where = `Reflect.construct(URL, [${JSON.stringify(config.base + SERVED_AT)}, import.meta.url])`;
        return { code: `import ${JSON.stringify(RELOAD)};\n${code.replace(GUESS, where)}`, map: null };
      }
      folder ??= `${config.build.assetsDir}/py-elements-${hash(files)}`;
      // The address of one of the files, which the bundler knows whatever `base` is, leads to all of them.
      const worker = this.emitFile({
        type: "asset",
        fileName: `${folder}/worker.js`,
        source: readFileSync(files.get("worker.js")),
      });
      const address = `Reflect.construct(URL, [import.meta.ROLLUP_FILE_URL_${worker}, import.meta.url])`;
      const where = `Reflect.construct(URL, ["./", ${address}])`;
      return { code: code.replace(GUESS, where), map: null };
    },

    transformIndexHtml: { order: "pre", handler: (html) => void look(html) },

    generateBundle() {
      if (!folder) return;
      // A project that names neither may choose at run time.
      const wanted = used.size > 0 ? used : new Set(["py", "mpy"]);
      for (const [name, file] of files) {
        if (name === "worker.js") continue;
        if (name.startsWith("pyodide/") && !wanted.has("py")) continue;
        if (name.startsWith("micropython/") && !wanted.has("mpy")) continue;
        this.emitFile({ type: "asset", fileName: `${folder}/${name}`, source: readFileSync(file) });
      }
    },

    /** Of Vite 5, which has no other and tells of changes alone. */
    handleHotUpdate({ file, modules, server }) {
      if (!isPython(file)) return undefined;
      const { moduleGraph: graph } = server;
      edited({ file, modules, graph, server, reload: (module) => server.reloadModule(module) });
      return [];
    },

    hotUpdate({ type, file, modules, server }) {
      const { environment } = this;
      if (!isPython(file) || environment.name !== "client") return undefined;
      // A file that is replaced may be gone for a while.
      if (type === "delete") return void gone.add(file);
      const isNew = type === "create" && !gone.delete(file);
      const { moduleGraph: graph } = environment;
      const reload = (module) => environment.reloadModule(module);
      edited({ file, modules, graph, server, isNew, reload });
      return [];
    },
  };
}

/** Tells Vue's plugin which elements are not its own. */
function knowElements(vue) {
  const options = vue?.api?.options;
  if (!options) return;
  const compilerOptions = options.template?.compilerOptions ?? {};
  const own = (tag) => /^(m?py-|script-py$)/.test(tag);
  const isCustomElement = (tag) => own(tag) || compilerOptions.isCustomElement?.(tag) === true;
  // Python keeps its lines.
  const isPreTag = (tag) => own(tag) || (compilerOptions.isPreTag?.(tag) ?? tag === "pre");
  vue.api.options = {
    ...options,
    template: { ...options.template, compilerOptions: { ...compilerOptions, isCustomElement, isPreTag } },
  };
}

/** Returns a hash of the files, as eight letters. */
function hash(files) {
  const sum = createHash("sha256");
  for (const [name, file] of files) sum.update(name).update(readFileSync(file));
  return sum.digest("hex").slice(0, 8);
}
