// A reporter for `node --test`: writes each test file's results as JSON to the file that `TEST_REPORT` names,
// in the form that `readResults` reads, anew whenever a test has ended.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { firstLine, noResults, oneFailure, sum } from "./test-results.mjs";

/**
 * Prints nothing.
 *
 * @param {AsyncIterable<{ type: string, data: object }>} events
 */
// eslint-disable-next-line require-yield
export default async function* nodeResults(events) {
  const byFile = {};
  for await (const { type, data } of events) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    const file = path
      .relative(process.cwd(), data.file ?? data.name)
      .split(path.sep)
      .join("/");
    byFile[file] = sum([byFile[file] ?? noResults(), resultsOf(type, data)]);
    writeFileSync(process.env.TEST_REPORT, JSON.stringify(byFile));
  }
}

function resultsOf(type, { name, skip, todo, details: { type: kind, error, duration_ms: ms = 0 } }) {
  // Those that hold others are counted by what they hold.
  if (error?.failureType === "subtestsFailed") return noResults();
  if (type === "test:fail" && todo === undefined) {
    const { message } = error?.cause ?? error ?? {};
    return { ...oneFailure(message ? `${name}: ${firstLine(message)}` : name), ms };
  }
  if (kind === "suite") return noResults();
  const isSkipped = skip !== undefined || todo !== undefined;
  return { ...noResults(), ms, [isSkipped ? "skipped" : "passed"]: 1 };
}
