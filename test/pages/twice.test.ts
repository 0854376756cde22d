import { expect } from "chai";
import { openPage, until } from "../harness/page.js";

describe("core.js", () => {
  it("loaded twice registers once, runs scripts once, and says so", async () => {
    const page = await openPage(
      `<mpy-script>print("once")</mpy-script><script type="mpy">print("too")</script>`,
      {
        head: '<script type="module" src="/dist/core.js?second"></script>',
      },
    );
    await page.finished();
    await until(() => page.warnings.length > 0);
    expect(page.warnings).to.have.length(1);
    expect(page.warnings[0]).to.match(/on this page already.*Load it once/);
    expect(page.logs).to.deep.equal(["once", "too"]);
    expect(page.errors).to.deep.equal([]);
  });

  it("sets what code written for PyScript looks for", async () => {
    const page = await openPage("<mpy-script>x = 1</mpy-script>");
    await page.finished();
    const core = (page.window as unknown as Record<symbol, Record<string, unknown>>)[
      Symbol.for("@pyscript/core")
    ];
    expect(core).to.include.keys("hooks", "config", "whenDefined");
  });

  it("logs nothing to the console of a page without errors", async () => {
    const page = await openPage('<mpy-script>x = 1</mpy-script><script type="mpy">y = 2</script>');
    await page.finished();
    expect([page.logs, page.warnings, page.errors]).to.deep.equal([[], [], []]);
  });

  it("runs a page that does not wait for the parser", async () => {
    const page = await openPage('<mpy-script>print("one")</mpy-script><mpy-config>{}</mpy-config>', {
      coreAttributes: "async",
    });
    await page.finished();
    expect(page.logs).to.deep.equal(["one"]);
  });
});
