/** A strict content security policy, and a page whose network is gone after loading. */
import { expect } from "chai";
import { openPage, until } from "../harness/page.js";

const policy = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; object-src 'none'";

for (const type of ["mpy", "py"] as const) {
  describe(`security, ${type}`, function () {
    this.timeout(30_000);

    it("works under the policy of the specification, without a violation", async () => {
      const page = await openPage(
        `<button id="b" ${type}-click="clicked">b</button><${type}-script id="app">
import asyncio
from pyscript import display, HTML, when, window, document
await asyncio.sleep(0.01)
display("text", HTML("<em>html</em>"))
@when("click", "#b")
def listener(event):
    display(event.type)
def clicked(event):
    document.title = "by attribute"
</${type}-script>`,
        { head: `<meta http-equiv="content-security-policy" content="${policy}">` },
      );
      await page.finished();
      page.get("#b").click();
      await until(() => page.get("#app").textContent.includes("click"));
      expect(page.document.title).to.equal("by attribute");
      expect(page.errors).to.deep.equal([]);
    });

    it("shows what Python was given as text, whatever it says", async () => {
      const page = await openPage(
        `<${type}-script id="app">
from pyscript import display
display("<img src=x onerror='window.hacked = 1'><" + "script>window.hacked = 1</" + "script>")
</${type}-script>`
          .replaceAll("<img", "&lt;img")
          .replace('"<" +', '"&lt;" +'),
      );
      await page.finished();
      expect(Boolean(page.get("#app").querySelector("img, script"))).to.equal(false);
      expect((page.window as unknown as { hacked?: number }).hacked).to.equal(undefined);
    });

    it("makes no markup of text, wherever it is shown: panels, tracebacks, terminals, editors, messages", async () => {
      const evil = "<img src=x onerror=hack()><a href=javascript:hack()>x</a>";
      const escaped = evil.replaceAll("<", "&lt;");
      const link = "\\x1b]8;;javascript:hack()\\x07link\\x1b]8;;\\x07";
      const page = await openPage(
        `<${type}-script id="raises">raise ValueError("${escaped}")</${type}-script>
<${type}-script id="${escaped}" src="/no/${escaped}.py"></${type}-script>
<${type}-script worker config='{"packages": "${escaped}"}'>1</${type}-script>
<button id="b" ${type}-click="${escaped}">b</button>
<${type}-script terminal worker id="in-terminal" name="${escaped}">
print("${escaped}")
print("${link} javascript:hack() data:text/html,x")
raise ValueError("${escaped}")
</${type}-script>
<py-editor type="${type}" id="editor">print("${escaped} ${link}"); raise ValueError("${escaped}")</py-editor>`,
      );
      await page.finished();
      const opened: unknown[] = [];
      page.window.open = (url) => (opened.push(url), null);
      page.window.confirm = () => true;
      const editor = page.get<HTMLElementTagNameMap["py-editor"]>("#editor");
      await editor.run().catch(() => {});
      page.get("#b").click();
      const terminal = await until(() => page.document.querySelector("py-terminal"));
      await until(() => terminal.terminal?.buffer.active.getLine(0)?.translateToString().includes("<img"));
      await until(() => page.errors.length >= 5);
      const roots: (Document | ShadowRoot)[] = [page.document];
      for (const root of roots) {
        for (const element of root.querySelectorAll("*"))
          if (element.shadowRoot) roots.push(element.shadowRoot);
      }
      expect(roots.length).to.be.greaterThan(4);
      const made = roots.flatMap((root) => [...root.querySelectorAll("img, a, script[src=x], [onerror]")]);
      expect(made.map((element) => element.outerHTML)).to.deep.equal([]);
      const text = roots.map((root) => (root as Document).body?.textContent ?? root.textContent).join("\n");
      expect(text.split("<img src=x onerror=hack()>").length).to.be.greaterThan(4);
      const { xterm } = { xterm: terminal.terminal };
      const screen = terminal.shadowRoot?.querySelector(".xterm-screen") as HTMLElement;
      expect(xterm).to.not.equal(undefined);
      const { left, top, width } = screen.getBoundingClientRect();
      for (let column = 0; column < 30; column++) {
        const at = { clientX: left + (column / 80) * width + 3, bubbles: true, composed: true };
        for (const line of [0, 1, 2, 3]) {
          const where = { ...at, clientY: top + line * 17 + 8 };
          for (const kind of ["mousemove", "mousedown", "mouseup", "click"])
            screen.dispatchEvent(new page.window.MouseEvent(kind, where));
        }
      }
      expect(opened).to.deep.equal([]);
    });

    it("fetches beforehand what says that a function is missing", async () => {
      const page = await openPage(
        `<button id="b" ${type}-click="nothing">b</button><${type}-script>x = 1</${type}-script>`,
      );
      await page.finished();
      await until(() =>
        page.window.performance
          .getEntriesByType("resource")
          .some(({ name }) => name.includes("/late-events-")),
      );
    });

    it("goes on with the network cut after loading", async () => {
      const page = await openPage(
        `<${type}-script id="app">\nfrom pyscript import ffi\nx = 1\n</${type}-script>`,
      );
      await page.finished();
      // Every request to the network fails from here on.
      page.window.fetch = () => Promise.reject(new TypeError("offline"));
      page.window.XMLHttpRequest.prototype.open = () => {
        throw new Error("offline");
      };
      const late = page.document.createElement(`${type}-script`);
      late.textContent = `
import asyncio
from pyscript import display, when, Event, HTML, ffi, util, config, current_target
await asyncio.sleep(0.01)
display(x + 1)
`;
      page.document.body.append(late);
      expect(await (late as HTMLElementTagNameMap["py-script"]).done).to.equal(undefined);
      expect(late.textContent.trim()).to.equal("2");
      expect(page.errors).to.deep.equal([]);
    });
  });
}

/** A page under trusted types, with `extra` as more of its policy. */
const trusted = (extra = "") => ({
  head: `<meta http-equiv="content-security-policy" content="require-trusted-types-for 'script'; ${extra}">`,
});

describe("trusted types", function () {
  this.timeout(60_000);

  for (const type of ["mpy", "py"] as const) {
    it(`let scripts run on both threads, terminals, donkeys and editors, ${type}`, async () => {
      const page = await openPage(
        `<button id="b" ${type}-click="clicked">b</button><${type}-script id="app">
from pyscript import display, document, web
display("text")
web.page.append(web.div("made", id="made"))
def clicked(event):
    document.title = "clicked"
</${type}-script>
<${type}-script worker id="worker">
from pyscript import display, document
display(document.getElementById("b").textContent)
</${type}-script>
<${type}-script worker terminal>print("in a terminal")</${type}-script>
<py-donkey type="${type}"></py-donkey>
<py-editor type="${type}">print("in an editor")</py-editor>`,
        trusted("trusted-types py-elements lit-html"),
      );
      expect(() => (page.document.createElement("script").text = "x"), "enforced").to.throw("TrustedScript");
      await page.finished();
      page.errors.length = 0;
      page.get("#b").click();
      expect(page.document.title).to.equal("clicked");
      expect(page.get("#app").textContent).to.equal("text");
      expect(page.get("#made").textContent).to.equal("made");
      expect(page.get("#worker").textContent).to.equal("b");
      const { terminal } = await until(() => page.document.querySelector("py-terminal"));
      await until(() => terminal?.buffer.active.getLine(0)?.translateToString().includes("in a terminal"));
      const donkey = page.get<HTMLElementTagNameMap["py-donkey"]>("py-donkey");
      expect(await donkey.evaluate("1 + 1")).to.equal(2);
      const editor = page.get<HTMLElementTagNameMap["py-editor"]>("py-editor");
      await editor.run();
      editor.focus();
      await until(() => editor.shadowRoot?.querySelector(".cm-content"));
      expect(page.errors).to.deep.equal([]);
    });

    it(`let no text of Python's become markup, unless the page's own policy cleans it, ${type}`, async () => {
      const markup = `<${type}-script id="app">
from pyscript import display, document, HTML
class Picture:
    def _repr_svg_(self):
        return "&lt;svg xmlns='http://www.w3.org/2000/svg'>&lt;/svg>"
class Program:
    def _repr_javascript_(self):
        return "globalThis.hacked = 1"
def assign():
    document.querySelector("#target").innerHTML = "&lt;i>assigned&lt;/i>"
def run_js():
    from pyodide.code import run_js
    run_js("globalThis.hacked = 1")
markup = (lambda: display(HTML("&lt;b>shown&lt;/b>")), lambda: display(Picture()), assign)
scripts = (lambda: display(Program()), ${type === "py" ? "run_js" : ""})
for attempt in markup + scripts:
    try:
        attempt()
        print("passed")
    except Exception as error:
        print("Trusted" in str(error))
</${type}-script><p id="target"></p>`;
      const refused = await openPage(markup, trusted());
      await refused.finished();
      const scripts = type === "py" ? 2 : 1;
      expect(refused.logs).to.deep.equal(Array.from({ length: 3 + scripts }, () => "True"));
      expect((refused.window as unknown as { hacked?: number }).hacked).to.equal(undefined);
      expect(Boolean(refused.document.querySelector("b, svg, i"))).to.equal(false);

      const clean = `<script>trustedTypes.createPolicy("default", { createHTML: (text) => text.replace("b>", "u>") })</script>`;
      const cleaned = await openPage(markup, { head: trusted().head + clean });
      await cleaned.finished();
      expect(cleaned.logs.slice(0, 3)).to.deep.equal(["passed", "passed", "passed"]);
      expect(cleaned.logs.slice(3).includes("passed")).to.equal(false);
      expect(cleaned.get("u").textContent).to.equal("shown");
      expect(cleaned.get("i").textContent).to.equal("assigned");
    });
  }

  it("let a library of another origin run, and more than one of its files", async () => {
    // This very server, by another name.
    const elsewhere = location.origin.replace("localhost", "127.0.0.1");
    const { head } = trusted("trusted-types py-elements lit-html");
    const page = await openPage(
      `<mpy-script worker id="worker">
from pyscript import display
display("from elsewhere")
</mpy-script>`,
      {
        core: false,
        head: `${head}<script type="module" src="${elsewhere}/dist/core.js"></script>
<script type="module">
  import donkey from "${elsewhere}/dist/donkey.js";
  document.title = await (await donkey({ type: "mpy" })).evaluate("6 * 7");
</script>`,
      },
    );
    await page.finished();
    expect(page.get("#worker").textContent.trim()).to.equal("from elsewhere");
    await until(() => page.document.title === "42");
    expect(page.errors).to.deep.equal([]);
  });

  for (const type of ["mpy", "py"] as const) {
    // This very server by another name, and with the page's policy on each of the library's files.
    const elsewhere = `${location.origin.replace("localhost", "127.0.0.1")}/dist`;
    for (const [place, dist] of [
      ["of the page's origin", "/dist"],
      ["of another origin", elsewhere],
      ["whose files have that policy, too", "/test-web/strict"],
    ] as const) {
      it(`let sandboxes and workers run from a library ${place}, ${type}`, async () => {
        const page = await openPage(
          `<${type}-script sandbox id="sandboxed">
from pyscript import display
display("in a sandbox")
</${type}-script>
<${type}-script worker id="worker">
from pyscript import display
display("in a worker")
</${type}-script>`,
          {
            core: false,
            head: `${trusted("trusted-types py-elements lit-html").head}<script type="module" src="${dist}/core.js"></script>`,
          },
        );
        await page.finished();
        expect(page.errors).to.deep.equal([]);
        expect(page.get("#sandboxed").textContent.trim()).to.equal("in a sandbox");
        expect(page.get("#worker").textContent.trim()).to.equal("in a worker");
      });
    }
  }

  it("refuse markup of an editor's button, and of a worker, which go on without it", async () => {
    const page = await openPage(
      `<py-editor type="mpy" data-run="&lt;b>Go&lt;/b>">print(6 * 7)</py-editor>
<mpy-script worker>
from pyscript import display, HTML
try:
    display(HTML("&lt;i>shown&lt;/i>"))
except Exception as error:
    print("refused", "Trusted" in str(error))
</mpy-script>`,
      trusted(),
    );
    await page.finished();
    const editor = page.get<HTMLElementTagNameMap["py-editor"]>("py-editor");
    await editor.run();
    const { shadowRoot } = editor;
    expect(shadowRoot?.textContent).to.contain("42").and.to.contain("Run");
    expect(Boolean(shadowRoot?.querySelector("b"))).to.equal(false);
    expect(page.errors.join()).to.contain("Trusted");
    expect(page.logs).to.include("refused True");
  });

  it("name the policy where the page's own list leaves it out", async () => {
    const page = await openPage(
      `<mpy-script worker>print(1)</mpy-script>`,
      trusted("trusted-types lit-html"),
    );
    await page.finished();
    expect(page.errors.join()).to.contain("PY0001").and.to.contain("trusted-types py-elements");
  });
});
