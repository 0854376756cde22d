// Test results, from each runner's own data: counts, and the names of the tests that failed.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * @typedef {object} Results
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {number} ms how long the tests took, without what came before and between them
 * @property {string[]} failures a line for each failed test
 */

/** @returns {Results} */
export function noResults() {
  return { passed: 0, failed: 0, skipped: 0, ms: 0, failures: [] };
}

/** @returns {Results} */
export function oneFailure(name) {
  return { ...noResults(), failed: 1, failures: [name] };
}

/**
 * @param {Iterable<Results>} results
 * @returns {Results}
 */
export function sum(results) {
  const total = noResults();
  for (const { passed, failed, skipped, ms, failures } of results) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    total.ms += ms;
    total.failures.push(...failures);
  }
  return total;
}

/**
 * A reporter for `@web/test-runner` that writes each test file's results to a file as JSON, anew whenever one
 * has ended; without a file it does nothing.
 */
export function resultsReporter(file) {
  if (!file) return {};
  let sessions;
  const write = () => {
    const results = [...sessions.all()].map((session) => [
      path.relative(process.cwd(), session.testFile).split(path.sep).join("/"),
      resultsOfSession(session),
    ]);
    writeFileSync(file, JSON.stringify(Object.fromEntries(results)));
  };
  return {
    start(run) {
      sessions = run.sessions;
      write();
    },
    reportTestFileResults: write,
    stop: write,
  };
}

/**
 * A file that failed without a failed test (it did not load, the browser ended, the runner was ended before
 * it) counts as one failure.
 */
function resultsOfSession(session) {
  if (session.status !== "FINISHED") return oneFailure("the runner ended before the file had");
  const results = sum([...tests(session.testResults)].map(resultsOfTest));
  if (session.passed || results.failed > 0) return results;
  const [error] = session.errors ?? [];
  return sum([results, oneFailure(firstLine(error?.message ?? "the file did not run"))]);
}

function resultsOfTest({ name, passed, skipped, error, duration: ms = 0 }) {
  if (skipped) return { ...noResults(), skipped: 1 };
  if (passed) return { ...noResults(), passed: 1, ms };
  return { ...oneFailure(`${name}: ${firstLine(error?.message ?? "failed")}`), ms };
}

export function firstLine(text) {
  const [line] = text.split("\n");
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

/** The tests of a suite and of those in it, by their full names. */
function* tests(suite, above = "") {
  for (const test of suite?.tests ?? []) yield { ...test, name: `${above}${test.name}` };
  for (const child of suite?.suites ?? []) yield* tests(child, `${above}${child.name} > `);
}

/**
 * Reads what `resultsReporter` wrote, or `node-results.mjs`.
 *
 * @returns {Record<string, Results> | undefined} undefined when the runner ended before it wrote
 */
export function readResults(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
