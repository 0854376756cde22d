/** The surroundings of Python in a worker: configuration, files, modules, URLs, the page, hooks. */
import { expect } from "chai";
import { insert } from "../../harness/elements.js";
import { until } from "../../harness/page.js";
import { workerPage } from "../../harness/worker-page.js";

type Script = HTMLElementTagNameMap["py-script"];

for (const type of ["mpy", "py"] as const) {
  const tag = `${type}-script`;

  describe(`in a worker (${type})`, function () {
    this.timeout(30_000);
    const page = workerPage();

    it("there are the configuration, its files and its modules", async () => {
      const config = JSON.stringify({
        files: { "/test/python/fixtures/greetings.js": "data/text.txt" },
        js_modules: {
          worker: { "/test/python/fixtures/greetings.js": "here" },
          main: { "/test/python/fixtures/greetings.js": "there" },
        },
        mine: { a: [1] },
      });
      const script = insert<Script>(`<${tag} worker config='${config}'>
from pyscript import config, js_modules
from pyscript.js_modules import here, there
import js
print(config["type"], config["mine"])
print("export" in open("data/text.txt").read())
print(here.hello("worker"), there.hello("page"), js_modules.there.answer)
</${tag}>`);
      await script.done;
      expect(page.printed).to.deep.equal([`${type} {'a': [1]}`, "True", "Hello, worker Hello, page 42"]);
    });

    it("the link is loaded by the first source that asks the page for something", async () => {
      const script = insert<Script>(`<${tag} worker>
import sys
import js
print(js.Math.max(1, 2), "pyscript._remote" in sys.modules)
print(js.document.baseURI, "pyscript._remote" in sys.modules)
</${tag}>`);
      await script.done;
      expect(page.printed).to.deep.equal(["2 False", `${document.baseURI} True`]);
    });

    it("relative URLs are the page's", async () => {
      const script = insert<Script>(`<${tag} worker>
import js
from pyscript import fetch
base = "./test-base.txt"
print(js.Request.new(base).url)
request = js.XMLHttpRequest.new()
request.open("GET", "./harness/page.ts", False)
print(js.WebSocket.new("/test-socket/echo").url)
response = await fetch("/test/python/fixtures/greetings.js")
print(response.ok, response.url)
</${tag}>`);
      await script.done;
      expect(page.printed).to.deep.equal([
        new URL("./test-base.txt", document.baseURI).href,
        new URL("/test-socket/echo", document.baseURI).href.replace("http", "ws"),
        `True ${new URL("/test/python/fixtures/greetings.js", document.baseURI).href}`,
      ]);
    });

    it("display, current_target and when are those of the script's own element", async () => {
      const button = insert('<button id="button">b</button>');
      const script = insert<Script>(`<${tag} worker id="own">
from pyscript import display, current_target, when, HTML
display("text", HTML("&lt;b&gt;bold&lt;/b&gt;"))
print(current_target())
@when("click", "#button")
def clicked(event):
    display(event.type)
</${tag}>`);
      await script.done;
      expect(script.innerHTML).to.include("<div>text</div>").and.include("<b>bold</b>");
      expect(page.printed).to.deep.equal(["own"]);
      button.click();
      await until(() => script.textContent.includes("click"));
      script.remove();
      await until(() => !script.worker);
      button.click();
      expect(page.errors).to.deep.equal([]);
    });

    it("errors of tasks, handlers and callbacks are reported once, for the script they belong to", async () => {
      const button = insert('<button id="button2">b</button>');
      const script = insert<Script>(`<${tag} worker id="failing">
import asyncio
from pyscript import when
async def task():
    raise ValueError("of a task")
asyncio.create_task(task())
@when("click", "#button2")
def clicked(event):
    raise KeyError("of a handler")
</${tag}>`);
      const events: Error[] = [];
      script.addEventListener(`${type}:error`, ({ detail }) => {
        expect(detail.worker === script.worker).to.equal(true);
        events.push(detail.error);
      });
      await script.done;
      await until(() => events.length === 1);
      button.click();
      await until(() => events.length === 2);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(events.map(({ name }) => name)).to.deep.equal(["ValueError", "KeyError"]);
      expect(events[0]).to.include({ filename: "failing", lineno: 5 });
      expect(page.errors).to.have.length(2);
    });

    it("hooks run: code, functions, and modules", async () => {
      const { worker, main } = page.runtime.hooks;
      const seen: unknown[] = [];
      const hook = (element: unknown, python: unknown) => seen.push(element, python);
      const before = (wrap: { run(code: string): unknown }) => wrap.run("print('function')");
      main.onWorker.add(hook);
      worker.onBeforeRunAsync.add(before);
      worker.codeBeforeRunAsync.add("print('before')");
      worker.codeAfterRunAsync.add(() => "print('after')");
      const script = insert<Script>(`<${tag} worker>print("script")</${tag}>`);
      await script.done;
      await until(() => page.printed.length === 4);
      for (const set of [worker.onBeforeRunAsync, worker.codeBeforeRunAsync, worker.codeAfterRunAsync])
        set.clear();
      main.onWorker.clear();
      expect(page.printed).to.deep.equal(["function", "before", "script", "after"]);
      expect(seen[0] === script && seen[1] === script.worker).to.equal(true);
    });

    it('Python runs without a link, and says why it cannot reach the page: sync = "none", sync_main_only', async () => {
      for (const config of ['{"sync": "none"}', '{"sync_main_only": true}']) {
        page.printed.length = 0;
        const script = insert<Script>(`<${tag} worker config='${config}'>
from pyscript import window, document, display, sync, context, fetch
import asyncio
print(context.sync_mode, context.RUNNING_IN_WORKER)
for use in (lambda: document.title, lambda: window.x, lambda: display("x"), lambda: sync.ask()):
    try:
        use()
    except Exception as error:
        print("the configuration says" in str(error))
print(await (await fetch("/test-web/status/200?body=x")).text())
sync.sleep(0.001)
1
</${tag}>`);
        expect(await script.done).to.equal(1);
        expect(page.printed).to.deep.equal(["none True", "True", "True", "True", "True", "x"]);
      }
    });

    it("a worker whose link is forced to a way that is not there says so", async () => {
      const script = insert<Script>(`<${tag} worker config='{"sync": "telepathy"}'>1</${tag}>`);
      const error = await script.done.catch((reason: unknown) => reason);
      expect(error).to.include({ name: "ConfigError", code: "PY1000" });
      expect(String(error)).to.include("shared-memory");
    });
  });
}
