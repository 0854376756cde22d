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

    it(`reach it in order where they are errors and warnings (${type})`, async () => {
      const page = await openPage(
        `
<script type="${type}" worker>
import js, sys
for i in range(20):
    js.console.error("error", i)
    print("stderr", i, file=sys.stderr)
    js.console.warn("warning", i)
    print("print", i)
js.console.error({"a": 1}.get, "described")
</script>`,
        {
          head: `<script>
  window.calls = [];
  for (const method of ["log", "warn", "error"]) {
    const own = console[method];
    console[method] = (...args) => {
      calls.push(args.join(" "));
      own.apply(console, args);
    };
  }
</script>`,
        },
      );
      await page.finished();
      const { calls } = page.window as unknown as { calls: string[] };
      expect(calls.slice(0, 80)).to.deep.equal(
        Array.from({ length: 20 }, (_, i) =>
          ["error", "stderr", "warning", "print"].map((kind) => `${kind} ${i}`),
        ).flat(),
      );
      expect(calls[80]).to.match(/ described$/);
      expect(page.errors.filter((text) => text.startsWith("error"))).to.have.length(20);
    });
  }
});
