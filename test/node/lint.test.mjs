// The rules about imports, on small trees of files.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { Linter } from "eslint";
import typescript from "typescript-eslint";
import { cyclesRule } from "../../scripts/lint/cycles.mjs";
import { layersRule } from "../../scripts/lint/layers.mjs";

const folders = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** Lints one of the files that are given by name. @returns the messages */
function lint(name, files) {
  const cwd = mkdtempSync(path.join(tmpdir(), "py-elements-lint-"));
  folders.push(cwd);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, file)), { recursive: true });
    writeFileSync(path.join(cwd, file), text);
  }
  return new Linter({ cwd })
    .verify(
      files[name],
      {
        files: ["**/*.ts"],
        languageOptions: { parser: typescript.parser },
        plugins: { architecture: { rules: { layers: layersRule, cycles: cyclesRule } } },
        rules: { "architecture/layers": "error", "architecture/cycles": "error" },
      },
      path.join(cwd, name),
    )
    .map(({ message, line }) => `${line}: ${message}`);
}

describe("the rules about imports", () => {
  it("let a file import from its own layer and from those below", () => {
    const messages = lint("src/elements/a.ts", {
      "src/elements/a.ts":
        'import { b } from "./b.js";\nimport type { E } from "../runtime/errors.js";\nb as E;',
      "src/elements/b.ts": "export const b = 1;",
      "src/runtime/errors.ts": "export type E = number;",
    });
    assert.deepEqual(messages, []);
  });

  it("refuse an import from a layer above, also of a type and inside a type", () => {
    const above = { "src/runtime/page/host.ts": "export type Host = object;" };
    for (const text of [
      'import { Host } from "../page/host.js";\nHost;',
      'import type { Host } from "../page/host.js";\nlet a: Host;',
      'export type { Host } from "../page/host.js";',
      'type A = import("../page/host.js").Host;',
      'const a = import("../page/host.js");',
    ]) {
      const messages = lint("src/runtime/config/a.ts", { "src/runtime/config/a.ts": text, ...above });
      assert.match(messages.join(), /^1: src\/runtime\/page\/host\.ts is in a layer above/, text);
    }
  });

  it("refuse an import of the other thread's code", () => {
    const messages = lint("src/runtime/link/page/a.ts", {
      "src/runtime/link/page/a.ts": 'import { b } from "../worker/b.js";\nb;',
      "src/runtime/link/worker/b.ts": "export const b = 1;",
    });
    assert.match(messages.join(), /^1: src\/runtime\/link\/worker\/b\.ts runs on the other thread/);
  });

  it("refuse a file that belongs to no layer", () => {
    const messages = lint("src/runtime/new-file.ts", { "src/runtime/new-file.ts": "export {};" });
    assert.match(messages.join(), /^1: This file belongs to no layer/);
  });

  it("refuse a circle of imports, also where a type closes it", () => {
    const messages = lint("src/elements/a.ts", {
      "src/elements/a.ts": 'import { b } from "./b.js";\nb;',
      "src/elements/b.ts": 'export { c as b } from "./c.js";',
      "src/elements/c.ts": 'import type { A } from "./a.js";\nexport const c: A = 1;',
    });
    assert.deepEqual(messages, [
      "1: These files import each other in a circle: elements/a.ts → elements/b.ts → elements/c.ts → elements/a.ts. " +
        "Move what both need below them.",
    ]);
  });

  it("let a file that is loaded lazily import what loads it", () => {
    const messages = lint("src/elements/a.ts", {
      "src/elements/a.ts": 'export const load = () => import("./b.js");',
      "src/elements/b.ts": 'import { load } from "./a.js";\nload;',
    });
    assert.deepEqual(messages, []);
  });
});
