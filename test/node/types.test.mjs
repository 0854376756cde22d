// The published types as others compile against them. `npm run build` first.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

describe("the published types", () => {
  it("compile in a strict project, library checks included", () => {
    const { stdout } = spawnSync(
      process.execPath,
      ["node_modules/typescript/bin/tsc", "-p", "test/node/consumer"],
      { cwd: root, encoding: "utf8" },
    );
    assert.equal(stdout, "");
  });
});
