// The package as others get it. `npm run build` first.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { decode } from "@jridgewell/sourcemap-codec";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { archives } from "../../scripts/build/archive.mjs";
import { placeOf } from "../../scripts/build/check-address.mjs";
import { micropythonFiles, stockReason } from "../../scripts/build/interpreter-files.mjs";
import { imageName, withPackage } from "../../tools/micropython/image.mjs";
import { budget, compressedSize, packageInMicroPython } from "../../scripts/build/size-budget.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

const tags = readdirSync(`${root}src/elements`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name.includes("-"))
  .map((entry) => entry.name);

/** The modules that others import. */
const entryPoints = [
  ...Object.entries(manifest.exports)
    .filter(([name, target]) => !name.includes("*") && (target.default ?? target).toString().endsWith(".js"))
    .map(([name]) => name.replace(/^\./, "py-elements")),
  ...tags.flatMap((tag) => [`py-elements/elements/${tag}`, `py-elements/elements/${tag}/define`]),
];

describe("the package", () => {
  it("names one place for its source, its page and its faults, where the links of its README lead", () => {
    const { repository, homepage, bugs } = manifest;
    const place = placeOf(repository.url);
    assert.equal(homepage, `https://${place}#readme`);
    assert.equal(bugs, `https://${place}/issues`);
    // The registry has relative links lead into the repository; links from its root would be its own pages.
    const readme = readFileSync(`${root}README.md`, "utf8");
    assert.deepEqual([...readme.matchAll(/\]\((\/[^)]*)\)/g)], []);
  });

  it("is not published from a clone of another place than it names", () => {
    for (const address of [
      "git+https://github.com/owner/name.git",
      "https://user@github.com/owner/name",
      "git@github.com:owner/name.git",
      "ssh://git@github.com/owner/name.git",
    ]) {
      assert.equal(placeOf(address), "github.com/owner/name", address);
    }
    assert.notEqual(placeOf("/home/clones/name"), "github.com/owner/name");
  });

  for (const name of entryPoints) {
    it(`${name} is imported in Node without a window`, () => {
      const { status, stderr } = spawnSync(
        process.execPath,
        ["--input-type=module", "-e", `import "${name}";`],
        {
          cwd: root,
          encoding: "utf8",
        },
      );
      assert.equal(status, 0, stderr);
      assert.equal(stderr, "");
    });
  }

  for (const [name, target] of Object.entries(manifest.exports)) {
    if (name.includes("*")) continue;
    it(`${name} leads to files that the build wrote`, () => {
      for (const file of typeof target === "string" ? [target] : Object.values(target)) {
        assert.ok(existsSync(root + file), file);
      }
    });
  }

  it("exports each element's class and its definition", () => {
    for (const tag of tags) {
      assert.ok(existsSync(`${root}dist/lib/elements/${tag}/${tag}.d.ts`), tag);
      assert.ok(existsSync(`${root}dist/lib/elements/${tag}/define.d.ts`), tag);
    }
  });

  it("names as side effects exactly the modules that register elements", () => {
    const named = new RegExp(
      `^(${manifest.sideEffects.map((pattern) => pattern.replace("./", "").replaceAll(".", "\\.").replaceAll("*", "[^/]*")).join("|")})$`,
    );
    const written = readdirSync(`${root}dist/lib`, { recursive: true })
      .map((file) => `dist/lib/${String(file).replaceAll("\\", "/")}`)
      .filter((file) => file.endsWith(".js"));
    assert.deepEqual(
      written.filter((file) => named.test(file)).sort(),
      written.filter((file) => /^dist\/lib\/core\.js$|\/define\.js$/.test(file)).sort(),
    );
  });

  it("its bundles are ASCII, which browsers keep in half the room", () => {
    const bundles = ["dist", "dist/chunks"].flatMap((folder) =>
      readdirSync(`${root}${folder}`)
        .filter((file) => file.endsWith(".js"))
        .map((file) => `${folder}/${file}`),
    );
    assert.ok(bundles.length > 20);
    const others = bundles.filter((file) => /[^\0-\x7f]/.test(readFileSync(`${root}${file}`, "utf8")));
    assert.deepEqual(others, []);
  });

  for (const type of ["py", "mpy"]) {
    it(`a page with one script of type ${type} stays within the budget`, () => {
      // Pyodide's package is in the chunk of its driver, MicroPython's in the WebAssembly.
      const driver = type === "py" ? withImports(chunkOf("core.js", "pyodide-chunk")) : [];
      const files = [...new Set(["core.css", "core.js", ...driver])];
      const sizes = files.map((name) => [name, compressedSize(readFileSync(`${root}dist/${name}`))]);
      if (type === "mpy") sizes.push(["micropython.wasm", packageInMicroPython().bytes]);
      const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
      assert.ok(total <= budget.bytes, `${total} of ${budget.bytes} bytes: ${sizes.join(" ")}`);
      assert.ok(files.length <= budget.requests, files.join(" "));
    });
  }

  const published = stockReason() && "MicroPython was taken as published";
  it(
    "has what every page needs of the package in MicroPython's WebAssembly, so that it is no request",
    { skip: published },
    () => {
      const bytes = readFileSync(`${root}dist/micropython/micropython.wasm`);
      assert.deepEqual(bytes, withPackage(micropythonFiles()));
      const module = new WebAssembly.Module(bytes);
      const { name, modules } = archives().mpy.base;
      const [image, rest] = [imageName(), name].map((section) => {
        const found = WebAssembly.Module.customSections(module, section);
        assert.equal(found.length, 1, section);
        return Buffer.from(found[0]);
      });
      // Each module is in the image, where its path is what tracebacks name, or among the others.
      for (const [path, bytecode] of modules) {
        assert.notEqual(
          image.includes(`/lib/${path.replace(/mpy$/, "py")}\0`),
          rest.includes(bytecode),
          path,
        );
      }
    },
  );

  it("depends on what it imports when it is used, and on nothing else", () => {
    const folders = ["bin", "dist/lib", "vite"];
    const code = folders.flatMap((folder) =>
      readdirSync(`${root}${folder}`, { recursive: true })
        .filter((name) => /\.m?js$/.test(String(name)))
        .map((name) => readFileSync(`${root}${folder}/${name}`, "utf8")),
    );
    const isImported = (name) =>
      code.some((text) => new RegExp(`(from|import|import\\()\\s*["']${name}["'/]`).test(text));
    assert.deepEqual(
      Object.keys(manifest.dependencies).filter((name) => !isImported(name)),
      [],
    );
  });

  it("asks for no newer Node than it says, nor does anything that it depends on", () => {
    const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8"));
    const names = new Set(Object.keys(manifest.dependencies));
    const [, oldest] = /^>=([\d.]+)$/.exec(manifest.engines.node);
    for (const name of names) {
      const { engines, dependencies } = packages[`node_modules/${name}`];
      for (const other of Object.keys(dependencies ?? {})) names.add(other);
      assert.ok(allows(engines?.node ?? "*", oldest), `${name} asks for Node ${engines?.node}`);
    }
  });

  it("has nothing that publint calls wrong", async () => {
    const { messages } = await publint({ pkgDir: root, level: "warning", strict: true, pack: "npm" });
    assert.deepEqual(
      messages.map((message) => formatMessage(message, manifest, { color: false })),
      [],
    );
  });

  it("has types for every entry of JavaScript, as attw sees it", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "py-elements-attw-"));
    try {
      const tool = (...args) => spawnSync(...args, { cwd: root, encoding: "utf8" });
      const { stdout: name } = tool("npm", [
        "pack",
        "--ignore-scripts",
        "--silent",
        "--pack-destination",
        folder,
      ]);
      // Styles have no types, and the service worker's file is copied, not imported.
      const untyped = ["service-worker", "core.css"];
      const { stdout, stderr, status } = tool(process.execPath, [
        ...["node_modules/@arethetypeswrong/cli/dist/index.js", path.join(folder, name.trim())],
        ...["--profile", "esm-only", "--exclude-entrypoints", ...untyped],
      ]);
      assert.equal(status, 0, stdout + stderr);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("has source maps of its own code, with its text, and nothing of others' but their files' names", () => {
    const maps = readdirSync(`${root}dist`, { recursive: true }).filter((name) => /\.js\.map$/.test(name));
    const theirs = (source) => source.includes("node_modules/");
    let ours = 0;
    for (const name of maps) {
      const { sources, sourcesContent, mappings } = JSON.parse(readFileSync(`${root}dist/${name}`, "utf8"));
      const mapped = new Set(decode(mappings).flatMap((line) => line.flatMap(([, source]) => source ?? [])));
      sources.forEach((source, index) => {
        assert.equal(Boolean(sourcesContent[index]), !theirs(source), `${name}: the text of ${source}`);
        if (theirs(source)) assert.ok(!mapped.has(index), `${name}: places in ${source}`);
        else ours += Number(mapped.has(index));
      });
    }
    assert.ok(ours > 500, `${ours} sources are mapped`);
  });

  it("has as little of editors in core.js as finds them: the rest comes with the first one", () => {
    const text = readFileSync(`${root}dist/core.js`, "utf8");
    const map = JSON.parse(readFileSync(`${root}dist/core.js.map`, "utf8"));
    const { rest, modules } = without(text, map, (source) => source.includes("/py-editor/"));
    assert.deepEqual(modules, ["define.ts", "py-editor.ts"]);
    const bytes = compressedSize(Buffer.from(text)) - compressedSize(Buffer.from(rest));
    assert.ok(bytes < 500, `${bytes} bytes of core.js are the editor's`);
  });

  it("packs the build, its licence and no source, test or tool", () => {
    const { stdout, stderr } = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: root,
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    const [{ files, size }] = JSON.parse(stdout || assert.fail(stderr));
    // Of these, 13.4 MB are the interpreters' own files: docs/decisions/0113.
    assert.ok(size <= 14_500_000, `${size} bytes packed`);
    const packed = files.map((file) => file.path);
    for (const file of [
      "LICENSE",
      "README.md",
      "dist/core.js",
      "dist/core.css",
      "dist/custom-elements.json",
    ]) {
      assert.ok(packed.includes(file), file);
    }
    assert.deepEqual(
      packed.filter(
        (file) => !/^(bin\/|dist\/|vite\/|LICENSE$|README\.md$|CHANGELOG\.md$|package\.json$)/.test(file),
      ),
      [],
    );
  });
});

/** Leaves out of a file what the modules that `isLeft` names have put into it, by its source map. */
function without(text, { sources, mappings }, isLeft) {
  const left = new Set();
  let rest = "";
  for (const [number, segments] of decode(mappings).entries()) {
    const line = text.split("\n")[number] ?? "";
    rest += line.slice(0, segments[0]?.[0]);
    for (const [index, [start, source]] of segments.entries()) {
      if (source !== undefined && isLeft(sources[source])) left.add(path.basename(sources[source]));
      else rest += line.slice(start, segments[index + 1]?.[0]);
    }
    rest += "\n";
  }
  return { rest, modules: [...left].sort() };
}

/** Returns true if a range of versions, as `engines` has it, allows a version. */
function allows(range, version) {
  const [major, minor = 0, patch = 0] = version.split(".").map(Number);
  return range.split("||").some((alternative) => {
    if (alternative.trim() === "*") return true;
    const parts = /^\s*(>=|\^|~)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?\s*$/.exec(alternative);
    assert.ok(parts, `the range ${range} is of a kind that this test does not know`);
    const [, sign, ...numbers] = parts;
    const [first, second = 0, third = 0] = numbers.map((number) => (number ? Number(number) : undefined));
    const isReached = major - first || minor - second || patch - third;
    return isReached >= 0 && (sign === ">=" || (major === first && (sign !== "~" || minor === second)));
  });
}

/** The chunk that a file of `dist/` imports when it needs it. */
function chunkOf(file, name) {
  const code = readFileSync(`${root}dist/${file}`, "utf8");
  const [chunk] = code.match(new RegExp(`chunks/${name}-[\\w-]+\\.js`)) ?? [];
  assert.ok(chunk, `${file} imports no ${name}`);
  return chunk;
}

/** A file of `dist/`, and what is loaded with it. */
function withImports(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  const code = readFileSync(`${root}dist/${file}`, "utf8");
  for (const [, imported] of code.matchAll(
    /(?:^|[;}\s])(?:import|export)(?:[^;"'()]*?from)?\s*["']([^"']+)["']/g,
  )) {
    withImports(path.posix.join(path.posix.dirname(file), imported), seen);
  }
  return seen;
}
