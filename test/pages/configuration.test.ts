/** Configurations, as pages write them, with both interpreters, on the main thread and in workers. */
import { expect } from "chai";
import { openPage, until, type TestPage } from "../harness/page.js";

const fixtures = "/test/pages/fixtures";

/** Runs `body` for each interpreter and thread. */
function everywhere(body: (type: "py" | "mpy", worker: "" | "worker", where: string) => void): void {
  for (const type of ["py", "mpy"] as const) {
    for (const worker of ["", "worker"] as const) body(type, worker, `${type}${worker && ", worker"}`);
  }
}

/** The codes of the errors that a page has reported. */
const codes = ({ errors }: TestPage) => errors.map((error) => /PY\d{4}/.exec(error)?.[0] ?? error);

describe("fetch in a configuration", function () {
  this.timeout(60_000);

  everywhere((type, worker, where) => {
    it(`brings modules and data, relative to the configuration (${where})`, async () => {
      const page = await openPage(`
<script type="${type}" ${worker} config="${fixtures}/fetch/app.toml">
from lib.shapes import SIDES
from colours import RED
print(SIDES, RED, open("store/words.txt").read().split())
</script>`);
      await page.finished();
      expect(page.errors).to.deep.equal([]);
      expect(page.logs).to.deep.equal(["4 #f00 ['one', 'two']"]);
    });
  });
});

describe("archives in a configuration", function () {
  this.timeout(60_000);

  everywhere((type, worker, where) => {
    it(`may hold the same path: the later one's file is there, and empty folders are (${where})`, async () => {
      const page = await openPage(`
<script type="${type}" ${worker} config='{"files": {
  "/test-server/archives/app.zip": "./*", "/test-server/archives/other.zip": "./*"}}'>
import os
print(open("top.txt").read().strip(), open("app/data/a.txt").read().strip(), open("other.txt").read().strip())
print(os.listdir("empty"))
</script>`);
      await page.finished();
      expect(page.errors).to.deep.equal([]);
      expect(page.logs).to.deep.equal(["another top a other", "[]"]);
      if (worker) return; // Warnings of a worker are in its own console.
      expect(page.warnings).to.have.length(1);
      expect(page.warnings[0]).to.include('"top.txt"');
    });
  });
});

describe("the values of a configuration", function () {
  this.timeout(60_000);

  everywhere((type, worker, where) => {
    it(`are TOML's in Python, infinity, NaN and fractions too (${where})`, async () => {
      const page = await openPage(`
<script type="${type}" ${worker} config='
limit = inf
low = -inf
ratio = 1.0
missing = nan
count = 1
deep = [{ big = 9007199254740993, none = [nan] }]
'>
from pyscript import config
print([config[name] for name in ("limit", "low", "ratio", "missing", "count")])
print(config["deep"][0]["big"], config["deep"][0]["none"])
literal = "${type}"
print(config["type"] is literal, config["type"])
</script>`);
      await page.finished();
      expect(page.errors).to.deep.equal([]);
      expect(page.logs).to.deep.equal(["[inf, -inf, 1.0, nan, 1]", "9007199254740993 [nan]", `True ${type}`]);
    });
  });

  for (const type of ["py", "mpy"] as const) {
    it(`are named in the console where nobody knows the key and no Python reads it (${type})`, async () => {
      const page = await openPage(
        `<script type="${type}" config='{"packges": [], "my_key": 1, "other": 2, "files": {}}'>
from pyscript import config
print(config["my_key"])
</script>
<script type="${type}">print(config.get("other"))</script>`,
        {
          head: `<script>const seen = (window.seen = []); console.debug = (text) => seen.push(String(text));</script>`,
        },
      );
      await page.finished();
      const { seen } = page.window as unknown as { seen: string[] };
      const about = () => seen.filter((text) => text.includes("configuration"));
      await until(() => about().length > 0, "a line in the console");
      expect(about()).to.have.length(1);
      expect(about()[0]).to.include('"packges"').and.include('"packages"');
      expect(page.logs).to.deep.equal(["1", "2"]);
    });
  }
});

describe("the configuration of a worker that Python starts", function () {
  this.timeout(60_000);

  const config = `{"files": {"${fixtures}/config/data.txt": "data.txt"}, "limit": float("inf")}`;
  for (const type of ["py", "mpy"] as const) {
    for (const [what, given] of [
      ["a dictionary", config],
      ["what to_js makes of one", `to_js(${config})`],
      ["a dictionary with such a thing in it", `dict(${config}, files=to_js(${config}).files)`],
    ] as const) {
      it(`may be ${what} (${type})`, async () => {
        const page = await openPage(`<script type="${type}">
from pyscript import PyWorker
from pyscript.ffi import to_js

worker = PyWorker("${fixtures}/config/worker.py", type="micropython", config=${given})
worker.sync.report = lambda *values: print(*values)
await worker.ready
</script>`);
        await page.finished();
        expect(page.errors).to.deep.equal([]);
        expect(page.logs).to.deep.equal(["some words inf"]);
      });
    }

    it(`may be what to_js makes of a dictionary, by name (${type})`, async () => {
      const page = await openPage(`<script type="${type}">
from pyscript import create_named_worker
from pyscript.ffi import to_js

tools = await create_named_worker(
    "${fixtures}/exports.py", name="tools", type="mpy", config=to_js({"debug": True})
)
print(sorted(dir(tools))[-1] != "")
</script>`);
      await page.finished();
      expect(page.errors).to.deep.equal([]);
      expect(page.logs).to.deep.equal(["True"]);
    });

    it(`may be an object, a map or text where JavaScript starts it (${type})`, async () => {
      const page = await openPage(`<script type="module">
import { ${type === "py" ? "PyWorker" : "MPWorker"} as Starter } from "/dist/core.js";
const files = { "${fixtures}/config/data.txt": "data.txt" };
for (const config of [{ files, limit: 1 }, new Map([["files", new Map(Object.entries(files))], ["limit", 2]]),
    JSON.stringify({ files, limit: 3 })]) {
  const worker = Starter("${fixtures}/config/worker.py", { config });
  worker.sync.report = (...values) => console.log(...values);
  await worker.ready;
  worker.terminate();
}
</script>`);
      await until(() => page.logs.length === 3 || page.errors.length > 0, "three workers", 60_000);
      expect(page.errors).to.deep.equal([]);
      expect(page.logs).to.deep.equal(["some words 1", "some words 2", "some words 3"]);
    });
  }
});

describe("several configurations", function () {
  this.timeout(60_000);

  for (const type of ["py", "mpy"] as const) {
    const script = (name: string, attributes = "") => `<script type="${type}" ${attributes}>
from pyscript import config
print("${name}", config.get("name"))
</script>`;
    const slow = `src="/test-server/slow/config.json"`;

    it(`the page's holds, and a script's own that differs is PY0409 (${type})`, async () => {
      const page = await openPage(
        `<${type}-config>{"name": "page"}</${type}-config>` +
          script("first") +
          script("second", `config='{"name": "own"}'`) +
          script("third", `config='{"name": "page"}'`),
      );
      await page.finished();
      expect(codes(page)).to.deep.equal(["PY0409"]);
      expect(page.logs).to.deep.equal(["first page", "third page"]);
    });

    it(`the page's holds also when it comes last and takes longer to load (${type})`, async () => {
      const page = await openPage(
        script("first", `config='{"name": "own"}'`) +
          script("second") +
          `<${type}-config ${slow}></${type}-config>`,
      );
      await page.finished();
      expect(codes(page)).to.deep.equal(["PY0409"]);
      expect(page.logs).to.deep.equal(["second slow"]);
    });

    it(`the first script's configuration holds if the page has none, however long it takes to load (${type})`, async () => {
      const page = await openPage(
        script("none") +
          script("first", 'config="/test-server/slow/config.json"') +
          script("second", `config='{"name": "own"}'`) +
          script("third", `config='{"name": "another"}'`),
      );
      await page.finished();
      expect(codes(page)).to.deep.equal(["PY0409", "PY0409"]);
      expect(page.logs).to.deep.equal(["none slow", "first slow"]);
    });

    it(`the configuration of the first script of one env holds in its worker (${type})`, async () => {
      const page = await openPage(
        script("first", 'worker env="x" config="/test-server/slow/config.json"') +
          script("second", `worker env="x" config='{"name": "own"}'`) +
          script("third", `worker env="x"`),
      );
      await page.finished();
      expect(codes(page)).to.deep.equal(["PY0409"]);
      expect([...page.logs].sort()).to.deep.equal(["first slow", "third slow"]);
    });

    it(`a stylesheet that does not load is a failure of all that name it, and each time (${type})`, async () => {
      const config = { js_modules: { main: { "/no-such/theme.css": "theme" } } };
      const page =
        await openPage(`<${type}-script id="one" config='${JSON.stringify(config)}'>1</${type}-script>
<${type}-script id="two" worker config='${JSON.stringify(config)}'>1</${type}-script>`);
      await page.finished();
      const scripts = ["#one", "#two"].map((id) => page.get<HTMLElementTagNameMap["py-script"]>(id));
      for (let times = 0; times < 2; times++) {
        const failed = await Promise.allSettled(
          scripts.map((script) => (times ? script.run() : script.done)),
        );
        expect(failed.map(({ status }) => status)).to.deep.equal(["rejected", "rejected"]);
        expect(page.document.querySelector("link[href$='theme.css']")).to.equal(null);
      }
    });

    it(`two configuration elements are refused with PY0409, and neither is used (${type})`, async () => {
      const page = await openPage(
        `<${type}-config>name = "one"</${type}-config><${type}-config>name = "two"</${type}-config>` +
          script("none") +
          script("own", `config='{"name": "own"}'`),
      );
      await page.finished();
      expect(codes(page)).to.deep.equal(["PY0409"]);
      expect(page.logs).to.deep.equal(["own own"]);
    });

    it(`a page's that cannot be read stops those that need it, and no other (${type})`, async () => {
      const page = await openPage(
        script("own", `config='{"name": "own"}'`) +
          `<${type}-config>\nfiles = [\n</${type}-config>` +
          script("first") +
          script("second", "worker"),
      );
      await page.finished();
      expect(new Set(codes(page))).to.deep.equal(new Set(["PY1000"]));
      expect(page.logs).to.deep.equal(["own own"]);
    });

    it(`a parser of the page's own reads a configuration element, for workers too (${type})`, async () => {
      const page = await openPage(
        `<${type}-config config-parser="${fixtures}/config/lines.js">name: lines</${type}-config>` +
          script("main") +
          script("worker", "worker"),
      );
      await page.finished();
      expect(page.errors).to.deep.equal([]);
      expect([...page.logs].sort()).to.deep.equal(["main lines", "worker lines"]);
    });
  }
});
