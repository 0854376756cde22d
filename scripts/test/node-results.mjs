// A reporter for `node --test`: each test file's results as JSON, in the form that `readResults` reads.
import path from "node:path";
import { firstLine, noResults, oneFailure, sum } from "./test-results.mjs";

/** @param {AsyncIterable<{ type: string, data: object }>} events */
export default async function* nodeResults(events) {
  const byFile = {};
  for await (const { type, data } of events) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    const file = path
      .relative(process.cwd(), data.file ?? data.name)
      .split(path.sep)
      .join("/");
    byFile[file] = sum([byFile[file] ?? noResults(), resultsOf(type, data)]);
  }
  yield JSON.stringify(byFile);
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
