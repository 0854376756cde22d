// Counts test results, from each runner's own data.
import { readFileSync, writeFileSync } from "node:fs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @returns {Counts} */
export function sum(counts) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const count of counts) for (const key of Object.keys(total)) total[key] += count[key];
  return total;
}

/** A reporter for `@web/test-runner` that writes the counts to a file as JSON; without a file it does nothing. */
export function countReporter(file) {
  if (!file) return {};
  return {
    stop({ sessions }) {
      writeFileSync(file, JSON.stringify(sum([...sessions].map(countSession))));
    },
  };
}

/** A file that failed without a failed test (it did not load, the browser ended) counts as one failure. */
function countSession(session) {
  const counts = sum([...tests(session.testResults)].map(countTest));
  if (!session.passed && counts.failed === 0) counts.failed = 1;
  return counts;
}

function countTest({ passed, skipped }) {
  if (skipped) return { passed: 0, failed: 0, skipped: 1 };
  return passed ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

function* tests(suite) {
  yield* suite?.tests ?? [];
  for (const child of suite?.suites ?? []) yield* tests(child);
}

/** @returns {Counts | undefined} undefined when the runner ended before it wrote them */
export function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Reads the summary of `node --test --test-reporter=tap`.
 * @returns {Counts | undefined} */
export function readTap(file) {
  const tap = readFileSync(file, "utf8");
  const read = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, "m").exec(tap)?.[1]);
  const [passed, failed, cancelled, skipped, todo] = ["pass", "fail", "cancelled", "skipped", "todo"].map(
    read,
  );
  if (Number.isNaN(passed)) return undefined;
  return { passed, failed: failed + cancelled, skipped: skipped + todo };
}
