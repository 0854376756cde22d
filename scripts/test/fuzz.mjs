// `npm run fuzz -- --minutes=60`: tries the properties of `test/fuzz/` for so long, with new seeds each
// round, in Node and in Chromium. A case that fails is printed with its seed; in Node it is written into the
// corpus as well.
//
//   npm run fuzz -- --minutes=5 --seed=1234   begins with that seed
//   npm run fuzz -- --files=link              those whose path has that text
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { chromeHelp, ensureBrowsers } from "../browsers/find-browser.mjs";
import { command, Failure } from "../command.mjs";
import { ensureInstalled } from "../ensure.mjs";
import { runBrowserFiles, runNodeFiles } from "./run-files.mjs";
import { filesOf, listTests, testGroups } from "./test-groups.mjs";
import { sum } from "./test-results.mjs";

/** How long each property has in a round: at most, and so many of a minute. */
const MAX_SECONDS = 15;
const SECONDS_OF_MINUTE = 1;

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    seed: { type: "string" },
    files: { type: "string", default: "" },
  },
});

await command(async () => {
  const minutes = Number(options.minutes);
  if (!(minutes > 0)) throw new Failure(`--minutes is ${options.minutes}, but a number was expected.`);
  ensureInstalled();
  if (!ensureBrowsers(["chrome"]).chrome) throw new Failure(chromeHelp);
  if (spawnSync(process.execPath, ["scripts/build/build.mjs"], { stdio: "inherit" }).status !== 0)
    throw new Failure("The build failed.");
  const seconds = Math.min(MAX_SECONDS, minutes * SECONDS_OF_MINUTE);
  const end = Date.now() + 60_000 * minutes;
  const results = [];
  for (let round = 0; round === 0 || Date.now() < end; round++) {
    const seed = options.seed ? Number(options.seed) + round * 1_000_000 : Date.now() % 2 ** 31;
    console.log(`\nRound ${round + 1}: seed ${seed}, ${seconds} s for each property.`);
    Object.assign(process.env, { FUZZ_SEED: seed, FUZZ_SECONDS: seconds, FUZZ_KEEP: "1" });
    for (const { byFile, rest } of await runRound()) results.push(rest, ...Object.values(byFile));
  }
  const { passed, failed, failures } = sum(results);
  for (const failure of failures) console.log(`  ${failure}`);
  console.log(`\n${passed} properties held, ${failed} did not.`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
});

async function runRound() {
  const wanted = (file) => file.includes(options.files);
  const inNode = listTests("test/fuzz", ".test.mjs").filter(wanted);
  const isFuzz = (file) => file.startsWith("test/fuzz/") || file.endsWith("-fuzz.test.ts");
  const inBrowser = filesOf(testGroups.isolated).filter((file) => isFuzz(file) && wanted(file));
  const runs = [];
  if (inNode.length > 0) runs.push(await runNodeFiles(inNode, { isKept: false }));
  if (inBrowser.length > 0) runs.push(await runBrowserFiles("isolated", inBrowser, { isKept: false }));
  return runs;
}
