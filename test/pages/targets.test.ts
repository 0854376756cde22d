/** The default place of display output: the script whose code runs, whatever has happened since it
 * started. */
import { expect } from "chai";
import { openPage, until } from "../harness/page.js";

for (const type of ["mpy", "py"] as const) {
  describe(`the display target, ${type}`, function () {
    this.timeout(60_000);

    it("follows concurrent scripts across their awaits, tasks and handlers", async () => {
      const script = (name: string) => `<${type}-script id="${name}" async>
import asyncio
from pyscript import display, when
async def ${name}_work():
    for ${name}_number in range(3):
        await asyncio.sleep(0.01)
        display("${name} task " + str(${name}_number))
for ${name}_number in range(3):
    await asyncio.sleep(0.01)
    display("${name} " + str(${name}_number))
await asyncio.create_task(${name}_work())
@when("click", "#b")
async def ${name}_handler(event):
    await asyncio.sleep(0.01)
    display("${name} clicked")
</${type}-script>`;
      const page = await openPage(`<button id="b">b</button>${script("one")}${script("two")}`);
      await page.finished();
      page.get("#b").click();
      const lines = (name: string) => [...page.get(`#${name}`).children].map((line) => line.textContent);
      await until(() => lines("one").length === 7 && lines("two").length === 7);
      for (const name of ["one", "two"]) {
        expect(lines(name)).to.deep.equal([
          ...[0, 1, 2].map((number) => `${name} ${number}`),
          ...[0, 1, 2].map((number) => `${name} task ${number}`),
          `${name} clicked`,
        ]);
      }
      expect(page.errors).to.deep.equal([]);
    });

    for (const where of ["", "worker"]) {
      it(`the target of a script with a terminal is its one <script-py>, ${where || "main thread"}`, async () => {
        const page = await openPage(`<script type="${type}" terminal ${where} id="s">
from pyscript import current_target, display
display("in " + current_target())
</script>`);
        await page.finished();
        await until(() => page.document.querySelector("script-py > div"));
        const outputs = [...page.document.querySelectorAll("script-py")];
        expect(outputs.map(({ id }) => id)).to.deep.equal([`${type}-0`]);
        expect([...(outputs[0]?.children ?? [])].map(({ localName }) => localName)).to.deep.equal([
          "py-terminal",
          "div",
        ]);
        expect(outputs[0]?.querySelector("div")?.textContent).to.equal(`in ${type}-0`);
        expect(page.get<HTMLScriptElement & { target: Element }>("#s").target).to.equal(outputs[0]);
        expect(page.errors).to.deep.equal([]);
      });
    }

    it("the target may be an element of a frame", async () => {
      const page = await openPage(`<iframe id="f"></iframe><${type}-script>
from pyscript import display, document
display("inside", target=document.getElementById("f").contentDocument.body)
</${type}-script>`);
      await page.finished();
      expect(page.errors).to.deep.equal([]);
      expect(page.get<HTMLIFrameElement>("#f").contentDocument?.body.textContent).to.equal("inside");
    });

    it("the target of a function called by attribute is the script that defined it", async () => {
      const script = (name: string, code = "") => `<${type}-script id="${name}">
from pyscript import display
def ${name}_clicked(event):
    display("${name}")
${code}
</${type}-script>`;
      const page = await openPage(
        `<button id="a" ${type}-click="one_clicked">a</button><button id="b" ${type}-click="two_clicked">b</button>` +
          script("one") +
          script("two", "import asyncio\nawait asyncio.sleep(0.01)"),
      );
      await page.finished();
      page.get("#a").click();
      page.get("#b").click();
      expect(page.get("#one").textContent.trim()).to.equal("one");
      expect(page.get("#two").textContent.trim()).to.equal("two");
    });
  });
}
