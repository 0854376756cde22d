import { expect } from "chai";
import { openPage, until, type TestPage } from "../harness/page.js";
import { BUSY, failure, panels } from "../harness/failures.js";

type Script = HTMLElementTagNameMap["mpy-script"];

/** Makes the interpreter itself trap: it reads where there is no memory. */
const TRAP = "__import__('uctypes').bytes_at(0x7ffffff0, 100)";

/** The errors that reached the window, and so the console. */
function uncaught(page: TestPage): Event[] {
  const events: Event[] = [];
  for (const type of ["error", "unhandledrejection"])
    page.window.addEventListener(type, (event) => events.push(event));
  return events;
}

/** Adds a script to a page. */
function add({ document }: TestPage, code: string, attributes = ""): Script {
  document.body.insertAdjacentHTML("beforeend", `<mpy-script ${attributes}>${code}</mpy-script>`);
  return document.body.lastElementChild as Script;
}

const told = (page: TestPage) => page.events.filter((event) => event.startsWith("mpy:error"));

describe("MicroPython crashes on the page's main thread", function () {
  this.timeout(60_000);

  for (const [kind, attributes] of Object.entries({ "may await": "", "may not": 'async="false"' })) {
    it(`everything that waits rejects with one error, and nothing runs any more (a source that ${kind})`, async () => {
      const page = await openPage(
        `<button mpy-click="clicked"></button><mpy-script async id="waiting">${BUSY}</mpy-script>`,
      );
      const waiting = page.get<Script>("#waiting");
      await until(() => page.logs.includes("tick"));
      const reached = uncaught(page);
      const crashing = add(page, TRAP, attributes);
      const queued = add(page, "print('queued')");
      const [first, ...others] = await Promise.all(
        [waiting, crashing, queued].map((script) => failure(script.done)),
      );
      expect(first?.name).to.equal("CrashError");
      expect(first?.message).to.match(/\(PY0000\): .*main thread has crashed: .*reload the page.*"worker"/i);
      expect(others.map((other) => other === first)).to.deep.equal([true, true]);
      expect(panels(page.document).length).to.equal(1);
      expect(panels(page.document)[0]?.querySelector("[part=retry]") === null).to.equal(true);
      expect(told(page)).to.have.length(1);

      page.logs.length = 0;
      page.get("button").click();
      await new Promise((resolve) => setTimeout(resolve, 50));
      page.get("button").click();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(page.logs).to.deep.equal([]);
      expect(panels(page.document).length).to.equal(1);

      const late = add(page, "1");
      expect(await failure(late.done)).to.include({ name: "CrashError", message: first?.message });
      await until(() => panels(page.document).length === 2);
      expect(await failure(waiting.run("1"))).to.include({ name: "CrashError", message: first?.message });
      expect(reached.filter((event) => !event.defaultPrevented)).to.deep.equal([]);
    });
  }

  for (const [where, source] of Object.entries({
    "a task": `async def later():
    await asyncio.sleep(0.01)
    ${TRAP}
task = asyncio.create_task(later())`,
    "a handler": `from pyscript import when
@when("click", "body")
def clicked(event): ${TRAP}`,
    "a function that JavaScript called": `from pyscript.ffi import create_proxy
import js
js.document.body.addEventListener("click", create_proxy(lambda event: ${TRAP}))`,
    "what goes on after a promise": `import js
async def later():
    await js.fetch("about:blank".replace("about:blank", "data:,"))
    ${TRAP}
task = asyncio.create_task(later())`,
  })) {
    it(`is noticed in ${where}, with nobody waiting`, async () => {
      const page = await openPage(`<mpy-script id="script">import asyncio\n${source}</mpy-script>`);
      await page.get<Script>("#script").done;
      const reached = uncaught(page);
      page.document.body.click();
      await until(() => panels(page.document).length > 0);
      expect(panels(page.document).length).to.equal(1);
      expect(told(page)).to.have.length(1);
      expect(await failure(page.get<Script>("#script").run("1"))).to.include({ name: "CrashError" });
      await new Promise((resolve) => setTimeout(resolve, 50));
      const shown = panels(page.document).length;
      page.document.body.click();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(reached.filter((event) => !event.defaultPrevented)).to.deep.equal([]);
      expect(panels(page.document).length).to.equal(shown);
    });
  }
});
