// `npm run size`: what a page loads besides the interpreter, and how much that is; writes `docs/size.md`.
//
// The pages link `core.js` and `core.css` and hold one script. Sizes are brotli's, at its best; the page
// itself and the interpreters' own files are not counted, but for our package in MicroPython's.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { command, Failure } from "../command.mjs";
import { ensureInstalled } from "../ensure.mjs";

await command(async () => {
  ensureInstalled();
  if (spawnSync(process.execPath, ["scripts/build/build.mjs"], { stdio: "inherit" }).status !== 0) {
    throw new Failure("The build failed.");
  }
  const { measure } = await import("./size-report.mjs");
  const report = await measure();
  mkdirSync("docs", { recursive: true });
  writeFileSync("docs/size.md", report);
  console.log(report);
});
