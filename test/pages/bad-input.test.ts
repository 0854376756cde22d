/** Bad input, each with the error that a person needs: what, where, what next. Whole pages, real
 * interpreters. */
import { expect } from "chai";
import { openPage, until, type TestPage } from "../harness/page.js";

/** The text of the one panel that a page shows. */
async function panel(page: TestPage): Promise<string> {
  const texts = () =>
    [...page.document.querySelectorAll("py-script, mpy-script, script-py")].flatMap((element) =>
      [...(element.shadowRoot?.querySelectorAll('[role="alert"] [part="traceback"]') ?? [])].map(
        (pre) => pre.textContent,
      ),
    );
  await until(() => texts().length > 0, "a panel");
  expect(texts()).to.have.length(1);
  return texts()[0] ?? "";
}

const server = `${location.origin}/test-server/`;
const index = { py: `${server}pypi/{package_name}/json`, mpy: `${server}mip` };
const broken = { py: `${server}wheels/truncated-1.0-py3-none-any.whl`, mpy: "bad-hash" };

for (const type of ["mpy", "py"] as const) {
  describe(`bad input, ${type}`, function () {
    this.timeout(30_000);

    const cases: { what: string; markup: string; says: RegExp[] }[] = [
      {
        what: "a missing src",
        markup: `<${type}-script src="/no/such.py"></${type}-script>`,
        says: [/PY0404/, /\/no\/such\.py/, /404/, /"src"/],
      },
      {
        what: "a server that fails",
        markup: `<${type}-script src="/test-server/status/500"></${type}-script>`,
        says: [/PY0500/, /\/test-server\/status\/500/, /500/],
      },
      {
        what: "no network",
        markup: `<${type}-script src="http://localhost:9/app.py"></${type}-script>`,
        says: [/PY0001/, /http:\/\/localhost:9\/app\.py/, /connection/],
      },
      {
        what: "a package that is not there",
        markup: `<${type}-script config='{"packages": ["nosuch"], "index_urls": "${index[type]}"}'>x = 1</${type}-script>`,
        says: [/PY0404|PY1001/, /nosuch/, /"packages"|"index_urls"/],
      },
      {
        what: "a package that is broken",
        markup: `<${type}-script config='{"packages": ["${broken[type]}"], "index_urls": "${index[type]}"}'>x = 1</${type}-script>`,
        says: [/PY1001/, type === "py" ? /truncated-1\.0-py3-none-any\.whl/ : /bad-hash|bad\.py/],
      },
      {
        what: "a syntax error, with its line",
        markup: `<${type}-script id="broken">\nx = 1\nif x print(x)\n</${type}-script>`,
        says: [/SyntaxError/, /File "broken", line 3/],
      },
      {
        what: "an unknown display target",
        markup: `<${type}-script id="lost">\nfrom pyscript import display\ndisplay("x", target="nowhere")\n</${type}-script>`,
        says: [/ValueError: Cannot find element with id='nowhere' in the page\./, /File "lost", line 3/],
      },
      {
        what: "a target attribute that names nothing",
        markup: `<${type}-script target="nowhere">\nfrom pyscript import display\ndisplay("x")\n</${type}-script>`,
        says: [/Cannot find element with id='nowhere' in the page\./],
      },
      {
        what: "malformed JSON",
        markup: `<${type}-script config='{"files": }'>x = 1</${type}-script>`,
        says: [/PY1000/, /line 1/],
      },
      {
        what: "malformed TOML",
        markup: `<${type}-config>files = [</${type}-config><${type}-script>x = 1</${type}-script>`,
        says: [/PY1000/, /line 1/],
      },
      {
        what: "a configuration that is missing",
        markup: `<${type}-script config="./no-such.toml">x = 1</${type}-script>`,
        says: [/PY0404/, /no-such\.toml/],
      },
      {
        what: "a wrong type in the configuration",
        markup: `<${type}-script config='{"packages": "numpy"}'>x = 1</${type}-script>`,
        says: [/PY1000/, /packages/, /numpy/],
      },
      {
        what: "two sources for one file",
        markup: `<${type}-script config='{"files": {"/dist/core.css": "a", "/dist/core.js": "a"}}'>x = 1</${type}-script>`,
        says: [/PY0409/, /core\.css/, /core\.js/],
      },
      {
        what: "a file that is missing",
        markup: `<${type}-script config='{"files": {"/no/such.csv": ""}}'>x = 1</${type}-script>`,
        says: [/PY0404/, /such\.csv/],
      },
      {
        what: "two configuration elements",
        markup: `<${type}-config>{}</${type}-config><${type}-config>{}</${type}-config><${type}-script>x = 1</${type}-script>`,
        says: [/PY0409/, new RegExp(`2 <${type}-config>`)],
      },
    ];

    for (const { what, markup, says } of cases) {
      it(what, async () => {
        const page = await openPage(markup);
        const text = await panel(page);
        for (const expected of says) expect(text).to.match(expected);
        expect(page.events.filter((event) => event.startsWith(`${type}:error`))).to.have.length(1);
        expect(page.errors).to.have.length(1);
      });
    }

    it("an exception in a handler: one error, and the page goes on", async () => {
      const page = await openPage(`<button id="b">b</button><${type}-script id="app">
from pyscript import when, display
@when("click", "#b")
def handler(event):
    display("clicked")
    raise RuntimeError("in the handler")
</${type}-script>`);
      await page.finished();
      page.get("#b").click();
      expect(await panel(page)).to.match(/RuntimeError: in the handler/);
      expect(page.errors).to.have.length(1);
      expect(page.errors[0]).to.match(/File "app", line 6/);
      page.get("#b").click();
      await until(() => page.get("#app").querySelectorAll("div").length === 2);
      expect(page.events.filter((event) => event === `${type}:error#app`)).to.have.length(2);
    });

    it("an exception in an asynchronous handler and in a task", async () => {
      const page = await openPage(`<button id="b">b</button><${type}-script id="app">
import asyncio
from pyscript import when
@when("click", "#b")
async def handler(event):
    await asyncio.sleep(0.01)
    raise RuntimeError("after an await")
async def work():
    await asyncio.sleep(0.01)
    raise KeyError("in a task")
task = asyncio.create_task(work())
</${type}-script>`);
      await page.finished();
      page.get("#b").click();
      await until(() => page.errors.length === 2);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(page.errors.join("\n"))
        .to.match(/RuntimeError: after an await/)
        .and.match(/KeyError: '?in a task/);
      expect(page.errors).to.have.length(2);
      expect(page.events.filter((event) => event === `${type}:error#app`)).to.have.length(2);
    });

    for (const value of ["missing", "alert(1)", "", "app.nothing"]) {
      it(`${type}-click="${value}" names what is missing and evaluates nothing`, async () => {
        const page = await openPage(
          `<button id="b" ${type}-click="${value}">b</button><${type}-script>app = 1</${type}-script>`,
        );
        await page.finished();
        let alerted = false;
        page.window.alert = () => (alerted = true);
        page.get("#b").click();
        const text = await panel(page);
        expect(text).to.include(`<button id="b" ${type}-click="${value}">`);
        expect(alerted).to.equal(false);
        expect(page.events).to.include(`${type}:error#b`);
        expect(page.errors).to.have.length(1);
      });
    }
  });
}
