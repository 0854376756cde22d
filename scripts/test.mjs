// `npm test`: installs what is missing, builds, and runs everything that CI runs. Its last line counts the results.
//
//   npm test                              everything
//   npm test -- --group=isolated,smoke    some groups: check, node, and those of `test-groups.mjs`
//   npm test -- --files=terminal          browser tests whose path has that text; a pattern may have * and **
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { check } from "./check.mjs";
import { command, Failure } from "./command.mjs";
import { ensureInstalled } from "./ensure.mjs";
import { chromeHelp, ensureBrowsers } from "./find-browser.mjs";
import { readCounts, readTap, sum } from "./test-counts.mjs";
import { testGroups } from "./test-groups.mjs";

/** A group that takes longer hangs. */
const groupTimeout = 15 * 60_000;

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
  const browsers = ensureBrowsers(["chrome", "firefox"]);
  if (!browsers.chrome) throw new Failure(chromeHelp);

  const counts = [];
  const built = spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" }).status === 0;
  if (!built) counts.push(oneFailure);
  for (const group of groups) {
    if (!existsSync("dist/core.js") && group !== "check") continue;
    heading(group);
    if (group === "check") counts.push(await check());
    else if (group === "node") counts.push(await runNodeTests());
    else counts.push(await runBrowserTests(group, browsers));
  }
  return sum(counts);
}

function chooseGroups() {
  const all = ["check", "node", ...Object.keys(testGroups)];
  const chosen = options.group?.split(",") ?? (options.files ? Object.keys(testGroups) : all);
  const unknown = chosen.filter((group) => !all.includes(group));
  if (unknown.length > 0)
    throw new Failure(`No group "${unknown.join(", ")}". There are: ${all.join(", ")}.`);
  return chosen;
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

async function runBrowserTests(group, browsers) {
  const files = listFiles(group);
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  if (!browsers[testGroups[group].browser]) {
    console.log(`Skipped: no ${testGroups[group].browser} was found, and none could be installed.`);
    return { passed: 0, failed: 0, skipped: files.length };
  }
  const counts = path.join(results, `${group}.json`);
  const exitCode = await run(["node_modules/@web/test-runner/dist/bin.js"], {
    TEST_GROUP: group,
    TEST_COUNTS: counts,
    TEST_FILES: JSON.stringify(files),
  });
  const counted = readCounts(counts) ?? oneFailure;
  return exitCode !== 0 && counted.failed === 0 ? sum([counted, oneFailure]) : counted;
}

/** The files of a group, those that `--files` asks for. */
function listFiles(group) {
  const { folder, except } = testGroups[group];
  const { files } = options;
  return listTests(folder, ".test.ts")
    .filter((file) => !except?.some((other) => file.startsWith(`${other}/`)))
    .filter(
      (file) => !files || (files.includes("*") ? patternToRegExp(files).test(file) : file.includes(files)),
    );
}

function listTests(folder, ending) {
  try {
    return readdirSync(folder, { recursive: true })
      .map((file) => `${folder}/${String(file).split(path.sep).join("/")}`)
      .filter((file) => file.endsWith(ending))
      .sort();
  } catch {
    return [];
  }
}

function patternToRegExp(pattern) {
  const parts = pattern
    .split(/(\*\*\/?|\*)/)
    .map((part) =>
      part.startsWith("**") ? ".*" : part === "*" ? "[^/]*" : part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"),
    );
  return new RegExp(`^${parts.join("")}$`);
}

/** Runs Node; a child that hangs is ended. */
function run(args, variables = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...variables },
      timeout: groupTimeout,
      killSignal: "SIGKILL",
    });
    child.on("error", reject);
    child.on("close", resolve);
  });
}

function heading(group) {
  console.log(`\n── ${group} ${"─".repeat(70 - group.length)}`);
}

function report({ passed, failed, skipped }) {
  rmSync(results, { recursive: true });
  if (failed > 0 || passed === 0) process.exitCode = 1;
  if (passed + failed === 0) console.log("\nNo test ran.");
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
}
