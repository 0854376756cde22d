/** Editors and workers of pages, in sandboxes: their code runs, and does not get out. */
import { expect } from "chai";
import { sharesMemory } from "../../src/runtime/capabilities.js";
import { openPage, until } from "../harness/page.js";
import { escaping, expectNoEscape, failure, forbidden, importFrom } from "../harness/sandboxes.js";

/** Python that adds the beginnings of what it fetches to `failures`, or the errors. @param indent spaces */
const fetching = (indent = ""): string =>
  `for address in ("/dist/core.css", "/node_modules/lit/package.json"):
    try:
        failures.append((await (await fetch(address)).text())[:9])
    except Exception as error:
        failures.append(str(error))`.replace(/^/gm, indent);

for (const type of ["mpy", "py"] as const) {
  describe(`an editor in a sandbox (${type})`, function () {
    this.timeout(120_000);

    it("runs code that reaches what allow names, and gets out by no way that browsers have", async () => {
      const config = JSON.stringify(escaping);
      const page = await openPage(`<py-editor id="shut" type="${type}" sandbox env="shut"></py-editor>
<py-editor id="let" type="${type}" sandbox allow="/dist/" config='${config}'></py-editor>
<py-editor id="open" type="${type}" env="shut"></py-editor>`);
      page.document.cookie = "secret=1";
      const editor = page.get<HTMLElementTagNameMap["py-editor"]>("#let");
      const output = () => editor.querySelector(".py-editor-output")?.textContent ?? "";
      const ran = await editor.run(`print("<b>text</b>")
from pyscript import display, document, fetch, HTML, window
from pyscript.js_modules import escapes
failures = []
for attempt in (lambda: document.title, lambda: window.location, lambda: display(HTML("<i>"))):
    try:
        attempt()
    except Exception as error:
        failures.append(str(error))
${fetching()}
[failures, await escapes.tryAll(${JSON.stringify(forbidden)})]`);
      const [failures, answer] = ran as [string[], string];
      const expected = [
        ...["this code runs in a sandbox", "this code runs in a sandbox", "displays text and images", ""],
        "is not among what this sandbox allows",
      ];
      for (const [index, part] of expected.entries()) expect(failures[index]).to.include(part);
      expect(failures[3]).to.not.match(/sandbox|Error/);
      expectNoEscape(answer);
      // Debugging waits for the page, which it cannot here.
      const debug = (id: string) => page.get(id).shadowRoot?.querySelector('[part="debug"]');
      expect(debug("#let")).to.equal(null);
      expect(Boolean(debug("#open"))).to.equal(type === "py" && sharesMemory());
      expect(output()).to.include("<b>text</b>");
      expect(editor.querySelector(".py-editor-output b")).to.equal(null);
      expect((page.window as { escaped?: unknown }).escaped).to.equal(undefined);

      // Without allow there is no network at all, and who shares its worker shares its sandbox.
      const shut = page.get<HTMLElementTagNameMap["py-editor"]>("#shut");
      const asking = "from pyscript import fetch\nawait (await fetch('/dist/core.css')).text()";
      expect((await failure(shut.run(asking))).message).to.include("is not among what this sandbox allows");
      expect(await shut.run("6 * 7")).to.equal(42);
      const open = page.get<HTMLElementTagNameMap["py-editor"]>("#open");
      expect((await failure(open.run("1"))).message).to.include('env="shut" has another sandbox already');
      expect(page.document.querySelectorAll("iframe[sandbox]").length).to.equal(2);
      editor.remove();
      shut.remove();
      await until(() => page.document.querySelectorAll("iframe[sandbox]").length === 0);
    });

    it("runs there from when it has the attribute, and outside when that is gone", async () => {
      const page = await openPage(`<py-editor type="${type}">from pyscript import document
document.title</py-editor>`);
      page.document.title = "of the page";
      const editor = page.get<HTMLElementTagNameMap["py-editor"]>("py-editor");
      expect(await editor.run("1")).to.equal(1);
      expect(page.document.querySelector("iframe[sandbox]")).to.equal(null);
      editor.toggleAttribute("sandbox", true);
      expect((await failure(editor.run())).message).to.include("this code runs in a sandbox");
      expect(page.document.querySelectorAll("iframe[sandbox]").length).to.equal(1);
      editor.removeAttribute("sandbox");
      expect(await editor.run("1")).to.equal(1);
      expect(page.document.querySelector("iframe[sandbox]")).to.equal(null);
    });
  });

  describe(`a worker in a sandbox (${type})`, function () {
    this.timeout(120_000);

    it("is started by Python or JavaScript, stays there with all that it starts, and gives data", async () => {
      const source = `from pyscript import document, fetch, Pool, PyWorker, sync, workers
from pyscript.js_modules import escapes
async def attempts():
    failures = []
    for attempt in (lambda: document.title, lambda: PyWorker("other.py"), lambda: workers["other"]):
        try:
            attempt()
        except Exception as error:
            failures.append(str(error))
    try:
        async with Pool(1) as pool:
            await pool.map("abs", [1])
    except Exception as error:
        failures.append(str(error))
${fetching("    ")}
    return failures
async def escape(address):
    return await escapes.tryAll(address)
__export__ = ["attempts", "escape"]`;
      const url = JSON.stringify(`data:text/plain,${encodeURIComponent(source)}`);
      const page = await openPage(`<mpy-script>
from pyscript import PyWorker, window
import json
worker = PyWorker(${url}, type="${type}", config=json.loads('${JSON.stringify(escaping)}'), sandbox={"allow": ["/dist/"]})
functions = await worker.ready
window.failures = json.dumps(await functions.attempts())
window.answer = await functions.escape(${JSON.stringify(forbidden)})
worker.terminate()
refusals = []
for wrong in ("yes", {"allow": ["javascript:1"]}, {"allow": "/dist/"}):
    try:
        await PyWorker(${url}, sandbox=wrong)
    except Exception as error:
        refusals.append(str(error))
window.refusals = json.dumps(refusals)
</mpy-script>`);
      await page.finished();
      const { failures, answer, refusals: told } = page.window as unknown as Record<string, unknown>;
      const [noPage, noWorker, noWorkers, noPool, ...reached] = JSON.parse(String(failures)) as string[];
      for (const refused of [noPage, noPool]) expect(refused).to.include("this code runs in a sandbox");
      expect(noWorker).to.include("workers are started and found on the main thread");
      expect(noWorkers).to.include("workers are started and found on the main thread");
      expect(reached[0]).to.not.match(/sandbox|Error/);
      expect(reached[1]).to.include("is not among what this sandbox allows");
      expectNoEscape(answer);
      const refusals = JSON.parse(String(told)) as string[];
      expect(refusals[0]).to.include('sandbox is "yes"; expected true, or { allow: [addresses] }');
      expect(refusals[1]).to.include("is no address that a sandbox can be let to");
      expect(refusals[2]).to.include("expected true, or { allow: [addresses] }");
      expect(page.document.querySelectorAll("iframe[sandbox]").length).to.equal(0);

      const { PyWorker } = await importFrom(page, "/dist/core.js");
      const worker = PyWorker(JSON.parse(url) as string, { type, config: escaping, sandbox: true });
      const { attempts } = await worker.ready;
      const [, , , , shut] = (await attempts?.()) as string[];
      expect(shut).to.include("is not among what this sandbox allows");
      expect(page.document.querySelectorAll("iframe[sandbox]").length).to.equal(1);
      worker.terminate();
      expect(page.document.querySelectorAll("iframe[sandbox]").length).to.equal(0);
    });
  });
}
