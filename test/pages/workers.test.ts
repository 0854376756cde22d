/** Workers on whole pages: the examples of the reference as printed, in both tag forms, and a strict
 * policy. */
import { expect } from "chai";
import { openPage, until } from "../harness/page.js";

const head = '<base href="/test/pages/fixtures/">';

for (const type of ["mpy", "py"] as const) {
  describe(`the reference's workers, ${type}`, function () {
    this.timeout(60_000);

    it("PyWorker starts a file in a worker", async () => {
      const page = await openPage(
        `<script type="${type}" src="./main.py"></script>
<div id="output"></div>  <!-- The display target -->`,
        { head },
      );
      await until(() => page.logs.includes("awake"));
      expect(page.logs).to.deep.equal(["True", "sleeping", "awake"]);
      expect(page.get("#output").textContent).to.equal("Hello World");
      expect(page.errors).to.deep.equal([]);
    });

    it("workers finds a named worker", async () => {
      const page = await openPage(`<script type="${type}" worker name="py-version">
import sys

def version():
    return sys.version

# define what to export to main consumers
__export__ = ["version"]
</script>
<script type="mpy">
from pyscript import workers

pyworker = await workers["py-version"]

# print the pyodide version
print(await pyworker.version())
</script>
<script type="mpy">
from pyscript import document, workers

for el in document.querySelectorAll("[type='${type}'][worker][name]"):
    await workers[el.getAttribute('name')]

# ... rest of the code
print("all")
</script>`);
      await page.finished();
      expect(page.errors).to.deep.equal([]);
      expect(page.logs[0]).to.match(/^3\.\d+/);
      expect(page.logs[1]).to.equal("all");
    });

    it("sync calls the main thread", async () => {
      const page = await openPage(
        `<${type}-script id="main">
from pyscript import PyWorker

def hello(name="world"):
    display(f"Hello, {name}")

worker = PyWorker("./sync-worker.py")
worker.sync.hello = hello
</${type}-script>`,
        { head },
      );
      await until(() => page.get("#main").textContent.includes("Hello, PyScript"));
      expect(page.errors).to.deep.equal([]);
    });

    for (const [form, open, close] of [
      ["an element", `<${type}-script worker id="w">`, `</${type}-script>`],
      ["a script tag", `<script type="${type}" worker id="w">`, "</script>"],
    ]) {
      it(`the page, its events and errors, from ${form}`, async () => {
        const page = await openPage(`<button id="b">b</button><p id="p">text</p>${open}
from pyscript import document, window, display, when, current_target, RUNNING_IN_WORKER
print(RUNNING_IN_WORKER, document.querySelector("#p").textContent, window.location.href)
document.title = "from a worker"
@when("click", "#b")
def clicked(event):
    display(event.type)
    raise ValueError("on purpose")
display(current_target())
${close}`);
        await page.finished();
        expect(page.document.title).to.equal("from a worker");
        expect(page.logs).to.deep.equal(["True text about:srcdoc"]);
        const output = form === "an element" ? page.get("#w") : page.get("script + script-py");
        expect(output.textContent.trim()).to.equal(output.id);
        page.get("#b").click();
        await until(() => page.errors.length === 1);
        expect(output.textContent).to.include("click");
        expect(page.errors[0]).to.include("ValueError: on purpose").and.include("line 8");
        await until(() => output.shadowRoot?.querySelector('[part="error"]'));
        expect(page.events).to.include(`${type}:done#w`).and.include(`${type}:error#w`);
      });
    }

    it("WebSocket", async () => {
      const url = `${location.origin.replace("http", "ws")}/test-socket/echo`;
      const page = await openPage(`<script type="${type}" worker>
    from pyscript import WebSocket

    def onopen(event):
        print(event.type)
        ws.send("hello")

    def onmessage(event):
        print(event.type, event.data)
        ws.close()

    def onclose(event):
        print(event.type)

    ws = WebSocket(url="${url}")
    ws.onopen = onopen
    ws.onmessage = onmessage
    ws.onclose = onclose
</script>`);
      await until(() => page.logs.includes("close"));
      expect(page.logs).to.deep.equal(["open", "message hello", "close"]);
      expect(page.errors).to.deep.equal([]);
    });

    it("a strict policy is no hindrance", async () => {
      const policy =
        "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; object-src 'none'";
      const page = await openPage(
        `<${type}-script worker id="w">
from pyscript import document, display
display(document.title)
</${type}-script>`,
        { head: `<meta http-equiv="Content-Security-Policy" content="${policy}">` },
      );
      await page.finished();
      expect(page.get("#w").textContent.trim()).to.equal("Test page");
      expect(page.errors).to.deep.equal([]);
    });

    it("events wait for a worker's function though Python cannot start on the main thread", async () => {
      const page = await openPage(`<button ${type}-click="clicked">b</button>
<${type}-script config='{"files": {"/no-such-file.txt": ""}}'>1</${type}-script>
<${type}-script worker config="{}">
import asyncio
from pyscript import window
await asyncio.sleep(1)
__export__ = ["clicked"]
def clicked(event):
    window.console.log(event.type)
</${type}-script>`);
      await until(() => page.errors.some((error) => error.includes("PY0404")));
      page.get("button").click();
      await until(() => page.logs.includes("click"));
      expect(page.errors.filter((error) => !error.includes("PY0404"))).to.deep.equal([]);
    });

    it("a worker's attribute may name its source; PyWorker and workers are exported to JavaScript", async () => {
      const page = await openPage(
        `<${type}-script worker="./exports.py" name="file"></${type}-script>
<script type="module">
import { PyWorker, MPWorker, workers } from "/dist/core.js";
const Starter = ${JSON.stringify(type)} === "py" ? PyWorker : MPWorker;
const { add } = await workers.file;
console.log(await add(1, 2));
const { sync, ready } = Starter("./exports.py", { config: { title: "mine" } });
sync.log = (text) => console.log(text);
const exported = await ready;
console.log(await exported.title());
await exported.call();
</script>`,
        { head },
      );
      await until(() => page.logs.length === 3);
      expect(page.logs).to.deep.equal(["3", "mine", "called"]);
      expect(page.errors).to.deep.equal([]);
    });
  });
}
