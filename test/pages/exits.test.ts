/** Scripts that end themselves: `sys.exit()` and `exit()`. */
import { expect } from "chai";
import { openPage, until } from "../harness/page.js";

describe("a script that ends itself", function () {
  this.timeout(60_000);

  for (const type of ["mpy", "py"] as const) {
    for (const worker of ["", "worker"]) {
      const where = `${type}${worker && ", worker"}`;

      it(`ends quietly by sys.exit(), exit(0) and the like (${where})`, async () => {
        const exits = ["sys.exit()", "sys.exit(0)", "sys.exit(None)", "exit()", "exit(0)", "quit()"];
        const awaiting = "import asyncio\nawait asyncio.sleep(0)\nsys.exit()";
        const page = await openPage(
          [...exits, awaiting]
            .map(
              (exit, index) => `<${type}-script ${worker} env="one">
import sys
print("before", ${index})
${exit}
print("after", ${index})
</${type}-script>`,
            )
            .join(""),
        );
        await page.finished();
        expect(page.errors).to.deep.equal([]);
        expect(page.logs).to.deep.equal([...exits, awaiting].map((_, index) => `before ${index}`));
        const done = page.events.filter((event) => event.includes(":done"));
        expect(done).to.have.length(exits.length + 1);
        expect(page.document.querySelector('[role="alert"]')).to.equal(null);
      });

      it(`ends tasks, handlers and callbacks quietly, too (${where})`, async () => {
        const page = await openPage(`<button id="button">b</button>
<${type}-script ${worker}>
import asyncio, sys
from pyscript import when, window
from pyscript.ffi import create_proxy
@when("click", "#button")
def clicked(event):
    print("clicked")
    sys.exit()
@when("click", "#button")
async def later(event):
    await asyncio.sleep(0)
    print("later")
    sys.exit(0)
async def task():
    await asyncio.sleep(0)
    print("task")
    sys.exit()
asyncio.create_task(task())
def called():
    print("called")
    sys.exit()
window.setTimeout(create_proxy(called), 1)
await asyncio.sleep(0.1)
window.document.getElementById("button").click()
await asyncio.sleep(0.3)
print("alive")
</${type}-script>`);
        await page.finished();
        expect(page.errors).to.deep.equal([]);
        expect(page.logs).to.have.members(["task", "called", "clicked", "later", "alive"]);
      });

      it(`says so in one line where there is a code (${where})`, async () => {
        const page = await openPage(`
<${type}-script ${worker}>import sys; sys.exit(3)</${type}-script>
<${type}-script ${worker}>import sys
import asyncio
await asyncio.sleep(0)
sys.exit("no data")</${type}-script>`);
        await page.finished();
        await until(() => page.errors.length === 2, "two errors");
        expect(page.errors).to.have.members(["SystemExit: 3", "SystemExit: no data"]);
        const shown = [...page.document.querySelectorAll(`${type}-script`)].map((element) =>
          element.shadowRoot?.querySelector('[part="traceback"]')?.textContent.trim(),
        );
        expect(shown).to.deep.equal(["SystemExit: 3", "SystemExit: no data"]);
      });
    }
  }
});
