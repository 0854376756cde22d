// Runs test files, in the browser of a group or in Node, and counts their results by file.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { noResults, oneFailure, readResults } from "./test-results.mjs";

/** A group that takes longer hangs; it is asked to end what it has started, and ended when it does not. */
const groupTimeout = 30 * 60_000;
const endTimeout = 10_000;

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
  return counted(report, await run(["node_modules/@web/test-runner/dist/bin.js"], variables, isKept));
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
    ...["--test-reporter=./scripts/test/node-results.mjs", `--test-reporter-destination=${report}`],
  ];
  return counted(report, await run([...options, ...files], variables, isKept));
}

/** Reads the results that a runner has written; one failure where it ended without saying why. */
function counted(report, { exitCode, output }) {
  const byFile = readResults(report);
  const isExplained = exitCode === 0 || Object.values(byFile ?? {}).some(({ failed }) => failed > 0);
  const rest = byFile && isExplained ? noResults() : oneFailure(`the runner ended with ${exitCode}`);
  return { byFile: byFile ?? {}, rest, output };
}

let runs = 0;

function reportFile(group) {
  return path.join(reports, `${group}-${++runs}.json`);
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
    });
    const end = setTimeout(() => {
      console.log(`A runner was ended after ${groupTimeout / 60_000} minutes.`);
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
