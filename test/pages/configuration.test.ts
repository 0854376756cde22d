/** Configurations, as pages write them, with both interpreters, on the main thread and in workers. */
import { expect } from "chai";
import { openPage } from "../harness/page.js";

const fixtures = "/test/pages/fixtures";

/** Runs `body` for each interpreter and thread. */
function everywhere(body: (type: "py" | "mpy", worker: "" | "worker", where: string) => void): void {
  for (const type of ["py", "mpy"] as const) {
    for (const worker of ["", "worker"] as const) body(type, worker, `${type}${worker && ", worker"}`);
  }
}

describe("fetch in a configuration", function () {
  this.timeout(60_000);

  everywhere((type, worker, where) => {
    it(`brings modules and data, relative to the configuration (${where})`, async () => {
      const page = await openPage(`
<script type="${type}" ${worker} config="${fixtures}/fetch/app.toml">
from lib.shapes import SIDES
from colours import RED
print(SIDES, RED, open("store/words.txt").read().split())
</script>`);
      await page.finished();
      expect(page.errors).to.deep.equal([]);
      expect(page.logs).to.deep.equal(["4 #f00 ['one', 'two']"]);
    });
  });
});

describe("archives in a configuration", function () {
  this.timeout(60_000);

  everywhere((type, worker, where) => {
    it(`may hold the same path: the later one's file is there, and empty folders are (${where})`, async () => {
      const page = await openPage(`
<script type="${type}" ${worker} config='{"files": {
  "/test-server/archives/app.zip": "./*", "/test-server/archives/other.zip": "./*"}}'>
import os
print(open("top.txt").read().strip(), open("app/data/a.txt").read().strip(), open("other.txt").read().strip())
print(os.listdir("empty"))
</script>`);
      await page.finished();
      expect(page.errors).to.deep.equal([]);
      expect(page.logs).to.deep.equal(["another top a other", "[]"]);
      if (worker) return; // Warnings of a worker are in its own console.
      expect(page.warnings).to.have.length(1);
      expect(page.warnings[0]).to.include('"top.txt"');
    });
  });
});
