// The plugin for Vite, called as Vite calls it. `npm run build` first.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { compile } from "@vue/compiler-dom";
import { Bridges } from "../../vite/bridges.js";
import pyElements from "../../vite/index.js";
import { usedInterpreters } from "../../vite/used-interpreters.js";

const place = fileURLToPath(new URL("../../dist/lib/runtime/loading/dist.js", import.meta.url));
const code = readFileSync(place, "utf8");

/** A build of a project with these sources; what it emits, by name. */
function build(sources, options) {
  const plugin = pyElements(options);
  plugin.configResolved({ command: "build", base: "/", build: { assetsDir: "assets" }, plugins: [] });
  const emitted = new Map();
  const context = {
    emitFile({ fileName, source }) {
      emitted.set(fileName, source);
      return `ref${emitted.size}`;
    },
  };
  for (const source of sources) plugin.transform.call(context, source, "/project/src/app.js");
  const transformed = plugin.transform.call(context, code, place).code;
  plugin.generateBundle.call(context);
  return { emitted, transformed };
}

const noModules = { getModulesByFile: () => undefined };

const names = ({ emitted }) =>
  [...emitted.keys()].map((name) => name.replace(/^assets\/py-elements-\w+\//, ""));
const has = (built, folder) => names(built).some((name) => name.startsWith(folder));

describe("the plugin for Vite", () => {
  it("emits the files that pages load into one folder with a hash, and the bundle asks for them there", () => {
    const built = build([`<mpy-script src="app.py"></mpy-script>`]);
    for (const name of ["core.js", "worker.js", "micropython/micropython.wasm"]) {
      assert.ok(names(built).includes(name), name);
    }
    assert.equal(new Set([...built.emitted.keys()].map((name) => name.split("/")[1])).size, 1);
    assert.match(built.transformed, /import\.meta\.ROLLUP_FILE_URL_ref1/);
  });

  it("emits the interpreters that the project names, both where it names none, and what an option says", () => {
    const mpy = build([`<mpy-script></mpy-script>`]);
    assert.deepEqual([has(mpy, "micropython/"), has(mpy, "pyodide/")], [true, false]);
    const none = build(["export {}"]);
    assert.deepEqual([has(none, "micropython/"), has(none, "pyodide/")], [true, true]);
    const said = build([`<mpy-script></mpy-script>`], { interpreters: ["py"] });
    assert.deepEqual([has(said, "micropython/"), has(said, "pyodide/")], [false, true]);
  });

  for (const [text, expected] of [
    [`<py-script>`, ["py"]],
    [`document.createElement("mpy-script")`, ["mpy"]],
    [`<button mpy-click="greet">`, ["mpy"]],
    [`bridge(import.meta.url, { type: "mpy" })`, ["mpy"]],
    [`bridge(import.meta.url)`, ["py"]],
    [`<script type=py>`, ["py"]],
    [`copy-py-files`, []],
  ]) {
    it(`sees that ${text} needs ${expected.join(" and ") || "no interpreter"}`, () => {
      assert.deepEqual(usedInterpreters(text), expected);
    });
  }

  it("emits nothing for a project that does not import the library", () => {
    const plugin = pyElements();
    plugin.generateBundle.call({ emitFile: () => assert.fail("something was emitted") });
  });

  it("serves the files below base while developing, where the modules ask for them", () => {
    const plugin = pyElements({ isolated: true });
    plugin.configResolved({ command: "serve", base: "/app/", build: { assetsDir: "assets" }, plugins: [] });
    assert.match(plugin.transform(code, place).code, /"\/app\/@py-elements\/"/);
    let serve;
    plugin.configureServer({ middlewares: { use: (middleware) => (serve = middleware) } });
    let passed = 0;
    serve({ url: "/app/@py-elements/../package.json" }, {}, () => passed++);
    serve({ url: "/app/src/main.js" }, {}, () => passed++);
    assert.equal(passed, 2);
    assert.equal(plugin.config().server.headers["Cross-Origin-Opener-Policy"], "same-origin");
  });

  it("tells the page which Python file was edited, and leaves the page as it is", async () => {
    const plugin = pyElements();
    const root = mkdtempSync(path.join(tmpdir(), "py-elements-vite-"));
    try {
      const file = (name) => {
        const place = path.join(root, name);
        mkdirSync(path.dirname(place), { recursive: true });
        writeFileSync(place, "");
        return place;
      };
      plugin.configResolved({
        ...{ command: "serve", base: "/app/", root, publicDir: path.join(root, "public") },
        ...{ build: { assetsDir: "assets" }, plugins: [] },
      });
      const sent = [];
      const reloaded = [];
      const server = {
        ws: { send: ({ event, data }) => sent.push([event, data.path, data.isPage]) },
        reloadModule: (module) => reloaded.push(module),
        moduleGraph: noModules,
      };
      const client = {
        environment: {
          name: "client",
          reloadModule: (module) => reloaded.push(module),
          moduleGraph: noModules,
        },
      };
      const asURL = { id: "/project/src/b.py?url" };
      const asText = { id: "/project/src/b.py?raw" };
      const styles = { id: null };
      const both = (change) => plugin.hotUpdate.call(client, { modules: [], server, ...change });
      assert.deepEqual(both({ type: "update", file: file("public/a.py") }), []);
      assert.deepEqual(both({ type: "update", file: file("src/b.py"), modules: [asURL, asText] }), []);
      assert.deepEqual(both({ type: "create", file: file("src/new.py"), modules: [styles] }), []);
      assert.equal(both({ type: "delete", file: path.join(root, "src/old.py") }), undefined);
      assert.deepEqual(both({ type: "create", file: file("src/old.py") }), []);
      assert.equal(both({ type: "update", file: file("src/c.js") }), undefined);
      const onServer = { environment: { name: "ssr" } };
      assert.equal(
        plugin.hotUpdate.call(onServer, { type: "update", file: file("src/b.py"), modules: [], server }),
        undefined,
      );
      // As Vite 5 calls it.
      assert.deepEqual(plugin.handleHotUpdate({ file: file("d.py"), modules: [asText], server }), []);
      while (sent.length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.deepEqual(sent.sort(), [
        ["py-elements:python", "/app/a.py", true],
        ["py-elements:python", "/app/d.py", false],
        ["py-elements:python", "/app/src/b.py", false],
        ["py-elements:python", "/app/src/new.py", false],
        ["py-elements:python", "/app/src/old.py", true],
      ]);
      assert.deepEqual(new Set(reloaded), new Set([asText, styles]));
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("runs what uses an edited bridge's functions anew, where that can be replaced", () => {
    const bridges = new Bridges();
    const imported = `import { bridge } from "py-elements/bridge";\n`;
    bridges.look(`${imported}export const own = bridge(import.meta.url, { type: "mpy" });`, "/src/own.ts");
    bridges.look(`${imported}bridge(import.meta.url, { file: "../py/named.py?v=1" });`, "/src/other.js");
    bridges.look(`import { own } from "./own.ts"; new URL("./own.py", import.meta.url);`, "/src/user.js");

    const module = (isSelfAccepting, importers = [], accepted = []) => {
      const made = { isSelfAccepting, importers: new Set(), acceptedHmrDeps: new Set(accepted) };
      for (const importer of importers) made.importers.add(importer);
      return made;
    };
    const page = module(false);
    const component = module(true, [page]);
    const byComponents = module(false, [component]);
    const helper = module(false, [component, page]);
    const own = module(false, [component, byComponents, helper, page]);
    const graph = { getModulesByFile: (file) => (file === "/src/own.ts" ? new Set([own]) : undefined) };
    assert.deepEqual(bridges.users("/src/own.py", graph), new Set([component, byComponents]));
    assert.deepEqual(bridges.users("/py/named.py", graph), new Set());

    const accepting = module(false);
    const other = module(false, [module(false, [accepting])]);
    for (const user of other.importers) accepting.acceptedHmrDeps.add(user);
    const others = { getModulesByFile: (file) => (file === "/src/other.js" ? new Set([other]) : undefined) };
    assert.deepEqual(bridges.users("/py/named.py", others), other.importers);
    bridges.look("export {};", "/src/other.js");
    assert.deepEqual(bridges.users("/py/named.py", others), new Set());
  });

  it("tells Vue's plugin which elements are not Vue's, beside those that the project has named", () => {
    const isCustomElement = (tag) => tag === "my-own";
    const vue = {
      name: "vite:vue",
      api: { options: { template: { compilerOptions: { isCustomElement } } } },
    };
    pyElements().configResolved({ base: "/", build: {}, plugins: [vue] });
    const known = vue.api.options.template.compilerOptions.isCustomElement;
    assert.deepEqual(["py-script", "mpy-config", "my-own", "div"].map(known), [true, true, true, false]);
  });

  it("lets Vue's compiler keep the lines of Python that is the text of an element", () => {
    const vue = { name: "vite:vue", api: { options: {} } };
    pyElements().configResolved({ base: "/", build: {}, plugins: [vue] });
    const { compilerOptions } = vue.api.options.template;
    const template = "<main>\n<mpy-script>\n  if 1:\n    print(1)\n</mpy-script> <p>a\n b</p></main>";
    const { code } = compile(template, compilerOptions);
    assert.match(code, /\\n {2}if 1:\\n {4}print\(1\)\\n/);
    assert.match(code, /"a b"/);
  });
});
