// The published types as others compile against them. `npm run build` first.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { ensureInstalled } from "../../scripts/ensure.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const consumer = "test/node/consumer";

/** Runs a tool of `node_modules`. */
function run(script, ...args) {
  return spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: "utf8" });
}

// Packages with the same commands, so they are apart: `npx tsc` is the one that builds.
const compilersFolder = "test/node/compilers/";
const compilers = {
  5.9: `${compilersFolder}node_modules/typescript-5/bin/tsc`,
  6: "node_modules/typescript/bin/tsc",
  7: `${compilersFolder}node_modules/typescript-7/bin/tsc`,
};

describe("the published types", () => {
  before(() => ensureInstalled(root + compilersFolder));

  for (const [version, compiler] of Object.entries(compilers))
    for (const [name, project] of [
      ["a page with JSX", "tsconfig.json"],
      ["a component for React", "tsconfig.react.json"],
    ])
      it(`compile in ${name} with TypeScript ${version}, strictly and with library checks`, () => {
        const { stdout, stderr, status } = run(compiler, "-p", `${consumer}/${project}`);
        assert.equal(stdout + stderr, "");
        assert.equal(status, 0);
      });

  it("know the elements, their events and event attributes in templates of Vue", () => {
    const { stdout, status } = run(
      "node_modules/vue-tsc/bin/vue-tsc.js",
      "-p",
      `${consumer}/tsconfig.vue.json`,
    );
    assert.equal(stdout, "");
    assert.equal(status, 0);
  });

  const svelteCheck = (project) =>
    run(
      ...[
        "node_modules/svelte-check/bin/svelte-check",
        "--workspace",
        consumer,
        "--tsconfig",
        `./${project}`,
      ],
      ...["--output", "machine"],
    ).stdout;

  it("know the elements, their events and event attributes in templates of Svelte", () => {
    assert.match(svelteCheck("tsconfig.svelte.json"), / COMPLETED \d+ FILES 0 ERRORS 0 WARNINGS/);
  });

  it("refuse an attribute that is misspelt in a template of Svelte", () => {
    assert.match(svelteCheck("tsconfig.svelte-misspelt.json"), /ERROR .*wrker.* does not exist/);
  });
});
