// `npm test`: installs what is missing, builds, and runs everything that CI runs. Its last lines name the
// tests that failed and count the results.
//
//   npm test everything npm test -- --group=isolated,smoke some groups: check, node, and those of
//   `test-groups.mjs`; `smoke` has
//                                         `smoke-plain` with it, `webkit` has `webkit-shared`
//   npm test -- --files=terminal          browser tests whose path has that text; a pattern may have * and **
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { createServer } from "node:net";
import path from "node:path";
import { parseArgs } from "node:util";
import { check } from "./check.mjs";
import { command, Failure } from "../command.mjs";
import { ensureInstalled } from "../ensure.mjs";
import { chromeHelp, ensureBrowsers } from "../browsers/find-browser.mjs";
import { noResults, oneFailure, readResults, readTap, sum } from "./test-results.mjs";
import { filesOf, listTests, testGroups } from "./test-groups.mjs";

/** A group that takes longer hangs; it is asked to end what it has started, and ended when it does not. */
const groupTimeout = 20 * 60_000;
const endTimeout = 10_000;

/** So many files with failures run once more, alone; more are no accident. */
const filesAgain = 4;

const { values: options } = parseArgs({ options: { files: { type: "string" }, group: { type: "string" } } });
/** Tests that passed only when they ran once more. */
const onceFailed = [];
const reports = mkdtempSync(path.join(tmpdir(), "py-elements-test-"));

await command(async () => {
  try {
    report(await runGroups());
  } catch (error) {
    // A failure that keeps tests from running counts too, and the last line reports it.
    console.error(error instanceof Failure ? error.message : error);
    report(oneFailure("npm test"));
  }
});

async function runGroups() {
  ensureInstalled();
  const groups = chooseGroups();
  const browsers = ensureBrowsers(["chrome", "firefox", "webkit"]);
  if (!browsers.chrome) throw new Failure(chromeHelp);

  const results = [];
  const built = spawnSync(process.execPath, ["scripts/build/build.mjs"], { stdio: "inherit" }).status === 0;
  if (!built) results.push(oneFailure("build"));
  if (groups.includes("check")) results.push(named("check", await inSection("check", () => check())));
  if (!existsSync("dist/core.js")) return sum(results);
  if (groups.includes("node")) results.push(named("node", await inSection("node", runNodeTests)));
  results.push(
    ...(await runBrowserGroups(
      groups.filter((group) => group in testGroups),
      browsers,
    )),
  );
  return sum(results);
}

/** The results of a group; its failures begin with its name. */
function named(group, results) {
  return { ...results, failures: results.failures.map((failure) => `${group}: ${failure}`) };
}

/**
 * Chrome's groups run one after another, and beside them those of the other browsers. The output of a group
 * comes when the group has ended.
 */
async function runBrowserGroups(groups, browsers) {
  const inChrome = (group) => testGroups[group].browser === "chrome";
  const lanes = [groups.filter(inChrome), groups.filter((group) => !inChrome(group))];
  const isAlone = lanes.some((lane) => lane.length === 0);
  const results = await Promise.all(
    lanes.map(async (lane) => {
      const ofLane = [];
      for (const group of lane) ofLane.push(named(group, await runBrowserTests(group, browsers, isAlone)));
      return ofLane;
    }),
  );
  return results.flat();
}

function inSection(name, work) {
  heading(name);
  return work();
}

function chooseGroups() {
  const all = ["check", "node", ...Object.keys(testGroups)];
  const always = all.filter((group) => !testGroups[group]?.onDemand);
  if (!options.group) return options.files ? always.filter((group) => group in testGroups) : always;
  const asked = options.group.split(",");
  const unknown = asked.filter((group) => !all.includes(group));
  if (unknown.length > 0)
    throw new Failure(`No group "${unknown.join(", ")}". There are: ${all.join(", ")}.`);
  return all.filter((group) => asked.some((name) => group === name || group.startsWith(`${name}-`)));
}

async function runNodeTests() {
  const tap = path.join(reports, "node.tap");
  await run([
    ...["--test", "--test-reporter=spec", "--test-reporter-destination=stdout"],
    ...["--test-reporter=tap", `--test-reporter-destination=${tap}`],
    ...listTests("test/node", ".test.mjs"),
  ]);
  return readTap(tap) ?? oneFailure("the runner ended before it counted");
}

async function runBrowserTests(group, browsers, isAlone) {
  const files = listFiles(group);
  const { browser } = testGroups[group];
  if (files.length === 0) return noResults();
  if (!browsers[browser]) {
    heading(group);
    console.log(`Skipped: no ${browser} was found, and none could be installed.`);
    return { ...noResults(), skipped: files.length };
  }
  if (isAlone) heading(group);
  const begun = Date.now();
  const first = await runFiles(group, files, { isKept: !isAlone });
  if (!isAlone) {
    heading(group);
    process.stdout.write(first.output);
  }
  const again = Object.keys(first.byFile).filter((file) => first.byFile[file].failed > 0);
  if (again.length > 0 && again.length <= filesAgain) await runAgain(group, again, first.byFile);
  const total = sum([
    first.rest,
    ...Object.entries(first.byFile).map(([file, results]) => named(file, results)),
  ]);
  console.log(`${group}: ${describe(total)}, ${Math.round((Date.now() - begun) / 1000)} s`);
  return total;
}

/**
 * Runs files that had failures again, one by one, with the browser's console, at most twice. A file that
 * passes then counts as passed, and is named at the end: its cause is still to be found.
 *
 * @param {Record<string, import("./test-results.mjs").Results>} byFile is given the new results
 */
async function runAgain(group, files, byFile) {
  for (const file of files) {
    for (let tries = 0; tries < 2 && byFile[file].failed > 0; tries++) {
      console.log(`\n${group}: ${file} has failures and runs once more.`);
      const again = await runFiles(group, [file], { isKept: false, logs: true });
      const results = again.byFile[file];
      if (!results || results.failed > 0 || again.rest.failed > 0) continue;
      for (const failure of byFile[file].failures) onceFailed.push(`${group}: ${file}: ${failure}`);
      byFile[file] = results;
    }
  }
}

/**
 * Runs test files in a group's browser.
 *
 * @param {{ isKept: boolean, logs?: boolean }} options whether the output is kept for later, and has the
 *   browser's logs
 * @returns {Promise<{ byFile: Record<string, import("./test-results.mjs").Results>, rest:
 *   import("./test-results.mjs").Results, output: Buffer }>} `rest` has a failure when the runner itself
 *   failed
 */
async function runFiles(group, files, { isKept, logs = false }) {
  const report = path.join(reports, `${group}-${files.length}-${Date.now()}.json`);
  // Runners that start side by side would look for a free port at the same time, and find the same.
  const port = String(await freePort());
  const { exitCode, isLate, output } = await run(
    ["node_modules/@web/test-runner/dist/bin.js"],
    {
      ...{ TEST_GROUP: group, TEST_PORT: port, TEST_REPORT: report, TEST_FILES: JSON.stringify(files) },
      ...{ TEST_LOGS: logs || options.files ? "1" : "" },
    },
    isKept,
  );
  if (isLate) console.log(`${group} was ended after ${groupTimeout / 60_000} minutes.`);
  const byFile = readResults(report);
  const isExplained = exitCode === 0 || Object.values(byFile ?? {}).some(({ failed }) => failed > 0);
  const rest = byFile && isExplained ? noResults() : oneFailure(`the runner ended with ${exitCode}`);
  return { byFile: byFile ?? {}, rest, output };
}

/** The files of a group, those that `--files` asks for. */
function listFiles(group) {
  const { files } = options;
  return filesOf(testGroups[group]).filter(
    (file) => !files || (files.includes("*") ? patternToRegExp(files).test(file) : file.includes(files)),
  );
}

function patternToRegExp(pattern) {
  const parts = pattern
    .split(/(\*\*\/?|\*)/)
    .map((part) =>
      part.startsWith("**") ? ".*" : part === "*" ? "[^/]*" : part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"),
    );
  return new RegExp(`^${parts.join("")}$`);
}

/**
 * Runs Node; a child that hangs is ended.
 *
 * @param {boolean} [kept] whether what it prints is kept for later
 * @returns {Promise<{ exitCode: number | null, isLate: boolean, output: Buffer }>}
 */
function run(args, variables = {}, kept = false) {
  return new Promise((resolve, reject) => {
    const printed = kept ? "pipe" : "inherit";
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", printed, printed],
      env: { ...process.env, ...variables },
    });
    let isLate = false;
    const end = setTimeout(() => {
      isLate = true;
      child.kill();
    }, groupTimeout);
    const insist = setTimeout(() => child.kill("SIGKILL"), groupTimeout + endTimeout);
    const output = [];
    const streams = [child.stdout, child.stderr].filter(Boolean);
    for (const stream of streams) stream.on("data", (chunk) => output.push(chunk));
    child.on("error", reject);
    // Processes that it has started, and that outlive it, may keep them open.
    child.on("exit", () =>
      setTimeout(() => streams.forEach((stream) => stream.destroy()), endTimeout).unref(),
    );
    child.on("close", (exitCode) => {
      clearTimeout(end);
      clearTimeout(insist);
      resolve({ exitCode, isLate, output: Buffer.concat(output) });
    });
  });
}

function heading(group) {
  console.log(`\n── ${group} ${"─".repeat(70 - group.length)}`);
}

function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function report(results) {
  const { passed, failed, failures } = results;
  rmSync(reports, { recursive: true });
  if (failed > 0 || passed === 0) process.exitCode = 1;
  if (passed + failed === 0) console.log("\nNo test ran.");
  list("Failed at first, and passed when they ran once more:", onceFailed);
  list("Failed:", failures);
  console.log(`\n${describe(results)}`);
}

function list(title, lines) {
  if (lines.length === 0) return;
  console.log(`\n${title}`);
  for (const line of lines) console.log(`  ${line}`);
}

/** Returns a port that nobody listens at; the system gives another one each time. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
