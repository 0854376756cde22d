// `npm test`: installs what is missing, builds, and runs everything that CI runs. Its last line counts the results.
//
//   npm test                              everything
//   npm test -- --group=isolated,smoke    some groups: check, node, and those of `test-groups.mjs`; `smoke` has
//                                         `smoke-plain` with it, `webkit` has `webkit-shared`
//   npm test -- --files=terminal          browser tests whose path has that text; a pattern may have * and **
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { createServer } from "node:net";
import path from "node:path";
import { parseArgs } from "node:util";
import { check } from "./check.mjs";
import { command, Failure } from "./command.mjs";
import { ensureInstalled } from "./ensure.mjs";
import { chromeHelp, ensureBrowsers } from "./find-browser.mjs";
import { readCounts, readTap, sum } from "./test-counts.mjs";
import { filesOf, listTests, testGroups } from "./test-groups.mjs";

/** A group that takes longer hangs; it is asked to end what it has started, and ended when it does not. */
const groupTimeout = 20 * 60_000;
const endTimeout = 10_000;

const oneFailure = { passed: 0, failed: 1, skipped: 0 };

const { values: options } = parseArgs({ options: { files: { type: "string" }, group: { type: "string" } } });
const results = mkdtempSync(path.join(tmpdir(), "py-elements-test-"));

await command(async () => {
  try {
    report(await runGroups());
  } catch (error) {
    // What keeps tests from running is a failure too, and the last line says so.
    console.error(error instanceof Failure ? error.message : error);
    report(oneFailure);
  }
});

async function runGroups() {
  ensureInstalled();
  const groups = chooseGroups();
  const browsers = ensureBrowsers(["chrome", "firefox", "webkit"]);
  if (!browsers.chrome) throw new Failure(chromeHelp);

  const counts = [];
  const built = spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" }).status === 0;
  if (!built) counts.push(oneFailure);
  if (groups.includes("check")) counts.push(await inSection("check", () => check()));
  if (!existsSync("dist/core.js")) return sum(counts);
  if (groups.includes("node")) counts.push(await inSection("node", runNodeTests));
  counts.push(
    ...(await runBrowserGroups(
      groups.filter((group) => group in testGroups),
      browsers,
    )),
  );
  return sum(counts);
}

/**
 * Chrome's groups run one after another, and beside them those of the other browsers. What a group prints then comes when
 * it has ended.
 */
async function runBrowserGroups(groups, browsers) {
  const inChrome = (group) => testGroups[group].browser === "chrome";
  const lanes = [groups.filter(inChrome), groups.filter((group) => !inChrome(group))];
  const isAlone = lanes.some((lane) => lane.length === 0);
  const counts = await Promise.all(
    lanes.map(async (lane) => {
      const counted = [];
      for (const group of lane) counted.push(await runBrowserTests(group, browsers, isAlone));
      return counted;
    }),
  );
  return counts.flat();
}

function inSection(name, work) {
  heading(name);
  return work();
}

function chooseGroups() {
  const all = ["check", "node", ...Object.keys(testGroups)];
  if (!options.group) {
    const chosen = options.files ? Object.keys(testGroups) : all;
    return chosen.filter((group) => !testGroups[group]?.onDemand);
  }
  const asked = options.group.split(",");
  const unknown = asked.filter((group) => !all.includes(group));
  if (unknown.length > 0)
    throw new Failure(`No group "${unknown.join(", ")}". There are: ${all.join(", ")}.`);
  return all.filter((group) => asked.some((name) => group === name || group.startsWith(`${name}-`)));
}

async function runNodeTests() {
  const tap = path.join(results, "node.tap");
  await run([
    ...["--test", "--test-reporter=spec", "--test-reporter-destination=stdout"],
    ...["--test-reporter=tap", `--test-reporter-destination=${tap}`],
    ...listTests("test/node", ".test.mjs"),
  ]);
  return readTap(tap) ?? oneFailure;
}

async function runBrowserTests(group, browsers, isAlone) {
  const files = listFiles(group);
  const { browser } = testGroups[group];
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  if (!browsers[browser]) {
    heading(group);
    console.log(`Skipped: no ${browser} was found, and none could be installed.`);
    return { passed: 0, failed: 0, skipped: files.length };
  }
  if (isAlone) heading(group);
  const counts = path.join(results, `${group}.json`);
  // Runners that start side by side would look for a free port at the same time, and find the same.
  const port = String(await freePort());
  const begun = Date.now();
  const { exitCode, output } = await run(
    ["node_modules/@web/test-runner/dist/bin.js"],
    { TEST_GROUP: group, TEST_PORT: port, TEST_COUNTS: counts, TEST_FILES: JSON.stringify(files) },
    !isAlone,
  );
  if (!isAlone) {
    heading(group);
    process.stdout.write(output);
  }
  const counted = readCounts(counts) ?? oneFailure;
  const total = exitCode !== 0 && counted.failed === 0 ? sum([counted, oneFailure]) : counted;
  console.log(`${group}: ${describe(total)}, ${Math.round((Date.now() - begun) / 1000)} s`);
  return total;
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
 * @returns {Promise<{ exitCode: number | null, output: Buffer }>}
 */
function run(args, variables = {}, kept = false) {
  return new Promise((resolve, reject) => {
    const printed = kept ? "pipe" : "inherit";
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", printed, printed],
      env: { ...process.env, ...variables },
      timeout: groupTimeout,
    });
    const insist = setTimeout(() => child.kill("SIGKILL"), groupTimeout + endTimeout);
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => output.push(chunk));
    child.on("error", reject);
    child.on("close", (exitCode) => {
      clearTimeout(insist);
      resolve({ exitCode, output: Buffer.concat(output) });
    });
  });
}

function heading(group) {
  console.log(`\n── ${group} ${"─".repeat(70 - group.length)}`);
}

function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function report(counts) {
  const { passed, failed } = counts;
  rmSync(results, { recursive: true });
  if (failed > 0 || passed === 0) process.exitCode = 1;
  if (passed + failed === 0) console.log("\nNo test ran.");
  console.log(`\n${describe(counts)}`);
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
