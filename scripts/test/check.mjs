// `npm run check`: types, lint, format, comments, descriptions of elements. `npm test` runs it first.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { command, Failure, isMain, root } from "../command.mjs";
import { ensureInstalled } from "../ensure.mjs";

const steps = {
  types: async () => {
    await tool("typescript/bin/tsc", "-b");
    await tool("typescript/bin/tsc", "-p", "test");
  },
  lint: () =>
    tool("eslint/bin/eslint.js", ".", "--max-warnings=0", "--cache", "--cache-location=.cache/eslint"),
  format: () =>
    tool("prettier/bin/prettier.cjs", "--check", "--cache", "--cache-location=.cache/prettier", "."),
  comments: async () => (await import("./comments.mjs")).checkComments(),
  descriptions: checkDescriptions,
};

/**
 * Runs every step and prints what fails.
 *
 * @returns {Promise<import("./test-results.mjs").Results>}
 */
export async function check() {
  const results = await Promise.allSettled(Object.values(steps).map((step) => step()));
  results.forEach((result, index) => {
    const passed = result.status === "fulfilled";
    console.log(`${passed ? "✓" : "✗"} ${Object.keys(steps)[index]}`);
    if (!passed) console.log(result.reason instanceof Failure ? result.reason.message : result.reason);
  });
  const failures = Object.keys(steps).filter((_, index) => results[index].status === "rejected");
  return { passed: results.length - failures.length, failed: failures.length, skipped: 0, failures };
}

if (isMain(import.meta.url)) {
  await command(async () => {
    ensureInstalled();
    if ((await check()).failed > 0) process.exitCode = 1;
  });
}

/** Runs a tool of `node_modules`.
 * @throws {Failure} with what it printed */
function tool(script, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`node_modules/${script}`, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const printed = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => printed.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Failure(Buffer.concat(printed).toString().trim()));
    });
  });
}

/** Every element is in the manifest, under its tag and with a summary: tables, editors and JSX read it
 * there. */
async function checkDescriptions() {
  const { listElements, readManifest } = await import("../build/manifest.mjs");
  const elements = listElements(await readManifest(root));
  const tags = readdirSync("src/elements", { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.includes("-"))
    .map((entry) => entry.name);
  const problems = tags.flatMap((tag) => {
    const element = elements.find(({ tagName }) => tagName === tag);
    if (!element) return [`<${tag}> is not in the manifest.`];
    const undescribed = (element.attributes ?? []).filter(({ description }) => !description);
    return [
      ...(element.summary ? [] : [`<${tag}> has no @summary.`]),
      ...undescribed.map(({ name }) => `<${tag}>: the attribute "${name}" has no description.`),
    ];
  });
  if (problems.length > 0) throw new Failure(problems.join("\n"));
}
