/** Code in sandboxes: it runs, and does not get out. */
import { expect } from "chai";
import { openPage, until, type TestPage } from "../harness/page.js";
import { escaping, expectNoEscape, failure, forbidden, importFrom } from "../harness/sandboxes.js";

/** The text of all terminals of a page. */
const terminals = (page: TestPage) =>
  [...page.document.querySelectorAll("py-terminal")]
    .map(({ terminal }) => {
      const buffer = terminal?.buffer.active;
      return Array.from({ length: buffer?.length ?? 0 }, (_, line) =>
        buffer?.getLine(line)?.translateToString(true),
      ).join("\n");
    })
    .join("\n");

for (const type of ["mpy", "py"] as const) {
  describe(`a donkey in a sandbox (${type})`, function () {
    this.timeout(120_000);

    it("runs, with copies of values and the addresses it is let to, and gets out by no way that browsers have", async () => {
      const page = await openPage("");
      const frames = () => page.document.querySelectorAll("iframe[sandbox]");
      const { donkey } = await importFrom(page, "/dist/donkey.js");
      page.document.cookie = "secret=1";
      const heard: unknown[] = [];
      const channel = new page.window.BroadcastChannel("escape");
      channel.onmessage = ({ data }) => heard.push(data);
      const config = { ...escaping, files: { "/test/harness/record-console.js": "record.js" } };
      const python = await donkey({ type, persistent: true, sandbox: { allow: ["/dist/"] }, config });
      expect(frames().length).to.equal(1);
      // The policy is that of its file, though the page is of a `srcdoc` frame, whose location has no origin.
      expect([...frames()].map((frame) => (frame as HTMLIFrameElement).src)).to.deep.equal([
        `${location.origin}/dist/sandbox.html`,
      ]);

      await python.execute("x = [1, 2]\nprint('hello', 'there')");
      await until(() => terminals(page).includes("hello there"));
      expect(await python.evaluate("{'x': x, 'y': None, 'z': 1.5}")).to.deep.equal({
        x: [1, 2],
        y: null,
        z: 1.5,
      });
      const error = await failure(python.execute("def fail():\n    1 / 0\nfail()"));
      expect(error).to.include({ name: "ZeroDivisionError" });
      await until(() => terminals(page).includes("ZeroDivisionError"));

      // The page has fetched the files of the configuration.
      expect(await python.evaluate("len(open('record.js').read())")).to.be.greaterThan(10);

      // Python is told why there is no page.
      await python.execute("from pyscript import document, window, display, sync, fetch");
      for (const source of [
        "document.title",
        "window.location",
        "sync.anything()",
        "display(1, target='x')",
      ]) {
        const { message } = await failure(python.evaluate(source));
        expect(message, source).to.match(
          /this code runs in a sandbox|code in a sandbox|offers no "anything"/,
        );
      }

      // Values are copies, whose keys change no prototype.
      const item = { list: [1], inner: { key: "old" } };
      const change =
        "def change(item):\n    item['inner']['key'] = 'new'\n    item['list'].append(2)\n    return item";
      expect(await python.map(change, [item])).to.deep.equal([{ list: [1, 2], inner: { key: "new" } }]);
      expect(item).to.deep.equal({ list: [1], inner: { key: "old" } });
      const evil = "{'__proto__': {'polluted': 1}, 'constructor': {'prototype': {'polluted': 1}}}";
      await python.evaluate(evil);
      await python.map("lambda _: " + evil, [1]);
      const { Object: PageObject } = page.window;
      expect((new PageObject() as { polluted?: unknown }).polluted).to.equal(undefined);

      // Network: what it is let to, and nothing else.
      expect(await python.evaluate("await fetch('/dist/core.css').text()")).to.include("{");
      const refused = await failure(python.evaluate("await fetch('/node_modules/lit/package.json').text()"));
      expect(refused.message).to.include("is not among what this sandbox allows");

      await python.execute("from pyscript.js_modules import escapes");
      expectNoEscape(await python.evaluate(`await escapes.tryAll(${JSON.stringify(forbidden)})`));
      await python.execute("escapes.broadcast('by channel')");
      const forged = JSON.parse(String(await python.evaluate("await escapes.forge()"))) as {
        ports: number;
        answers: { type: string; name: string }[];
      };
      expect(forged.ports).to.be.greaterThan(1);
      expect(forged.answers.length).to.equal(11);
      for (const answer of forged.answers) expect(answer).to.include({ type: "HANDLER", name: "throw" });
      await python.execute("escapes.sendChannel()");
      expect(await python.evaluate("1 + 1")).to.equal(2);
      expect(heard).to.deep.equal([]);
      expect((page.window as { escaped?: unknown }).escaped).to.equal(undefined);
      channel.close();

      // It starts afresh after a loop, and ends with its frame.
      const looping = failure(python.execute("while True:\n    pass"));
      setTimeout(() => void python.interrupt(), 100);
      expect((await looping).name).to.equal("KeyboardInterrupt");
      expect(await python.evaluate("1 + 1")).to.equal(2);
      expect(frames().length).to.equal(1);
      const waiting = failure(python.execute("while True:\n    pass"));
      setTimeout(() => void python.kill(), 100);
      expect((await waiting).name).to.equal("AbortError");
      expect(frames().length).to.equal(0);
      const bad = await failure(donkey({ type, sandbox: { allow: ["https://a.example; script-src *"] } }));
      expect(bad.message).to.include("is no address that a sandbox can be let to");
    });
  });
}

for (const type of ["mpy", "py"] as const) {
  describe(`scripts in sandboxes (${type})`, function () {
    this.timeout(120_000);

    it("show text and images where they stand, give data, and have no page", async () => {
      const page = await openPage(`<button id="b" ${type}-click="save">b</button><p id="elsewhere"></p>
<${type}-script id="shown" sandbox>
from pyscript import display, HTML, document, sync
class Image:
    def __init__(self, form):
        self.form = form
    def _repr_mimebundle_(self, **_):
        return self.form
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
display("first &lt;b&gt;")
display(Image(({"image/png": PIXEL}, {"image/png": {"style": "position: fixed", "width": 7}})))
display(Image({"image/svg+xml": '&lt;svg xmlns="http://www.w3.org/2000/svg">&lt;style>p { color: red }&lt;/style>&lt;/svg>'}))
display("last")
failures = []
for attempt in (lambda: display(HTML("&lt;i&gt;")), lambda: display("x", target="elsewhere"), lambda: document.title):
    try:
        attempt()
    except Exception as error:
        failures.append(str(error))
def save(*_):
    failures.append("saved")
def found():
    return failures
async def ask(question):
    return [sync.double(question), "after"]
__export__ = ["found", "save", "ask", "then"]
</${type}-script>
<script type="${type}" sandbox id="tag">print("by tag"); 1 / 0</script>
<${type}-script>
from pyscript import document
document.title = "of the page"
</${type}-script>`);
      const shown = page.get<HTMLElementTagNameMap["py-script"]>("#shown");
      await page.finished(110_000); // Pyodide starts three times, in WebKit without its snapshot.
      await shown.done;
      const worker = shown.worker as NonNullable<typeof shown.worker>;
      worker.sync["double"] = (value: number) => value * 2;
      const { found, ask } = await worker.ready;
      const failures = (await found?.()) as string[];
      expect(failures[0]).to.include("displays text and images, and this is text/html");
      expect(failures[1]).to.include("displays where its script stands");
      expect(failures[2]).to.include("this code runs in a sandbox");
      await until(() => shown.textContent.includes("last"));
      expect(shown.textContent.replaceAll(/\s+/g, " ").trim()).to.equal("first <b>last");
      const images = [...shown.querySelectorAll("img")];
      expect(images.map(({ width, style }) => [width, style.position])[0]).to.deep.equal([7, ""]);
      expect(images[1]?.src).to.match(/^data:image\/svg\+xml;charset=utf-8;base64,/);
      expect(page.document.querySelector("svg style, p i")).to.equal(null);
      page.get("#b").click();
      expect(await found?.()).to.have.length(3);
      const asked = await ask?.(4).catch((error: unknown) => error);
      if ("Suspending" in WebAssembly) expect(asked).to.deep.equal([8, "after"]);
      else expect(String(asked)).to.include("this code runs in a sandbox");
      await until(() => page.logs.includes("by tag"));
      expect(page.document.title).to.equal("of the page");
      await until(() => page.errors.some((text) => text.includes("ZeroDivisionError")));
      const [both] = page.document.querySelectorAll("iframe[sandbox]");
      expect(both).to.not.equal(undefined);
      shown.remove();
      await until(() => page.document.querySelectorAll("iframe[sandbox]").length === 1);
    });

    it("read lines from their terminals where the browser can suspend them", async () => {
      const page = await openPage(`<${type}-script terminal sandbox id="asks">
import asyncio
from pyscript import display
class Square:
    def _repr_svg_(self):
        return '<svg xmlns="http://www.w3.org/2000/svg"></svg>'
print("A square:")
display(Square())
await asyncio.sleep(0.3)
try:
    name = input("Who? ")
except Exception as error:
    name = str(error)
print("It is", name)
</${type}-script>`);
      const terminal = await until(() => page.document.querySelector("py-terminal"));
      const text = () => {
        const buffer = terminal.terminal?.buffer.active;
        return Array.from({ length: buffer?.length ?? 0 }, (_, line) =>
          buffer?.getLine(line)?.translateToString(true),
        ).join("");
      };
      if ("Suspending" in WebAssembly) {
        await until(() => text().includes("Who? "));
        terminal.terminal?.input("Ada\r");
        await until(() => text().includes("It is Ada"));
      } else await until(() => text().includes("this code runs in a sandbox"));
    });
  });
}

describe("Pyodide in a sandbox", function () {
  this.timeout(120_000);

  it("starts from its snapshot", async () => {
    const page = await openPage("");
    const { donkey } = await importFrom(page, "/dist/donkey.js");
    // Imported in the snapshot, and not by a plain start. On a busy machine it may come too late for one.
    const isImported = '"html" in __import__("sys").modules';
    for (let tries = 0, found: unknown = false; !found; tries++) {
      expect(tries, "none of so many started from it").to.be.lessThan(8);
      const python = await donkey({ type: "py", sandbox: true });
      found = await python.evaluate(isImported);
      await python.kill();
    }
  });
});

describe("the page of sandboxes", () => {
  it("starts nothing in a frame that is not sandboxed, nor for others than the page around it", async () => {
    const page = await openPage("", { core: false });
    const start = async (frame: HTMLIFrameElement, from: Window) => {
      const loaded = new Promise((resolve) => (frame.onload = resolve));
      page.document.body.append(frame);
      await loaded;
      const channels = Array.from({ length: 3 }, () => new MessageChannel());
      const answer = new Promise((resolve) => {
        (channels[0] as MessageChannel).port1.onmessage = ({ data }) => resolve(data);
        setTimeout(() => resolve("nothing"), 300);
      });
      const [a, b, c] = channels.map(({ port2 }) => port2);
      Object.assign(from, {
        post: [frame.contentWindow, { code: new Blob([""]), name: "x", allow: [] }, [a, b, c]],
      });
      (from as unknown as { eval(code: string): void }).eval("post[0].postMessage(post[1], '*', post[2])");
      frame.remove();
      return answer;
    };
    const frame = (sandbox?: string) => {
      const made = page.document.createElement("iframe");
      if (sandbox) made.setAttribute("sandbox", sandbox);
      made.src = "/dist/sandbox.html";
      return made;
    };
    expect(await start(frame(), page.window)).to.equal("nothing");
    expect(await start(frame("allow-scripts allow-same-origin"), page.window)).to.equal("nothing");
    expect(await start(frame("allow-scripts"), window)).to.equal("nothing");
  });
});
