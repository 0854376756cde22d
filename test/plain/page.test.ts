/** Pages without cross-origin isolation: no shared memory, and Python all the same. */
import { expect } from "chai";
import { openPage } from "../harness/page.js";

describe("a page without cross-origin isolation", function () {
  this.timeout(60_000);

  it("is what this group of tests has", () => {
    expect(crossOriginIsolated).to.equal(false);
    expect(typeof SharedArrayBuffer).to.equal("undefined");
  });

  for (const type of ["mpy", "py"]) {
    it(`runs ${type}`, async () => {
      const page = await openPage(
        `<${type}-script>from pyscript import display\ndisplay(6 * 7)</${type}-script>`,
      );
      await page.finished();
      expect(page.get(`${type}-script`).textContent).to.include("42");
      expect(page.errors).to.deep.equal([]);
    });
  }
});
