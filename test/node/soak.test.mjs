// A short soak; `npm run soak` is the long one.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { it } from "node:test";
import { soak } from "../../scripts/test/soak.mjs";

it(
  "a page in which everything comes and goes for a while stays as it is, and leaves nothing unanswered",
  { timeout: 180_000 },
  async () => {
    const { report, isFlat, done } = await soak("chrome", 0.6);
    assert(isFlat, report);
    assert(done.rounds >= 5, report);
  },
);

it("the command begins, and says which browsers there are", () => {
  const { stderr } = spawnSync(process.execPath, ["scripts/test/soak.mjs", "--browser=other"], {
    encoding: "utf8",
  });
  assert.equal(stderr, "--browser is other, but chrome, firefox, webkit were expected.\n");
});
