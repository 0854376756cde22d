/** The console of Python in a worker. */
import { expect } from "chai";
import { openPage } from "../harness/page.js";

describe("print and js.console of a worker", function () {
  this.timeout(60_000);

  for (const type of ["mpy", "py"] as const) {
    it(`reach the page's console in order (${type})`, async () => {
      const page = await openPage(`
<script type="${type}" worker>
import js, sys
for i in range(20):
    print("print", i)
    js.console.log("log", i)
js.console.warn("careful")
print("text", end="")
print(" and more")
js.console.log({"a": 1}.get, "described")
</script>
<script>
  // The page is busy while the worker prints.
  const busy = setInterval(() => { for (const end = performance.now() + 40; performance.now() < end; ); }, 45);
  addEventListener("${type}:all-done", () => clearInterval(busy));
</script>`);
      await page.finished();
      expect(page.errors).to.deep.equal([]);
      expect(page.logs.slice(0, 40)).to.deep.equal(
        Array.from({ length: 20 }, (_, i) => [`print ${i}`, `log ${i}`]).flat(),
      );
      expect(page.warnings).to.deep.equal(["careful"]);
      expect(page.logs[40]).to.equal("text and more");
    });
  }
});
