// The published types as others compile against them. `npm run build` first.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const consumer = "test/node/consumer";

/** Runs a tool of `node_modules`. */
function run(script, ...args) {
  return spawnSync(process.execPath, [`node_modules/${script}`, ...args], { cwd: root, encoding: "utf8" });
}

/** TypeScript by its packages' names; 7 is a program of its own. */
const compilers = { 5.9: "typescript-5/bin/tsc", 6: "typescript/bin/tsc", 7: "typescript-7/bin/tsc" };

describe("the published types", () => {
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
    const { stdout, status } = run("vue-tsc/bin/vue-tsc.js", "-p", `${consumer}/tsconfig.vue.json`);
    assert.equal(stdout, "");
    assert.equal(status, 0);
  });

  const svelteCheck = (project) =>
    run(
      ...["svelte-check/bin/svelte-check", "--workspace", consumer, "--tsconfig", `./${project}`],
      ...["--output", "machine"],
    ).stdout;

  it("know the elements, their events and event attributes in templates of Svelte", () => {
    assert.match(svelteCheck("tsconfig.svelte.json"), / COMPLETED \d+ FILES 0 ERRORS 0 WARNINGS/);
  });

  it("refuse an attribute that is misspelt in a template of Svelte", () => {
    assert.match(svelteCheck("tsconfig.svelte-misspelt.json"), /ERROR .*wrker.* does not exist/);
  });
});
