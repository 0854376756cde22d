import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const tests = readdirSync(fileURLToPath(new URL("..", import.meta.url)), { recursive: true })
  .map((file) => `test/${String(file).replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith("/package-lock.json") && !file.includes("node_modules"));
for (const file of ["package-lock.json", "storybook/package-lock.json", ...tests]) checkLockFile(file);

function checkLockFile(file) {
  const { packages } = JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8"));

  describe(file, () => {
    // A registry that mirrors only some platforms makes npm leave out the others, and `npm ci` then fails
    // elsewhere.
    it("has the optional packages of every platform", () => {
      const names = new Set(
        Object.keys(packages).map((path) => path.slice(path.lastIndexOf("node_modules/") + 13)),
      );
      const missing = Object.values(packages)
        .flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
        .filter((name) => !names.has(name));
      assert.deepEqual(missing, []);
    });

    it("names no registry", () => {
      const resolved = Object.values(packages).flatMap((entry) => entry.resolved ?? []);
      assert.deepEqual(resolved, []);
    });
  });
}
