/** A worker that code in a sandbox makes of text: in a file of its own, since it runs in Chromium alone. */
import { openPage } from "../harness/page.js";
import { escaping, expectNoEscape, importFrom } from "../harness/sandboxes.js";

describe("code in a sandbox", function () {
  this.timeout(60_000);

  it("starts no worker of text, which would have a policy of its own", async () => {
    const page = await openPage("");
    const { donkey } = await importFrom(page, "/dist/donkey.js");
    const python = await donkey({ type: "mpy", persistent: true, sandbox: true, config: escaping });
    await python.execute("from pyscript.js_modules import escapes");
    expectNoEscape(await python.evaluate("await escapes.tryTextWorker()"), 1);
    await python.kill();
  });
});
