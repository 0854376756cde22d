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
