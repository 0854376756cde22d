// `npx py-elements lock`, with an index on this machine.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { root } from "../../scripts/command.mjs";
import { wheels } from "../harness/packages/wheels.mjs";

const run = promisify(execFile);
const command = path.join(root, "bin/py-elements.mjs");

describe("npx py-elements lock", () => {
  let folder, server, origin;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "py-elements-lock-"));
    server = createServer((request, response) => {
      const [, kind, name] = request.url.split("/");
      const files = wheels.filter((wheel) => (kind === "simple" ? wheel.name : wheel.filename) === name);
      if (files.length === 0) return response.writeHead(404).end();
      if (kind === "wheels") return response.end(files[0].bytes);
      const listed = files.map(({ filename, sha256, yanked = false }) => ({
        ...{ filename, yanked, url: `/wheels/${filename}`, hashes: { sha256 } },
      }));
      response.setHeader("content-type", "application/json").end(JSON.stringify({ files: listed }));
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${server.address().port}`;
  });

  after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const lock = (name, text) => {
    writeFileSync(path.join(folder, name), text);
    return run(process.execPath, [command, "lock", name], { cwd: folder });
  };
  const read = (name) => JSON.parse(readFileSync(path.join(folder, name), "utf8"));
  const find = (name, version) => wheels.find((wheel) => wheel.name === name && wheel.version === version);

  it("writes what the packages of a configuration come to, and says how it is named there", async () => {
    const { stdout } = await lock(
      "app.toml",
      `packages = ["greeting[loud]", "compiled", "requests"]\nindex_urls = ["${origin}/simple/{name}/"]\n`,
    );
    const { lock: version, python, wheels: locked } = read("app.lock.json");
    assert.deepEqual({ version, python }, { version: 1, python: { version: "3.14.2", abi: "2026_0" } });
    const expected = [
      ["compiled", "1.0", "platform"],
      ["greeting", "2.0", "pure"],
      ["megaphone", "1.0", "pure"],
      ["shout", "2.0", "pure"],
    ];
    assert.deepEqual(
      locked.map(({ name, version, kind }) => [name, version, kind]),
      expected,
    );
    for (const { name, version, url, sha256, bytes } of locked) {
      const { filename, sha256: hash, bytes: content } = find(name, version);
      assert.deepEqual(
        { url, sha256, bytes },
        { url: `${origin}/wheels/${filename}`, sha256: hash, bytes: content.length },
      );
    }
    // `requests`, with what it needs, is in Pyodide's own lock file.
    assert.match(stdout, /app\.lock\.json has 4 wheels; [5-9] packages are Pyodide's own/);
    assert.match(stdout, /packages_lock = "app\.lock\.json"/);
  });

  it("names wheels of the project's own relative to the lock", async () => {
    const { filename, bytes, sha256 } = find("shout", "1.0");
    writeFileSync(path.join(folder, filename), bytes);
    await lock("own.json", JSON.stringify({ packages: [`./${filename}`], packages_lock: "own.lock.json" }));
    assert.deepEqual(read("own.lock.json").wheels, [
      { name: "shout", version: "1.0", kind: "pure", url: `./${filename}`, sha256, bytes: bytes.length },
    ]);
  });

  it("fails with the reason where a package cannot be had, and tells of parts that are left out", async () => {
    const index = `"index_urls": ["${origin}/simple/{name}/"]`;
    await assert.rejects(
      lock("bad.json", `{"packages": ["no-such-thing"], ${index}}`),
      ({ code, stderr }) => {
        assert.equal(code, 1);
        assert.match(stderr, /"no-such-thing" was not found/);
        return true;
      },
    );
    const { stdout } = await lock("needy.json", `{"packages": ["needy"], ${index}}`);
    assert.match(stdout, /Left out, since it cannot be had: foreign, which needy 1\.0 needs/);
    await assert.rejects(
      lock("local.json", '{"packages": ["emfs:/a-1-py3-none-any.whl"]}'),
      /a page's own file system/,
    );
  });
});
