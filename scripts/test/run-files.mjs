// Runs test files, in the browser of a group or in Node, and counts their results by file.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { noResults, oneFailure, readResults } from "./test-results.mjs";

/**
 * A runner hangs when no test has ended for so long, in milliseconds: machines are too different for a limit
 * of the whole. It is asked to end what it has started, and ended when it does not.
 */
const SILENCE_MS = 12 * 60_000;
const END_MS = 10_000;
const LOOK_MS = 5_000;

const reports = mkdtempSync(path.join(tmpdir(), "py-elements-test-"));
process.on("exit", () => rmSync(reports, { recursive: true, force: true }));

/**
 * @typedef {object} FilesRun
 * @property {Record<string, import("./test-results.mjs").Results>} byFile
 * @property {import("./test-results.mjs").Results} rest has a failure when the runner itself failed
 * @property {Buffer} output what was printed, where it is kept
 */

/**
 * Runs test files in a group's browser.
 *
 * @param {{ isKept: boolean, logs?: boolean }} options whether the output is kept for later, and has the
 *   browser's logs
 * @returns {Promise<FilesRun>}
 */
export async function runBrowserFiles(group, files, { isKept, logs = false }) {
  const report = reportFile(group);
  // Runners that start side by side would look for a free port at the same time, and find the same.
  const port = String(await freePort());
  const variables = {
    ...{ TEST_GROUP: group, TEST_PORT: port, TEST_REPORT: report, TEST_FILES: JSON.stringify(files) },
    ...{ TEST_LOGS: logs ? "1" : "" },
  };
  return run(["node_modules/@web/test-runner/dist/bin.js"], { variables, report, isKept });
}

/**
 * Runs Node's tests, two files at a time: most wait for a browser or for a tool.
 *
 * @param {string[]} files
 * @param {{ isKept: boolean, variables?: Record<string, string> }} options whether the output is kept for
 *   later; variables of the environment
 * @returns {Promise<FilesRun>}
 */
export async function runNodeFiles(files, { isKept, variables }) {
  const report = reportFile("node");
  const options = [
    ...["--test", "--test-concurrency=2"],
    ...["--test-reporter=spec", "--test-reporter-destination=stdout"],
    ...["--test-reporter=./scripts/test/node-results.mjs", "--test-reporter-destination=stdout"],
  ];
  return run([...options, ...files], { variables: { ...variables, TEST_REPORT: report }, report, isKept });
}

let runs = 0;

function reportFile(group) {
  return path.join(reports, `${group}-${++runs}.json`);
}

/** Runs Node, and counts the results that it has written; one failure where it ended without saying why. */
async function run(args, { variables, report, isKept }) {
  const { exitCode, output } = await child(args, { variables, report, isKept });
  const byFile = readResults(report);
  const isExplained = exitCode === 0 || Object.values(byFile ?? {}).some(({ failed }) => failed > 0);
  const rest = byFile && isExplained ? noResults() : oneFailure(`the runner ended with ${exitCode}`);
  return { byFile: byFile ?? {}, rest, output };
}

/**
 * Runs Node; a child that hangs is ended.
 *
 * @param {{ variables?: Record<string, string>, report: string, isKept: boolean }} options `report`: a file
 *   that is written whenever tests have ended; `isKept`: whether what it prints is kept for later
 * @returns {Promise<{ exitCode: number | null, output: Buffer }>}
 */
function child(args, { variables, report, isKept }) {
  return new Promise((resolve, reject) => {
    const printed = isKept ? "pipe" : "inherit";
    const runner = spawn(process.execPath, args, {
      stdio: ["ignore", printed, printed],
      env: { ...process.env, ...variables },
    });
    const begun = Date.now();
    let insist;
    const looks = setInterval(() => {
      const { mtimeMs = begun } = statSync(report, { throwIfNoEntry: false }) ?? {};
      if (Date.now() - mtimeMs < SILENCE_MS) return;
      clearInterval(looks);
      console.log(`A runner was ended: none of its tests had ended for ${SILENCE_MS / 60_000} minutes.`);
      runner.kill();
      insist = setTimeout(() => runner.kill("SIGKILL"), END_MS);
    }, LOOK_MS);
    const output = [];
    const streams = [runner.stdout, runner.stderr].filter(Boolean);
    for (const stream of streams) stream.on("data", (chunk) => output.push(chunk));
    runner.on("error", reject);
    // Processes that it has started, and that outlive it, may keep them open.
    runner.on("exit", () => setTimeout(() => streams.forEach((stream) => stream.destroy()), END_MS).unref());
    runner.on("close", (exitCode) => {
      clearInterval(looks);
      clearTimeout(insist);
      resolve({ exitCode, output: Buffer.concat(output) });
    });
  });
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
