// Checks what bundlers and servers take of the package, as it is built. `npm run build` first.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { proxies } from "../../scripts/build/proxies.mjs";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const files = readdirSync(dist, { recursive: true }).map((name) => String(name).replaceAll("\\", "/"));
const modules = files
  .filter((name) => /^lib\/.*\.js$/.test(name))
  .map((name) => ({ name, code: readFileSync(dist + name, "utf8").replace(/^\s*(\/\/|\*).*$/gm, "") }));

describe("the modules for bundlers", () => {
  it("mark every import of an address that only the page knows, for Vite, webpack and Turbopack", () => {
    const unnamed = modules.flatMap(({ name, code }) =>
      [...code.matchAll(/\bimport\((?!\s*(["'])[^"']*\1\s*\))([^)]*)/g)].map(([text]) => ({ name, text })),
    );
    assert.notEqual(unnamed.length, 0);
    for (const { name, text } of unnamed) {
      for (const mark of ["@vite-ignore", "webpackIgnore: true", "turbopackIgnore: true"]) {
        assert.ok(text.includes(mark), `${name}: ${text} lacks ${mark}`);
      }
    }
  });

  it("ask for nothing of Node's, for which some bundlers look for a package", () => {
    const asked = /(?<![\w$."'`-])(process|Buffer|setImmediate|__dirname|__filename)(?=\.)/;
    const isDeclared = (code) => /(?:const|let|var|,)\s*process\s*[=,;]/.test(code);
    assert.deepEqual(
      modules
        .map(({ name, code }) => ({ name, code: code.replace(/\/\*[^]*?\*\//g, "") }))
        .filter(({ code }) => asked.test(code) && !isDeclared(code))
        .map(({ name }) => name),
      [],
    );
  });

  it("name no file by new URL(…, import.meta.url), which bundlers take for one of theirs", () => {
    assert.deepEqual(
      modules.filter(({ code }) => /new URL\([^;]*import\.meta\.url/.test(code)).map(({ name }) => name),
      [],
    );
  });
});

describe("the files for tools that do not read exports", () => {
  const files = proxies();

  it("lead to what the exports lead to, with its types", () => {
    for (const name of ["bridge", "elements/mpy-script", "elements/mpy-script/define", "react", "storage"]) {
      assert.ok(files.has(`${name}.js`) && files.has(`${name}.d.ts`), name);
    }
    for (const [name, content] of files) {
      for (const [, from] of content.matchAll(/ from "([^"]+)"/g)) {
        const target = path.join(dist, "..", path.dirname(name), from);
        assert.ok(existsSync(name.endsWith(".d.ts") ? target.replace(/\.js$/, ".d.ts") : target), target);
      }
    }
    assert.match(files.get("bridge.js"), /export \{ default \}/);
    assert.doesNotMatch(files.get("base-path.js"), /default/);
  });
});

describe("the files for servers", () => {
  it("have names whose type every server knows: none ends with .mjs", () => {
    assert.deepEqual(
      files.filter((name) => name.endsWith(".mjs")),
      [],
    );
  });
});
