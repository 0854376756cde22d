// `npx py-elements copy`. `npm run build` first.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const project = mkdtempSync(path.join(tmpdir(), "py-elements-copy-"));
const folder = path.join(project, "public", "py-elements");

/** Runs the command in the project. */
function copy(...args) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [`${root}bin/py-elements.mjs`, "copy", ...args],
    { cwd: project, encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

const list = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));

describe("npx py-elements copy", () => {
  beforeEach(() => rmSync(path.join(project, "public"), { recursive: true, force: true }));
  after(() => rmSync(project, { recursive: true }));

  it("makes the folder, with what pages load and nothing that only bundlers and editors read", () => {
    const { status, stderr } = copy("public/py-elements");
    assert.equal(status, 0, stderr);
    for (const name of [
      "core.js",
      "core.css",
      "worker.js",
      "pyodide/pyodide.js",
      "micropython/micropython.wasm",
    ]) {
      assert.deepEqual(readFileSync(path.join(folder, name)), readFileSync(`${root}dist/${name}`), name);
    }
    for (const name of ["lib", "stubs", "dist", "custom-elements.json"]) {
      assert.equal(existsSync(path.join(folder, name)), false, name);
    }
    assert.deepEqual(
      list().filter((file) => /\.(map|d\.ts)$/.test(file)),
      [],
    );
  });

  it("changes nothing the second time", () => {
    copy("public/py-elements");
    const before = list().map((file) => [file, statSync(file).mtimeMs]);
    const { stdout } = copy("public/py-elements");
    assert.match(stdout, / 0 written, 0 removed/);
    assert.deepEqual(
      list().map((file) => [file, statSync(file).mtimeMs]),
      before,
    );
  });

  it("removes what only the version before had, mends what was changed, and leaves what it did not write", () => {
    copy("public/py-elements");
    const listed = path.join(folder, "py-elements.json");
    const { files } = JSON.parse(readFileSync(listed, "utf8"));
    mkdirSync(path.join(folder, "older"));
    for (const name of ["older/chunk-1.js", "mine.txt"]) writeFileSync(path.join(folder, name), "");
    writeFileSync(path.join(folder, "core.js"), "damaged");
    writeFileSync(
      listed,
      JSON.stringify({ version: "0.0.1", files: [...files, "older/chunk-1.js", "../keep.txt"] }),
    );
    writeFileSync(path.join(project, "public", "keep.txt"), "");

    assert.match(copy("public/py-elements").stdout, / 1 written, 1 removed/);
    assert.equal(existsSync(path.join(folder, "older")), false);
    assert.ok(
      existsSync(path.join(folder, "mine.txt")) && existsSync(path.join(project, "public", "keep.txt")),
    );
    assert.deepEqual(readFileSync(path.join(folder, "core.js")), readFileSync(`${root}dist/core.js`));
    const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
    assert.equal(JSON.parse(readFileSync(listed, "utf8")).version, version);
  });

  it("explains how it is called, and refuses the package's own folder", () => {
    assert.equal(copy().status, 2);
    const { status, stderr } = copy(`${root}dist`);
    assert.equal(status, 1);
    assert.match(stderr, /own: name a folder/);
  });
});
