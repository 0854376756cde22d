import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { readResults, readTap, resultsReporter, sum } from "../../scripts/test/test-results.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "py-elements-results-"));
after(() => rmSync(folder, { recursive: true }));

const session = (file, others) => ({
  ...{ testFile: path.resolve(file), status: "FINISHED", passed: true, errors: [] },
  ...others,
});
const report = (...sessions) => {
  const file = path.join(folder, "report.json");
  const reporter = resultsReporter(file);
  reporter.start({ sessions: { all: () => sessions } });
  reporter.stop();
  return readResults(file);
};

describe("the results of browser tests", () => {
  it("are counted by file, and failures have the test's full name and the first line of its error", () => {
    const tests = [
      { name: "runs", passed: true, skipped: false },
      { name: "waits", passed: false, skipped: true },
      { name: "ends", passed: false, skipped: false, error: { message: "expected 1\nto equal 2" } },
    ];
    const testResults = { name: "", tests: [], suites: [{ name: "a worker", tests, suites: [] }] };
    assert.deepEqual(report(session("test/a.test.ts", { passed: false, testResults })), {
      "test/a.test.ts": { passed: 1, failed: 1, skipped: 1, failures: ["a worker > ends: expected 1"] },
    });
  });

  it("have one failure for a file that did not run", () => {
    const results = report(
      session("test/a.test.ts", { passed: false, errors: [{ message: "no such module" }] }),
    );
    assert.deepEqual(results["test/a.test.ts"], {
      ...{ passed: 0, failed: 1, skipped: 0 },
      failures: ["no such module"],
    });
  });

  it("have one failure for a file that the runner did not come to the end of", () => {
    const results = report(session("test/a.test.ts", { status: "TEST_STARTED" }));
    assert.deepEqual(results["test/a.test.ts"].failures, ["the runner ended before the file had"]);
  });

  it("are undefined when the runner ended before it wrote them", () => {
    assert.equal(readResults(path.join(folder, "none.json")), undefined);
  });

  it("add up, failures in order", () => {
    const one = { passed: 1, failed: 1, skipped: 0, failures: ["a"] };
    assert.deepEqual(sum([one, { ...one, failures: ["b"] }]), {
      ...{ passed: 2, failed: 2, skipped: 0 },
      failures: ["a", "b"],
    });
  });
});

describe("the results of Node's tests", () => {
  it("name what failed, and not the tests around it", () => {
    const file = path.join(folder, "node.tap");
    const lines = [
      "TAP version 13",
      "# Subtest: outer",
      "    # Subtest: inner",
      "    not ok 1 - inner",
      "      ---",
      "      failureType: 'testCodeFailure'",
      "      error: 'no'",
      "      ...",
      "    1..1",
      "not ok 1 - outer",
      "  ---",
      "  failureType: 'subtestsFailed'",
      "  error: '1 subtest failed'",
      "  ...",
      ...["# pass 3", "# fail 1", "# cancelled 0", "# skipped 1", "# todo 1"],
    ];
    writeFileSync(file, `${lines.join("\n")}\n`);
    assert.deepEqual(readTap(file), { passed: 3, failed: 1, skipped: 2, failures: ["inner: 'no'"] });
  });
});
