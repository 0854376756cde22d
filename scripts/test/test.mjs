// `npm test`: installs what is missing, builds, and runs everything that CI runs. Its last lines name the
// tests that failed and count the results.
//
//   npm test                              everything
//   npm test -- --group=isolated,smoke    some groups: check, node, frameworks, those of `test-groups.mjs`;
//                                         `smoke` has `smoke-plain` with it, `webkit` has `webkit-shared`
//   npm test -- --files=terminal          browser tests whose path has that text; a pattern may have * and **
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { check } from "./check.mjs";
import { command, Failure } from "../command.mjs";
import { ensureInstalled } from "../ensure.mjs";
import { chromeHelp, ensureBrowsers } from "../browsers/find-browser.mjs";
import { withPackage } from "./pack.mjs";
import { runBrowserFiles, runNodeFiles } from "./run-files.mjs";
import { noResults, oneFailure, sum } from "./test-results.mjs";
import { filesOf, listTests, testGroups } from "./test-groups.mjs";

/** So many files of a group with failures run once more, alone; more are no accident. */
const filesAgain = 6;

const { values: options } = parseArgs({ options: { files: { type: "string" }, group: { type: "string" } } });
/** So many files are named at the end as those that took longest. */
const slowest = 12;

/** Tests that passed only when they ran once more. */
const onceFailed = [];
/** @type {{ name: string, ms: number }[]} how long the tests of each file took at their first run */
const times = [];

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

  const built = spawnSync(process.execPath, ["scripts/build/build.mjs"], { stdio: "inherit" }).status === 0;
  const ofBuild = built ? [] : [oneFailure("build")];
  if (!existsSync("dist/core.js")) return sum(ofBuild);
  return sum([...ofBuild, ...(await runInLanes(groups, browsers))]);
}

/** The results of a group; its failures begin with its name. */
function named(group, results) {
  return { ...results, failures: results.failures.map((failure) => `${group}: ${failure}`) };
}

/**
 * Groups run side by side in two lanes: those of Firefox and WebKit, then `frameworks`; and all others. A
 * lane that has come to its end takes the last group that waits in the other. The output of a group comes
 * when the group has ended; that of a single lane, as it is printed.
 */
async function runInLanes(groups, browsers) {
  const isElsewhere = (group) => testGroups[group] && testGroups[group].browser !== "chrome";
  const isFirst = (group) => group !== "frameworks" && !isElsewhere(group);
  const lanes = [
    groups.filter(isFirst),
    [...groups.filter(isElsewhere), ...groups.filter((group) => group === "frameworks")],
  ];
  const isAlone = lanes.some((lane) => lane.length === 0);
  const run = (group) => {
    if (group === "check") return check();
    if (group === "node") return runNodeTests(isAlone);
    return group === "frameworks" ? runFrameworkTests(isAlone) : runBrowserTests(group, browsers, isAlone);
  };
  const results = await Promise.all(
    lanes.map(async (lane, index) => {
      const ofLane = [];
      const other = lanes[1 - index];
      const nextGroup = () => lane.shift() ?? (isAlone ? undefined : other.pop());
      for (let group = nextGroup(); group; group = nextGroup()) {
        if (isAlone || group === "check") heading(group);
        const begun = Date.now();
        const ofGroup = await run(group);
        console.log(`${group}: ${describe(ofGroup)}, ${Math.round((Date.now() - begun) / 1000)} s`);
        ofLane.push(named(group, ofGroup));
      }
      return ofLane;
    }),
  );
  return results.flat();
}

function chooseGroups() {
  const all = ["check", "node", "frameworks", ...Object.keys(testGroups)];
  const always = all.filter((group) => !testGroups[group]?.onDemand);
  if (!options.group) return options.files ? always.filter((group) => group in testGroups) : always;
  const asked = options.group.split(",");
  const unknown = asked.filter((group) => !all.includes(group));
  if (unknown.length > 0)
    throw new Failure(`No group "${unknown.join(", ")}". There are: ${all.join(", ")}.`);
  return all.filter((group) => asked.some((name) => group === name || group.startsWith(`${name}-`)));
}

function runNodeTests(isAlone) {
  const files = [...listTests("test/node", ".test.mjs"), ...listTests("test/fuzz", ".test.mjs")];
  return runWithNode("node", files, isAlone);
}

/** Applications of several frameworks, with the package as it is published: packed once for all of them. */
function runFrameworkTests(isAlone) {
  const files = listTests("test/frameworks", ".test.mjs");
  return withPackage((file) => runWithNode("frameworks", files, isAlone, { FRAMEWORKS_PACKAGE: file }));
}

async function runWithNode(group, files, isAlone, variables) {
  const first = await runNodeFiles(files, { isKept: !isAlone, variables });
  printed(group, first, isAlone);
  return withSecondTry(group, first, (file) =>
    runNodeFiles(testsOf(file, files), { isKept: false, variables }),
  );
}

/** Prints what was kept of a group's output. */
function printed(group, { output }, isAlone) {
  if (isAlone) return;
  heading(group);
  process.stdout.write(output);
}

/** The files to run again for failures in a file: itself, or those that import it, where it is a helper. */
function testsOf(file, files) {
  if (files.includes(file)) return [file];
  const users = files.filter((each) => readFileSync(each, "utf8").includes(path.basename(file)));
  return users.length > 0 ? users : files;
}

async function runBrowserTests(group, browsers, isAlone) {
  const files = listFiles(group);
  const { browser } = testGroups[group];
  if (files.length === 0) return noResults();
  if (!browsers[browser]) {
    console.log(`Skipped: no ${browser} was found, and none could be installed.`);
    return { ...noResults(), skipped: files.length };
  }
  const first = await runBrowserFiles(group, files, { isKept: !isAlone, logs: Boolean(options.files) });
  printed(group, first, isAlone);
  return withSecondTry(group, first, (file) => runBrowserFiles(group, [file], { isKept: false, logs: true }));
}

/**
 * The results of a group, when files that had failures have run again, one by one, at most twice. A file that
 * passes then counts as passed, and is named at the end: its cause is still to be found.
 *
 * @param {import("./run-files.mjs").FilesRun} first
 * @param {(file: string) => Promise<import("./run-files.mjs").FilesRun>} run runs one file
 */
async function withSecondTry(group, { byFile, rest }, run) {
  for (const [file, { ms }] of Object.entries(byFile)) times.push({ name: `${group}: ${file}`, ms });
  const files = Object.keys(byFile).filter((file) => byFile[file].failed > 0);
  for (const file of files.length <= filesAgain ? files : []) {
    for (let tries = 0; tries < 2 && byFile[file].failed > 0; tries++) {
      console.log(`\n${group}: ${file} has failures and runs once more.`);
      const again = await run(file);
      const results = again.byFile[file];
      if (!results || results.failed > 0 || again.rest.failed > 0) continue;
      for (const failure of byFile[file].failures) onceFailed.push(`${group}: ${file}: ${failure}`);
      byFile[file] = results;
    }
  }
  return sum([rest, ...Object.entries(byFile).map(([file, results]) => named(file, results))]);
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

function heading(group) {
  console.log(`\n── ${group} ${"─".repeat(70 - group.length)}`);
}

function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function report(results) {
  const { passed, failed, failures } = results;
  if (failed > 0 || passed === 0) process.exitCode = 1;
  if (passed + failed === 0) console.log("\nNo test ran.");
  const longest = times.sort((one, other) => other.ms - one.ms).slice(0, slowest);
  list(
    "Took longest:",
    longest.map(({ name, ms }) => `${name}: ${Math.round(ms / 1000)} s`),
  );
  list("Failed at first, and passed when they ran once more:", onceFailed);
  list("Failed:", failures);
  console.log(`\n${describe(results)}`);
}

function list(title, lines) {
  if (lines.length === 0) return;
  console.log(`\n${title}`);
  for (const line of lines) console.log(`  ${line}`);
}
