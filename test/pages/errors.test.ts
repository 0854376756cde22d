/** The places and texts of errors: each is reported once, with the author's file, line and code. */
import { expect } from "chai";
import type { PythonError } from "../../src/runtime/errors.js";
import { openPage, type TestPage } from "../harness/page.js";

/** The errors of a page's scripts, oldest first. */
function errorsOf(page: TestPage, type: "py" | "mpy"): PythonError[] {
  const errors: PythonError[] = [];
  page.document.addEventListener(`${type}:error`, ({ detail }) => errors.push(detail.error as PythonError));
  return errors;
}

for (const type of ["mpy", "py"] as const) {
  describe(`errors, ${type}`, function () {
    this.timeout(60_000);

    it("a syntax error shows the author's file only", async () => {
      const page = await openPage(
        `<${type}-script id="syntax">x = 1\ndef</${type}-script><${type}-script id="indent">if 1:\nx = 1</${type}-script>`,
      );
      const errors = errorsOf(page, type);
      await page.finished();
      expect(errors.map(({ filename, lineno }) => [filename, lineno])).to.deep.equal([
        ["syntax", 2],
        ["indent", 2],
      ]);
      for (const { traceback } of errors) expect(traceback.match(/File "/g)).to.have.length(1);
    });

    it("an error of a script that has a target and no id has a file and a line", async () => {
      const page = await openPage(`<script type="${type}" target="out">\n1/0</script><p id="out"></p>`);
      const errors = errorsOf(page, type);
      await page.finished();
      expect(errors).to.have.length(1);
      expect(errors[0]?.filename).to.not.equal("");
      expect(errors[0]?.lineno).to.equal(2);
    });

    it("name a file whose URL is long", async () => {
      const url = `data:text/plain,1/0%23${"x".repeat(300)}`;
      const page = await openPage(`<${type}-script src="${url}"></${type}-script>`);
      const errors = errorsOf(page, type);
      await page.finished();
      expect(errors.map(({ name, filename }) => [name, filename])).to.deep.equal([
        ["ZeroDivisionError", url],
      ]);
      expect(errors[0]?.traceback).to.include(url);
    });

    it("an error that ends a task or a callback is reported once, and others go on", async () => {
      const page = await openPage(`<${type}-script id="exits">
import asyncio, sys
from pyscript import window
from pyscript.ffi import create_proxy
async def leaves():
    await asyncio.sleep(0)
    sys.exit(5)
async def interrupts():
    await asyncio.sleep(0)
    raise KeyboardInterrupt
window.setTimeout(create_proxy(lambda *ignored: sys.exit(1)), 1)
asyncio.create_task(leaves())
asyncio.create_task(interrupts())
await asyncio.sleep(0.2)
print("alive")
</${type}-script>`);
      const errors = errorsOf(page, type);
      await page.finished();
      expect(page.logs).to.deep.equal(["alive"]);
      expect(errors.map(({ name }) => name).sort()).to.deep.equal([
        "KeyboardInterrupt",
        "SystemExit",
        "SystemExit",
      ]);
      // Errors at the window are kept from the console there; the recorder gets them all the same.
      expect(page.errors.filter((text) => !text.startsWith("uncaught"))).to.have.length(3);
      expect(
        page.errors.filter((text) => /^uncaught.*SystemExit: 5|KeyboardInterrupt: $/s.test(text)),
      ).to.deep.equal([]);
      for (const { name, traceback, message } of errors) {
        if (name === "SystemExit") expect(traceback).to.equal(`SystemExit: ${message}\n`);
        else expect(traceback.match(/File "/g), name).to.have.length(1);
      }
    });
  });
}
