// A group of tests in WebKit ends, and names the file that failed, whatever has become of the browser.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { startTestRunner } from "@web/test-runner";
import { root } from "../../scripts/command.mjs";
import { findBrowser } from "../../scripts/browsers/find-browser.mjs";
import { readResults, resultsReporter } from "../../scripts/test/test-results.mjs";
import { webkitLauncher } from "../../scripts/browsers/webkit-launcher.mjs";
import { descendants, processes } from "../harness/processes.mjs";

const tests = {
  "passes.test.js": `it("passes", () => {});`,
  "hangs.test.js": `it("hangs", () => fetch("/started").then(() => { for (;;); }));`,
  "ends.test.js": `it("ends its own process", () => fetch("/end").then(() => new Promise(() => {})));`,
};
/** Longer than a page takes on a busy machine. */
const FINISH_MS = 15_000;
/** Longer than the runner takes to hear of a page. */
const STARTED_MS = 10_000;

describe("WebKit's launcher", { skip: !findBrowser("webkit") && "there is no WebKit" }, () => {
  let folder;
  before(() => {
    // The runner serves what is below the repository's folder.
    mkdirSync(path.join(root, ".cache"), { recursive: true });
    folder = mkdtempSync(path.join(root, ".cache", "webkit-launcher-"));
    for (const [name, source] of Object.entries(tests)) writeFileSync(path.join(folder, name), source);
  });
  after(() => rmSync(folder, { recursive: true }));

  /**
   * Runs test files, one after another.
   *
   * @returns {Promise<Record<string, string>>} failures by file
   */
  async function run(names, browserStartTimeout = 60_000) {
    const report = path.join(folder, "report.json");
    const watched = watchDescendants();
    const runner = await startTestRunner({
      readCliArgs: false,
      readFileConfig: false,
      autoExitProcess: false,
      config: {
        rootDir: root,
        files: names.map((name) => path.join(folder, name)),
        browsers: [webkitLauncher({ sharedMemory: false, concurrency: 1 })],
        middleware: [whenStarted(() => runner.sessions)],
        reporters: [resultsReporter(report)],
        browserStartTimeout,
        // The first page of a browser may take longer than the default on a busy machine.
        testsStartTimeout: 60_000,
        testsFinishTimeout: FINISH_MS,
        testFramework: { config: { timeout: 0 } },
      },
    });
    await new Promise((resolve) => runner.on("stopped", resolve));
    await watched.ended();
    const results = readResults(report);
    return Object.fromEntries(
      Object.entries(results).map(([file, { failures }]) => [path.basename(file), failures.join("; ")]),
    );
  }

  it("fails the file whose web process ends, and the file whose window hangs, and runs the others", async () => {
    const errors = await run(Object.keys(tests));
    assert.match(errors["ends.test.js"], /^Tests were interrupted because the browser disconnected/);
    assert.match(errors["hangs.test.js"], /^Browser tests did not finish within 15000ms/);
    assert.equal(errors["passes.test.js"], "");
  });

  it("fails the file whose browser does not start in time, and ends what has started", async () => {
    const sleeps = path.join(folder, "sleeps");
    writeFileSync(sleeps, "#!/bin/sh\nexec sleep 300\n", { mode: 0o755 });
    const { WEBKIT_PATH } = process.env;
    process.env.WEBKIT_PATH = sleeps;
    try {
      const errors = await run(["passes.test.js"], 3000);
      assert.match(errors["passes.test.js"], /unable to create and start a test page after 3000ms/);
    } finally {
      if (WEBKIT_PATH === undefined) delete process.env.WEBKIT_PATH;
      else process.env.WEBKIT_PATH = WEBKIT_PATH;
    }
  });
});

/** Answers `/started` when the runner has heard that the tests of the one page have begun, which goes another
 * way than the request, and not when the page hangs at once; `/end` by killing the web process then. */
function whenStarted(sessions) {
  return async (context, next) => {
    if (!["/started", "/end"].includes(context.path)) return next();
    for (const limit = Date.now() + STARTED_MS; Date.now() < limit;) {
      if ([...sessions().all()].some(({ status }) => status === "TEST_STARTED")) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    for (const { pid, name } of context.path === "/end" ? descendants() : []) {
      if (name.startsWith("WebKitWebProces")) process.kill(pid, "SIGKILL");
    }
    context.body = "";
  };
}

/** Notes which processes this one starts, they and theirs. */
function watchDescendants() {
  const seen = new Map();
  const look = () => descendants().forEach((each) => seen.set(each.pid, each.name));
  const timer = setInterval(look, 50);
  return {
    /** Resolves when none of them is left. */
    async ended() {
      clearInterval(timer);
      assert.notEqual(seen.size, 0);
      let left;
      for (const limit = Date.now() + 5000; Date.now() < limit;) {
        left = processes().filter(({ pid, name }) => seen.get(pid) === name);
        if (left.length === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assert.deepEqual(left, []);
    },
  };
}
