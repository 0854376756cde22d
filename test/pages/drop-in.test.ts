/** Behaviour that pages made for PyScript count on, for both interpreters, on the main thread and in
 * workers. */
import { expect } from "chai";
import type { PyTerminalElement } from "../../src/elements/py-terminal/py-terminal.js";
import { failure } from "../harness/failures.js";
import { openPage, until, type TestPage } from "../harness/page.js";

interface Script extends HTMLElement {
  readonly done: Promise<unknown>;
  run(code: string): Promise<unknown>;
  process(code: string): Promise<void>;
}
type Methods = Record<"execute" | "evaluate" | "process" | "kill", (code?: string) => Promise<unknown>>;
interface Core {
  donkey(options: object): Promise<Methods>;
  bridge(url: string, options: object): PromiseLike<Record<string, (...args: unknown[]) => Promise<unknown>>>;
  workers: Record<string, Promise<Record<string, (...args: unknown[]) => Promise<unknown>>>>;
  hooks: { main: { codeBeforeRunAsync: Set<string> } };
}

const importCore = (page: TestPage): Promise<Core> =>
  (page.window as unknown as { eval(code: string): Promise<Core> }).eval(`import("/dist/core.js")`);
const terminalText = (page: TestPage, selector = "py-terminal") => {
  const buffer = page.get<PyTerminalElement>(selector).terminal?.buffer.active;
  if (!buffer) return "";
  return Array.from({ length: buffer.length }, (_, index) => buffer.getLine(index)?.translateToString(true))
    .join("\n")
    .trimEnd();
};

for (const type of ["mpy", "py"] as const) {
  for (const worker of ["", "worker"]) {
    describe(`a page made for PyScript: ${type}, ${worker || "main thread"}`, function () {
      this.timeout(60_000);

      it("keeps the tags in an element's source, and says that HTML has read them", async () => {
        const page = await openPage(`
<${type}-script ${worker} id="one">
from pyscript import display, HTML, document
display(HTML('<p class="sum">Total: <strong>42 &amp; more</strong></p>'), target="out")
print("<b>bold</b>", "1 &lt; 2", "a<br>b")
print(document.createElement("i").outerHTML == "<i></i>", "<!-- kept -->", '<i slot="x"></i>')
<!-- not kept -->
</${type}-script>
<${type}-script ${worker}>print("<!---->of <!--?lit$1$-->a framework<!--v-if-->")</${type}-script>
<div id="out"></div>`);
        await page.finished();
        expect(page.errors).to.deep.equal([]);
        expect(page.logs.sort()).to.deep.equal(
          ["<b>bold</b> 1 < 2 a<br>b", `True <!-- kept --> <i slot="x"></i>`, "of a framework"].sort(),
        );
        expect(page.get("#out").innerHTML).to.include("<strong>42 &amp; more</strong>");
        await until(() => page.warnings.length === 1);
        expect(page.warnings[0])
          .to.include(`<${type}-script id="one">`)
          .and.include('<script type="text/python">');
      });

      it("is done with a script whose last line starts a task, and runs the next one", async () => {
        const page = await openPage(`
<script type="${type}" ${worker} id="task">
import asyncio
async def forever():
    count = 0
    while True:
        count += 1
        if count == 3: print("the task runs")
        await asyncio.sleep(0.01)
print("first")
asyncio.create_task(forever())
</script>
<script type="${type}" ${worker} id="promise">
import js
js.eval("new Promise(() => {})")
</script>
<script type="${type}" ${worker} async="false" id="synchronous">
import js
js.eval("new Promise(() => {})")
</script>
<script type="${type}" ${worker} id="last">print("next")</script>`);
        await page.finished();
        await until(() => page.logs.length === 3);
        expect(page.logs.sort()).to.deep.equal(["first", "next", "the task runs"]);
        for (const id of ["task", "promise", "synchronous", "last"]) {
          expect(page.events).to.include(`${type}:done#${id}`);
        }
        expect(page.errors).to.deep.equal([]);
      });

      it("waits for a coroutine that is the last line, which nothing else would start", async () => {
        const page = await openPage(`
<script type="${type}" ${worker} id="main">
import asyncio
async def main():
    await asyncio.sleep(0.05)
    print("main has run")
    return 7
main()
</script>
<script type="${type}" ${worker ? "worker" : ""}>print("${worker || "after it"}")</script>`);
        await page.finished();
        expect(page.errors).to.deep.equal([]);
        expect(page.logs).to.include("main has run");
        if (!worker) expect(page.logs).to.deep.equal(["main has run", "after it"]);
      });

      it("sends ready and done for a script without code, and for a file without any", async () => {
        const page = await openPage(`
<script type="${type}" ${worker} id="tag"></script>
<${type}-script ${worker} id="element"></${type}-script>
<${type}-script ${worker} id="file" src="/test/pages/fixtures/empty.py"></${type}-script>
<script type="${type}" ${worker} src="" id="nowhere"></script>
<py-terminal type="${type}" ${worker || "main"} id="terminal"></py-terminal>`);
        await page.finished();
        for (const id of ["tag", "element", "file", "nowhere", "terminal"]) {
          const of = page.events.filter((event) => event.endsWith(`#${id}`));
          expect(of).to.deep.equal([`${type}:ready#${id}`, `${type}:done#${id}`]);
        }
        expect(page.events.at(-1)).to.equal("py:all-done#");
        expect(page.errors).to.deep.equal([]);
        // Text put into the element is output; code is assigned.
        const element = page.get<Script & { code: string }>("#element");
        element.append("print('from output')");
        element.code = "print('assigned')";
        await until(() => page.logs.length === 1);
        expect(page.logs).to.deep.equal(["assigned"]);
      });

      it("runs code that is given to a method as a template literal has it", async () => {
        const page = await openPage(`
<script type="${type}" ${worker} terminal id="one">total = 0</script>`);
        const core = await importCore(page);
        core.hooks.main.codeBeforeRunAsync.add(`
          hooked = 1
        `);
        await page.finished();
        const script = page.get<Script>("#one");
        const value = await script.run(`
          for number in range(4):
              total += number
          total
        `);
        expect(value).to.equal(6);
        await script.process(`
          if total:
              print("processed", total)
        `);
        await until(() => terminalText(page).includes("\nprocessed 6"));
        expect(terminalText(page)).to.include(">>> if total:\n...     print(");
        expect(page.errors).to.deep.equal([]);
      });

      it("passes currentTarget and target to a function that an attribute names", async () => {
        const page = await openPage(`
<div id="host"></div>
<button id="outer" ${type}-click="clicked"><b>text</b></button>
<script>
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = '<button id="inner" ${type}-click="clicked"><b>text</b></button>';
</script>`);
        await new Promise((resolve) => setTimeout(resolve, 50)); // Attributes are looked for a task later.
        const script = page.document.createElement("script");
        script.type = type;
        script.toggleAttribute("worker", worker !== "");
        script.textContent = `
__export__ = ["clicked"]
def clicked(event):
    print(event.currentTarget.id, event.target.tagName)`;
        page.document.body.append(script);
        const click = () => {
          page.get("#outer b").click();
          page.get("#host").shadowRoot?.querySelector("b")?.click();
        };
        if (worker) await until(() => page.events.includes(`${type}:done#`));
        click(); // On the main thread these wait for the function.
        await until(() => page.logs.length === 2);
        click();
        await until(() => page.logs.length === 4);
        expect(page.logs.sort()).to.deep.equal(["inner B", "inner B", "outer B", "outer B"]);
        expect(page.errors).to.deep.equal([]);
      });
    });
  }

  describe(`a page made for PyScript: ${type}`, function () {
    this.timeout(60_000);

    it("sends py:all-done after everything else", async () => {
      const page = await openPage(
        `<script type="${type}" id="one">print(1)</script><script type="${type}" worker id="two">print(2)</script>`,
        {
          head: `<script>for (const name of ["py:all-done", "py-all-done"])
            addEventListener(name, (event) => console.log(name, event.target === document));</script>`,
        },
      );
      await page.finished();
      await until(() => page.events.includes("py:all-done#"));
      expect(page.events.slice(-2)).to.deep.equal(
        type === "mpy" ? ["mpy:all-done#", "py:all-done#"] : [page.events.at(-2), "py:all-done#"],
      );
      expect(page.logs.slice(-2)).to.deep.equal(["py:all-done true", "py-all-done true"]);
    });

    it("sends progress whose detail is a text", async () => {
      const page = await openPage(
        `<script type="${type}">print(1)</script><script type="${type}" worker></script>`,
        {
          head: `<script>addEventListener("${type}:progress", ({ detail, target }) => {
          const line = document.createElement("p");
          line.append(detail, target.hasAttribute("worker") ? " (worker)" : "");
          console.log(line.textContent);
          console.warn(JSON.stringify(detail));
        });</script>`,
        },
      );
      await page.finished();
      const label = type === "py" ? "Pyodide" : "MicroPython";
      expect(page.logs).to.include(`Loading ${label}`);
      expect(page.warnings.join()).to.include('"phase":"interpreter"').and.not.include("toString");
    });

    for (const value of ["true", "worker"]) {
      it(`takes worker="${value}" for the attribute without a value`, async () => {
        const page = await openPage(`
<script type="${type}" worker="${value}">
from pyscript import RUNNING_IN_WORKER
print("tag", RUNNING_IN_WORKER)
</script>
<${type}-script worker="${value}">
from pyscript import RUNNING_IN_WORKER
print("element", RUNNING_IN_WORKER)
</${type}-script>
<py-terminal type="${type}" worker="${value}">
from pyscript import RUNNING_IN_WORKER
print("terminal", RUNNING_IN_WORKER)
</py-terminal>`);
        await page.finished();
        await until(() => terminalText(page).includes("terminal True"));
        expect(page.logs.sort()).to.deep.equal(["element True", "tag True"]);
        expect(page.errors).to.deep.equal([]);
      });
    }

    it("runs indented code in a donkey", async () => {
      const page = await openPage(`<div id="place"></div>`);
      const { donkey } = await importCore(page);
      const { execute, evaluate, process, kill } = await donkey({
        type,
        persistent: true,
        terminal: "#place",
      });
      expect(
        await evaluate(`
          [
            1 + 1,
          ]
        `),
      ).to.deep.equal([2]);
      await execute(`
        total = 0
        for number in range(4):
            total += number
      `);
      expect(
        await evaluate(`
          total
        `),
      ).to.equal(6);
      await process(`
        for number in range(1):
            print("process", total)
      `);
      await until(() => terminalText(page).includes("\nprocess 6"));
      expect(terminalText(page)).to.match(/^>>> for number in range\(1\):\n\.\.\. {5}print/);
      await kill();
    });

    it("finds the Python file of a bridge module that a CDN has made a module of", async () => {
      const page = await openPage("");
      const { bridge } = await importCore(page);
      const { add } = await bridge(
        "/test/pages/fixtures/bridge/calculations.js/+esm".replace(/^/, location.origin),
        {
          type,
          worker: false,
        },
      );
      expect(await add?.(2, 3)).to.equal(5);
      const { add: named } = await bridge(`${location.origin}/test/pages/fixtures/bridge/other.js/+esm?x=1`, {
        type,
        worker: false,
        file: "./calculations.py",
      });
      expect(await named?.(2, 3)).to.equal(5);
    });

    it("says to those who wait for a worker's functions that its script was removed, and what to do", async () => {
      const page = await openPage(`
<script type="${type}" worker name="tools" id="tools">
import asyncio
__export__ = ["slow"]
async def slow():
    await asyncio.sleep(60)
print("exported")
await asyncio.sleep(60)
</script>
<script type="${type}" worker name="early" id="early">print("early")</script>`);
      const { workers } = await importCore(page);
      const early = failure(workers["early"]);
      page.get("#early").remove();
      const named = (error: Error, name: string) => {
        expect(error.name).to.equal("AbortError");
        expect(error.message)
          .to.include(`"${name}"`)
          .and.include("its script was removed from the page")
          .and.include("Keep the script in the page")
          .and.include("PyWorker");
      };
      named(await early, "early");
      const ready = failure(workers["tools"]?.then((tools) => tools["slow"]?.()));
      await until(() => page.logs.includes("exported"));
      page.get("#tools").remove();
      named(await ready, "tools");
      expect(page.errors).to.deep.equal([]);
    });
  });
}

describe("a page made for PyScript", function () {
  this.timeout(60_000);

  it("reads the markup of a configuration element, and says that HTML has read it", async () => {
    const page = await openPage(`
<mpy-config>name = "<b>bold</b> &amp; more"</mpy-config>
<mpy-script>
from pyscript import config
print(config["name"])
</mpy-script>
<mpy-script worker>
from pyscript import config
print(config["name"])
</mpy-script>`);
    await page.finished();
    expect(page.logs).to.deep.equal(["<b>bold</b> & more", "<b>bold</b> & more"]);
    await until(() => page.warnings.length === 1);
    expect(page.warnings[0]).to.include("<mpy-config>").and.include('"&lt;"');
  });

  it("has all elements defined when core.js has run, loaded when they are used", async () => {
    const page = await openPage(`<p id="place"></p>`);
    const { customElements } = page.window;
    const tags = [
      "py-script",
      "mpy-script",
      "script-py",
      "py-config",
      "mpy-config",
      "py-terminal",
      "py-donkey",
    ];
    expect(tags.filter((tag) => !customElements.get(tag))).to.deep.equal([]);
    await customElements.whenDefined("py-donkey");
    const requested = () =>
      page.window.performance
        .getEntriesByType("resource")
        .map(({ name }) => name)
        .filter((name) => /chunks|worker\.js|\.wasm/.test(name));
    expect(requested()).to.deep.equal([]);

    const donkey = page.document.createElement("py-donkey");
    donkey.setAttribute("type", "mpy");
    for (const name of ["evaluate", "execute", "process", "clear", "reset", "interrupt", "kill"] as const) {
      expect(donkey[name]).to.be.a("function");
    }
    const value = donkey.evaluate("1 + 1");
    page.get("#place").append(donkey);
    expect(await value).to.equal(2);

    const terminal = page.document.createElement("py-terminal");
    terminal.setAttribute("type", "mpy");
    terminal.setAttribute("main", "");
    terminal.code = "print('ran')";
    terminal.write("written before\n");
    const processed = terminal.process("40 + 2");
    page.get("#place").append(terminal);
    await processed;
    await terminal.done;
    await until(() => terminalText(page, "#place > py-terminal").includes("\n42"));
    expect(terminalText(page, "#place > py-terminal")).to.match(/^written before\nran\n>>> 40 \+ 2\n42/);
    expect(page.errors).to.deep.equal([]);
  });
});
