// `npx py-elements bundle`: a page with all that pages name, bundled, and served where nothing else can be
// reached. `npm run build` first.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import puppeteer from "puppeteer-core";
import { readPyodide } from "../../bin/lock.mjs";
import { chromeArguments, findBrowser } from "../../scripts/browsers/find-browser.mjs";
import { root } from "../../scripts/command.mjs";
import { serveFiles } from "../../scripts/serve/static-server.mjs";
import { packageServer } from "../harness/packages/server.mjs";
import { buildWheel } from "../harness/packages/wheels.mjs";

const run = promisify(execFile);
const command = path.join(root, "bin/py-elements.mjs");
const cdn = "https://cdn.example/npm/py-elements@0.0.1/dist";

/** A package of Pyodide's own: its lock file names it. */
const nativeWheel = buildWheel({ name: "nativeone", version: "3.0", tag: "py3-none-any" });

function pyodideLock() {
  const { packages, ...lock } = readPyodide();
  const nativeone = {
    ...{
      name: "nativeone",
      version: "3.0",
      file_name: "nativeone-3.0-py3-none-any.whl",
      install_dir: "site",
    },
    ...{ sha256: createHash("sha256").update(nativeWheel).digest("hex"), package_type: "package" },
    ...{ imports: ["nativeone"], depends: [], unvendored_tests: false },
  };
  return { ...lock, packages: { ...packages, nativeone } };
}

/** A project's files; `outside` is the address of everything that is elsewhere. */
const project = (outside) => ({
  "index.html": `<!doctype html><title>All of it</title>
<link rel="icon" href="data:,">
<!-- <script src="https://nowhere.example/commented.js"></script> -->
<link rel="stylesheet" href="${cdn}/core.css">
<link rel="stylesheet" href="style.css">
<script type="importmap">{"imports": {"greetings": "${outside}/own/greetings.js"}}</script>
<script type="module" src="${cdn}/core.js"></script>
<script type="module">
  import { hello } from "greetings";
  import { donkey } from "${cdn}/donkey.js";
  document.querySelector("#module").textContent = hello("module") + " " + typeof donkey;
</script>
<p id="module"></p><p id="main"></p><p id="plain"></p><p id="mpy"></p><p id="worker"></p>
<img src="${outside}/own/missing.png" alt="">
<script type="py" config="conf/app.toml" src="main.py"></script>
<script type="mpy" config-parser="toml" config='packages = ["hello", "${outside}/test-server/mip-url/single.py"]
index_urls = "${outside}/test-server/mip"
[files]
"${outside}/test-server/files/a.txt" = "there/"
[js_modules.main]
"${outside}/test-server/modules/tools.js" = "tools"
'>
from pyscript import document
from pyscript.js_modules import tools
import hello, single
document.querySelector("#mpy").textContent = hello.greet() + " " + open("there/a.txt").read() + " " + tools.tool
</script>
<script type="py" worker="" src="./work.py"
  config='{"packages": ["./wheels/nested-1.0-py3-none-any.whl", "nativeone"], "lockFileURL": "${outside}/pyodide/lock.json"}'></script>`,
  "style.css": `@import "${outside}/own/other.css";\nbody { background: url("${outside}/own/dot.svg?v=1") }`,
  "main.py": `from pyscript import document
from pyscript.js_modules import greetings
import greeting, local
document.querySelector("#main").textContent = f"{greeting.__version__} {local.answer} {greetings.hello('main')} {open('data/b.txt').read()}"
`,
  "work.py": `from pyscript import document
import nested, nativeone
document.querySelector("#worker").textContent = f"{nested.__version__} {nativeone.__version__}"
`,
  "conf/app.toml": `packages = ["greeting<2"]
index_urls = ["${outside}/test-server/simple/{name}/"]
[files]
"../lib/local.py" = ""
"{FROM}" = "${outside}/test-server/files"
"{FROM}/b.txt" = "data/"
[js_modules.main]
"${outside}/own/greetings.js" = "greetings"
`,
  "lib/local.py": "answer = 42\n",
  "extra/later.txt": "nothing names it\n",
  "wheels/nested-1.0-py3-none-any.whl": buildWheel({ name: "nested", version: "1.0", tag: "py3-none-any" }),
});

/** Files of another origin. */
const elsewhere = {
  "/own/greetings.js": [
    "text/javascript",
    `import { to } from "./parts/to";\nexport const hello = (name) => to("hello", name);\n`,
  ],
  "/own/parts/to": ["text/javascript", "export const to = (word, name) => `${word} ${name}`;\n"],
  "/own/other.css": ["text/css", "p { color: rgb(1, 2, 3) }\n"],
  "/own/dot.svg": ["image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>\n'],
  "/pyodide/lock.json": ["application/json", JSON.stringify(pyodideLock())],
  "/pyodide/nativeone-3.0-py3-none-any.whl": ["application/zip", nativeWheel],
};

describe("npx py-elements bundle", () => {
  let folder, outside, origin, browser, server;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "py-elements-bundle-"));
    const packages = packageServer();
    outside = createServer((request, response) => {
      const { pathname } = new URL(request.url, "http://localhost");
      const notFound = () => response.writeHead(404).end();
      const own = elsewhere[pathname];
      if (own) return response.writeHead(200, { "content-type": own[0] }).end(own[1]);
      return packages({ path: decodeURI(pathname), req: request, res: response }, notFound);
    });
    await new Promise((resolve) => outside.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${outside.address().port}`;
    for (const [name, content] of Object.entries(project(origin))) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    }
  });

  after(async () => {
    await browser?.close();
    await server?.close();
    outside.close();
    rmSync(folder, { recursive: true });
  });

  const bundle = (...args) => run(process.execPath, [command, "bundle", ...args], { cwd: folder });
  const has = (name) => existsSync(path.join(folder, name));

  it("makes a folder that runs the page where no other server can be reached", async () => {
    const { stdout } = await bundle("index.html", "--out=out", "--add=extra");
    assert.match(stdout, /out has \d+ files/);
    assert.match(stdout, /py-elements@0\.0\.1\/dist\/core\.js is replaced by version/);
    assert.match(stdout, /Left as it is: .*missing\.png cannot be had: 404/);
    assert.equal(has("out/extra/later.txt"), true);
    assert.equal(
      has("out/wheels/nested-1.0-py3-none-any.whl") || has("out/packages/nested-1.0-py3-none-any.whl"),
      true,
    );

    outside.closeAllConnections();
    await new Promise((resolve) => outside.close(resolve));
    server = await serveFiles({
      folders: { "/app/": path.join(folder, "out") },
      compressed: false,
      isolated: true,
    });
    browser = await puppeteer.launch({
      executablePath: findBrowser("chrome"),
      args: [...chromeArguments(), "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost"],
    });
    const tab = await browser.newPage();
    const asked = [];
    const problems = [];
    tab.on("request", (request) => asked.push(request.url()));
    tab.on("pageerror", (error) => problems.push(error.message));
    tab.on("console", (message) => /error|warn/.test(message.type()) && problems.push(message.text()));
    await tab.goto(`${server.origin}/app/index.html`);
    const shown = () =>
      tab.evaluate(
        'Object.fromEntries([...document.querySelectorAll("p")].map((p) => [p.id, p.textContent]))',
      );
    const expected = {
      ...{ module: "hello module function", main: "1.1 42 hello main contents of b", plain: "" },
      ...{ mpy: "hello mip contents of a hammer", worker: "1.0 3.0" },
    };
    let found = await shown();
    for (let tries = 0; tries < 200 && JSON.stringify(found) !== JSON.stringify(expected); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      found = await shown();
    }
    const color = await tab.evaluate('getComputedStyle(document.querySelector("p")).color');
    assert.deepEqual(found, expected, problems.join("\n"));
    assert.equal(color, "rgb(1, 2, 3)");
    const outwards = asked.filter((url) => !url.startsWith(server.origin) && !/^(?:data|blob):/.test(url));
    assert.deepEqual(outwards, [`${origin}/own/missing.png`]);
    assert.deepEqual(
      problems.filter((text) => !/missing\.png|ERR_|Failed to load resource/.test(text)),
      [],
    );
  });

  it("leaves the author's files as they are, and those of the bundle that have not changed", async () => {
    const text = readFileSync(path.join(folder, "index.html"), "utf8");
    assert.equal(text, project(origin)["index.html"]);
    assert.equal(readFileSync(path.join(folder, "out/main.py"), "utf8"), project(origin)["main.py"]);
  });

  it("has one interpreter where the page uses one, and none of the library's files twice", async () => {
    mkdirSync(path.join(folder, "small"), { recursive: true });
    const write = (name, text) => writeFileSync(path.join(folder, "small", name), text);
    write(
      "page.html",
      `<script type=module src="${cdn}/core.js"></script><script type="mpy">print(1)</script>`,
    );
    await bundle("small/page.html", "--out=small-out");
    assert.deepEqual(
      [has("small-out/py-elements/micropython"), has("small-out/py-elements/pyodide")],
      [true, false],
    );
    assert.match(
      readFileSync(path.join(folder, "small-out/page.html"), "utf8"),
      /src="\.\/py-elements\/core\.js"/,
    );
    write("app.toml", '[files]\n"data.txt" = ""\n');
    write("data.txt", "data");
    await bundle("small/app.toml", "--out=config-out", "--type=mpy");
    assert.deepEqual(
      ["app.toml", "data.txt", "py-elements/core.js", "py-elements/pyodide"].map((name) =>
        has(`config-out/${name}`),
      ),
      [true, true, true, false],
    );
  });

  it("fails with the reason where something is missing, and writes nothing then", async () => {
    const fails = async (html, pattern) => {
      writeFileSync(path.join(folder, "bad.html"), html);
      await assert.rejects(bundle("bad.html", "--out=bad-out"), ({ code, stderr }) => {
        assert.equal(code, 1);
        assert.match(stderr, pattern);
        return true;
      });
      assert.equal(has("bad-out"), false);
    };
    const core = `<script type=module src="${cdn}/core.js"></script>`;
    await fails("<script type=py>1</script>", /does not load py-elements/);
    await fails(`${core}<script type="py" src="no-such.py"></script>`, /no-such\.py cannot be had: 404/);
    await fails(
      `${core}<script type="py" config='{"files": {"./gone.csv": ""}}'></script>`,
      /gone\.csv cannot be had/,
    );
    await fails(
      `${core}<script type="py" config='{"interpreter": "0.26.0"}'></script>`,
      /"interpreter" is "0\.26\.0"/,
    );
    await fails(`<base href="/">${core}`, /has a <base>/);
    await assert.rejects(bundle("index.html"), ({ code }) => code === 2);
    await assert.rejects(bundle("index.html", "--out=."), ({ stderr }) => /name another folder/.test(stderr));
  });
});
