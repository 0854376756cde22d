/** Values between Python and the page on both interpreters, in whole pages. */
import { expect } from "chai";
import { openPage, until } from "../harness/page.js";

for (const type of ["mpy", "py"] as const) {
  describe(`interop, ${type}`, function () {
    this.timeout(60_000);

    it("null is None", async () => {
      const page = await openPage(`<${type}-script>
from pyscript import document
print(document.querySelector("#nowhere") is None)
</${type}-script>`);
      await page.finished();
      expect(page.logs).to.deep.equal(["True"]);
      expect(page.errors).to.deep.equal([]);
    });

    it('functions need no create_proxy with experimental_create_proxy = "auto"', async () => {
      const page = await openPage(`<button id="b">b</button>
<${type}-script config='{"experimental_create_proxy": "auto"}'>
from pyscript import document, window
def clicked(event):
    print("clicked", event.type)
document.querySelector("#b").addEventListener("click", clicked)
window.setTimeout(lambda: print("timer"), 1)
</${type}-script>`);
      await page.finished();
      page.get("#b").click();
      page.get("#b").click();
      await until(() => page.logs.length === 3);
      expect([...page.logs].sort()).to.deep.equal(["clicked click", "clicked click", "timer"]);
      expect(page.errors).to.deep.equal([]);
    });
  });
}
