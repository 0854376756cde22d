/** Behaviour that must work in every browser: both interpreters, elements and script tags, display, events,
 * errors. */
import { expect } from "chai";
import { openPage, until } from "../harness/page.js";

for (const type of ["mpy", "py"] as const) {
  describe(`a page with ${type}`, function () {
    this.timeout(60_000);

    it("runs an element and a script tag, awaits, displays, and answers a click", async () => {
      const page = await openPage(`<button id="b" ${type}-click="attribute">b</button>
<${type}-script id="element">
import asyncio
from pyscript import display, when, document
await asyncio.sleep(0.01)
display("shown")
@when("click", "#b")
def decorated(event):
    display(event.type)
def attribute(event):
    document.title = "by attribute"
</${type}-script>
<script type="${type}">
from pyscript import display, HTML
display(HTML("<em>from a tag</em>"))
</script>`);
      await page.finished();
      page.get("#b").click();
      await until(() => page.get("#element").textContent.includes("click"));
      expect(page.get("script-py em").textContent).to.equal("from a tag");
      expect(page.document.title).to.equal("by attribute");
      expect(page.errors).to.deep.equal([]);
    });

    it("shows an exception with its file and line", async () => {
      const page = await openPage(`<${type}-script id="broken">
def fail():
    raise ValueError("on purpose")
fail()
</${type}-script>`);
      await page.finished();
      const element = page.get<HTMLElementTagNameMap["py-script"]>("#broken");
      const text = await until(() => element.shadowRoot?.querySelector('[part="traceback"]')?.textContent);
      expect(text).to.include("ValueError: on purpose").and.include('File "broken", line 3');
      const error = await element.done.catch((reason: unknown) => reason);
      expect(error).to.include({ name: "ValueError", message: "on purpose", filename: "broken", lineno: 3 });
    });

    it("lets Python catch what JavaScript throws", async () => {
      const page = await openPage(`<${type}-script>
from pyscript import document
try:
    document.querySelector("[")
except Exception as error:
    print("caught", "SyntaxError" in str(error) or "selector" in str(error))
finally:
    print("finally")
</${type}-script>`);
      await page.finished();
      expect(page.logs).to.deep.equal(["caught True", "finally"]);
      expect(page.errors).to.deep.equal([]);
    });
  });
}
