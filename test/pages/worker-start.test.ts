/** How workers of a page start: early, once, and without what only the main thread needs. */
import { expect } from "chai";
import { openPage, until, type TestPage } from "../harness/page.js";

/** Remembers the addresses that workers are started from. */
const counting = `<script>
globalThis.started = [];
const Real = Worker;
globalThis.Worker = class extends Real {
  constructor(url, options) { super(url, options); started.push(String(url)); }
};
</script>`;
const started = ({ window }: TestPage) => (window as unknown as { started: string[] }).started;

describe("the worker of a page's script", function () {
  this.timeout(60_000);

  for (const type of ["mpy", "py"] as const) {
    it(`is started once, knows its interpreter by its address, and is handed all but scripts (${type})`, async () => {
      const page = await openPage(`<script type="${type}" worker>print("ran")</script>`, { head: counting });
      await page.finished();
      expect(page.errors).to.deep.equal([]);
      expect(page.logs).to.deep.equal(["ran"]);
      expect(started(page)).to.deep.equal([new URL(`/dist/worker.js#${type}`, location.href).href]);
      const names = page.window.performance
        .getEntriesByType("resource")
        .map(({ name }) => name.slice(name.lastIndexOf("/") + 1));
      expect(names.filter((name) => /^(micropython|pyodide|pyodide\.asm)\.js$/.test(name))).to.deep.equal([]);
      expect(names.filter((name) => name.endsWith(".wasm"))).to.have.length(1);
    });
  }

  it("is another one for each script, and none is left over", async () => {
    const page = await openPage(
      `<script type="mpy" worker name="one">print("one")</script>
<script type="mpy" worker name="two">print("two")</script>`,
      { head: counting },
    );
    await page.finished();
    await until(() => page.logs.length === 2);
    expect(started(page)).to.have.length(2);
  });
});
