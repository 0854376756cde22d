import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { readResults, resultsReporter, sum } from "../../scripts/test/test-results.mjs";

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
      { name: "runs", passed: true, skipped: false, duration: 5 },
      { name: "waits", passed: false, skipped: true },
      {
        name: "ends",
        passed: false,
        skipped: false,
        duration: 2,
        error: { message: "expected 1\nto equal 2" },
      },
    ];
    const testResults = { name: "", tests: [], suites: [{ name: "a worker", tests, suites: [] }] };
    assert.deepEqual(report(session("test/a.test.ts", { passed: false, testResults })), {
      "test/a.test.ts": {
        passed: 1,
        failed: 1,
        skipped: 1,
        ms: 7,
        failures: ["a worker > ends: expected 1"],
      },
    });
  });

  it("have one failure for a file that did not run", () => {
    const results = report(
      session("test/a.test.ts", { passed: false, errors: [{ message: "no such module" }] }),
    );
    assert.deepEqual(results["test/a.test.ts"], {
      ...{ passed: 0, failed: 1, skipped: 0, ms: 0 },
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
    const one = { passed: 1, failed: 1, skipped: 0, ms: 4, failures: ["a"] };
    assert.deepEqual(sum([one, { ...one, failures: ["b"] }]), {
      ...{ passed: 2, failed: 2, skipped: 0, ms: 8 },
      failures: ["a", "b"],
    });
  });
});

describe("the results of Node's tests", () => {
  /** Runs `node --test` on files of these names and sources. */
  const run = (files) => {
    const own = mkdtempSync(path.join(folder, "node-"));
    const output = path.join(own, "report.json");
    for (const [name, source] of Object.entries(files)) writeFileSync(path.join(own, name), source);
    const reporter = new URL("../../scripts/test/node-results.mjs", import.meta.url);
    const options = [`--test-reporter=${reporter}`, "--test-reporter-destination=stdout"];
    // A test in a test would report to the outer runner.
    const env = { ...process.env, TEST_REPORT: output };
    delete env.NODE_TEST_CONTEXT;
    spawnSync(process.execPath, ["--test", ...options, ...Object.keys(files)], { cwd: own, env });
    return readResults(output);
  };

  it("are counted by file, name what failed, and not the suites and tests around it", () => {
    const passes = `import { it } from "node:test"; it("runs", () => {}); it.skip("waits", () => {});`;
    const fails = `import { describe, it } from "node:test";
      describe("all", () => {
        it("runs", () => {});
        it("outer", (t) => t.test("inner", () => { throw new Error("expected 1\\nto equal 2"); }));
      });`;
    const results = run({ "a.test.mjs": passes, "b.test.mjs": fails });
    const times = Object.values(results).map(({ ms }) => ms);
    assert.ok(
      times.every((ms) => ms > 0),
      `no test takes no time: ${times.join(", ")}`,
    );
    for (const ofFile of Object.values(results)) delete ofFile.ms;
    assert.deepEqual(results, {
      "a.test.mjs": { passed: 1, failed: 0, skipped: 1, failures: [] },
      "b.test.mjs": { passed: 1, failed: 1, skipped: 0, failures: ["inner: expected 1"] },
    });
  });

  it("have one failure for a file that does not load, and for a suite that does not begin", () => {
    const begins = `import { before, describe, it } from "node:test";
      describe("all", () => { before(() => { throw new Error("no browser"); }); it("runs", () => {}); });`;
    const results = run({ "a.test.mjs": `import "./missing.mjs";`, "b.test.mjs": begins });
    assert.equal(results["a.test.mjs"].failed, 1);
    assert.ok(results["b.test.mjs"].failed >= 1);
    assert.ok(results["b.test.mjs"].failures.some((failure) => /no browser/.test(failure)));
  });
});
