import { expect } from "chai";
import { cacheName } from "../../../src/runtime/config/cache.js";
import { installConfig, installPackages } from "../../../src/runtime/config/install.js";
import { resolveConfig } from "../../../src/runtime/config/read.js";
import type { LoadProgress } from "../../../src/runtime/interpreters/interpreter.js";
import { RecordingInterpreter } from "../../harness/packages/recording-interpreter.js";
import { World } from "../../harness/packages/world.js";
import { until } from "../../harness/page.js";
import { warningsOf } from "../../harness/warnings.js";
import { rejection, signal } from "./helpers.js";

const hex = async (bytes: BufferSource) => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
};
const digest = (text: string) => hex(new TextEncoder().encode(text));
const sha256 = async (world: World, path: string) => hex(await (await fetch(world.url(path))).arrayBuffer());

describe("packages for an interpreter with wheels", () => {
  let world: World;
  let interpreter: RecordingInterpreter;

  beforeEach(() => {
    world = new World();
    interpreter = new RecordingInterpreter("wheel", { "native-package": { version: "1.5" } });
  });

  afterEach(() => world.forgetPackages());

  async function install(packages: string[], more: object = {}): Promise<string[]> {
    const config = resolveConfig({ packages, index_urls: "pypi/{name}/json", ...more }, world.base);
    try {
      await installConfig(config, interpreter, { signal });
    } catch (error) {
      expect(interpreter.packageFiles.size, "nothing was installed").to.equal(0);
      throw error;
    }
    return interpreter.installed;
  }

  describe("from an index", () => {
    it("takes the newest version that is neither a prerelease nor withdrawn, with what it needs", async () => {
      expect(await install(["greeting"])).to.deep.equal(["greeting 2.0", "shout 2.0"]);
      expect(interpreter.packageFiles.get("greeting/__init__.py")).to.include('__version__ = "2.0"');
      expect(interpreter.packageFiles.has("greeting-2.0.dist-info/RECORD")).to.equal(true);
    });

    it("keeps to constraints", async () => {
      expect(await install(["greeting<2", "shout ~= 1.0"])).to.deep.equal(["greeting 1.1", "shout 1.5"]);
    });

    it("takes a prerelease or a withdrawn version for who asks for it, and a prerelease where nothing else is", async () => {
      expect(await install(["greeting>=2.1rc1,<2.2"])).to.deep.equal(["greeting 2.1rc1"]);
      interpreter = new RecordingInterpreter("wheel");
      expect(await install(["greeting==2.2", "beta_only"])).to.deep.equal([
        "beta_only 1.0b2",
        "greeting 2.2",
      ]);
    });

    it("installs what an extra needs", async () => {
      expect(await install(["greeting[loud]"])).to.deep.equal(["greeting 2.0", "megaphone 1.0", "shout 2.0"]);
    });

    it("evaluates markers", async () => {
      expect(await install(["marked", 'shout; sys_platform == "win32"'])).to.deep.equal([
        "marked 1.0",
        "megaphone 1.0",
      ]);
    });

    it("passes over versions for other Pythons", async () => {
      expect(await install(["futuristic"])).to.deep.equal(["futuristic 1.0"]);
    });

    it("starts over when a later package needs another version of an earlier one", async () => {
      expect(await install(["greeting", "marked", "oldschool"])).to.include.members([
        "oldschool 1.0",
        "shout 1.5",
      ]);
      interpreter = new RecordingInterpreter("wheel");
      expect(await install(["shout", "oldschool"])).to.deep.equal(["oldschool 1.0", "shout 1.5"]);
    });

    it("says who wants what when packages do not fit together", async () => {
      await rejection(
        install(["oldschool", "demanding"]),
        "PY1001",
        '"shout"',
        '"shout<2" by oldschool 1.0',
        '"shout>=2" by demanding 1.0',
        "1.0, 1.5, 2.0",
      );
      await rejection(
        install(["shout==9"]),
        "PY1001",
        '"shout==9" by "packages"',
        "1.0, 1.5, 2.0",
        "Nothing was installed",
      );
    });

    for (const index of ["simple/", "simple", "pypi/", "pypi/{package_name}/json"]) {
      it(`asks an index given as ${index}`, async () => {
        expect(await install(["shout"], { index_urls: [index] })).to.deep.equal(["shout 2.0"]);
      });
    }

    it("asks indexes one after the other", async () => {
      expect(await install(["shout"], { index_urls: ["nothing/{name}", "pypi"] })).to.deep.equal([
        "shout 2.0",
      ]);
    });

    it("names the package and the indexes when none knows it", async () => {
      await rejection(
        install(["no-such-thing"], { index_urls: ["pypi/{name}/json", "simple/"] }),
        "PY0404",
        '"no-such-thing" was not found',
        world.url("pypi/no-such-thing/json").href,
        world.url("simple/no-such-thing/").href,
        "index_urls",
      );
    });

    it("says so when a package has no wheel that runs here", async () => {
      await rejection(install(["foreign"]), "PY1001", '"foreign"', "no wheel for this Python");
    });

    it("leaves out what only another package needs and cannot be had, with a warning for each", async () => {
      const warnings = await warningsOf(async () => {
        expect(await install(["needy"])).to.deep.equal(["needy 1.0", "shout 2.0"]);
      });
      expect(warnings).to.have.length(4);
      for (const [name, reason] of [
        ["no-such-thing", "was not found"],
        ["foreign", "no wheel for this Python"],
        ["lost", "404"],
        ["megaphone", "it has 1.0"],
      ] as const) {
        const warning = warnings.find((text) =>
          text.includes(`The package "${name}", which needy 1.0 needs`),
        );
        expect(warning, name).to.include(reason);
      }
    });

    it("refuses it when it was named as well", async () => {
      await rejection(install(["needy", "foreign"]), "PY1001", '"foreign"', "no wheel for this Python");
    });

    it("warns of modules of the standard library, and asks nobody for them", async () => {
      const warnings = await warningsOf(async () => {
        expect(await install(["json", "random", "asyncio>=3", "shout"])).to.deep.equal(["shout 2.0"]);
      });
      expect(warnings).to.have.length(3);
      expect(warnings[0]).to.include('"json"').and.include('leave it out of "packages"');
      expect(
        Object.keys(await world.requests()).filter((path) => /json\/|random|asyncio/.test(path)),
      ).to.deep.equal([]);
      // A module of the standard library that Pyodide keeps apart is a package of its lock file.
      interpreter = new RecordingInterpreter("wheel", { sqlite3: { version: "1.0" } });
      await install(["sqlite3"]);
      expect(interpreter.loaded).to.deep.equal(["sqlite3"]);
    });

    it("refuses a wheel with another hash, and names the file and both hashes", async () => {
      const actual = await sha256(world, "wheels/wrong_hash-1.0-py3-none-any.whl");
      await rejection(
        install(["shout", "wrong-hash"]),
        "PY1001",
        world.url("wheels/wrong_hash-1.0-py3-none-any.whl").href,
        "0".repeat(64),
        actual,
      );
    });

    it("names what the network or the index refuses", async () => {
      await rejection(install(["lost"]), "PY0404", world.url("wheels/lost-1.0-py3-none-any.whl").href);
      await rejection(install(["shout"], { index_urls: "status/500?{name}" }), "PY0500", "500");
      await rejection(
        install(["shout"], { index_urls: "config/page.json?{name}" }),
        "PY1001",
        "did not answer with JSON",
      );
      await world.offline();
      await rejection(install(["shout"]), "PY0001", world.url("pypi/shout/json").href);
    });
  });

  describe("with a lock", () => {
    const wheelOf = async (file: string, more: object = {}) => {
      const url = world.url(`wheels/${file}`);
      const { byteLength } = await (await fetch(url)).arrayBuffer();
      const [name, version] = file.split("-");
      return {
        ...{ name, version, kind: "pure", url: url.href },
        ...{ sha256: await sha256(world, `wheels/${file}`), bytes: byteLength, ...more },
      };
    };
    const lockOf = (wheels: object[]) =>
      addressOf(JSON.stringify({ lock: 1, python: { version: "3.14.2", abi: "2026_0" }, wheels }));
    const addressOf = (text: string) => URL.createObjectURL(new Blob([text]));
    const asked = async () => Object.keys(await world.requests()).filter((path) => path.startsWith("pypi/"));

    it("asks no index, and takes the versions that the lock has", async () => {
      const files = ["greeting-1.1-py3-none-any.whl", "shout-1.5-py3-none-any.whl"];
      const lock = lockOf(await Promise.all(files.map((file) => wheelOf(file))));
      expect(await install(["greeting"], { packages_lock: lock })).to.deep.equal([
        "greeting 1.1",
        "shout 1.5",
      ]);
      expect(await asked()).to.deep.equal([]);
    });

    it("fetches all wheels while the interpreter is loading, and says how many bytes there will be", async () => {
      const wheel = await wheelOf("shout-1.5-py3-none-any.whl");
      const loading = Promise.withResolvers<RecordingInterpreter>();
      const steps: LoadProgress[] = [];
      const config = resolveConfig({ packages: ["shout"], packages_lock: lockOf([wheel]) }, world.base);
      const installing = installConfig(config, loading.promise, {
        signal,
        onProgress: (step) => steps.push(step),
      });
      await until(() => steps.some(({ loaded }) => loaded === wheel.bytes));
      expect(steps.every(({ total }) => total === wheel.bytes)).to.equal(true);
      loading.resolve(interpreter);
      await installing;
      expect(interpreter.installed).to.deep.equal(["shout 1.5"]);
    });

    it("asks the index for what it lacks, and what it has in another version, with one warning", async () => {
      const lock = lockOf([await wheelOf("shout-1.0-py3-none-any.whl")]);
      const warnings = await warningsOf(async () => {
        expect(await install(["megaphone", "demanding"], { packages_lock: lock })).to.deep.equal([
          "demanding 1.0",
          "megaphone 1.0",
          "shout 2.0",
        ]);
      });
      expect(warnings).to.have.length(1);
      expect(warnings[0])
        .to.include('"megaphone"')
        .and.include("out of date")
        .and.include("npx py-elements lock");
    });

    it("is resolved without a lock that is not there, is damaged, or of another Python, with one warning", async () => {
      const other = addressOf(
        JSON.stringify({
          lock: 1,
          python: { version: "3.15.0", abi: "2026_5" },
          wheels: [
            await wheelOf("compiled-1.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl", { kind: "platform" }),
          ],
        }),
      );
      for (const packages_lock of ["status/404", addressOf("{"), addressOf('{"lock": 2}'), other]) {
        interpreter = new RecordingInterpreter("wheel");
        const warnings = await warningsOf(async () => {
          expect(await install(["compiled"], { packages_lock })).to.deep.equal([
            "compiled 1.0",
            "megaphone 1.0",
          ]);
        });
        expect(warnings, packages_lock).to.have.length(1);
      }
    });

    it("refuses a wheel that is another one by now", async () => {
      const lock = lockOf([await wheelOf("shout-1.5-py3-none-any.whl", { sha256: "0".repeat(64) })]);
      await rejection(
        install(["shout"], { packages_lock: lock }),
        "PY1001",
        "0".repeat(64),
        "Nothing was installed",
      );
    });
  });

  describe("of the interpreter's own", () => {
    it("leaves names of the lock file to the interpreter, however they are spelled", async () => {
      expect(await install(["wants-native"])).to.deep.equal(["megaphone 1.0", "wants_native 1.0"]);
      expect(interpreter.loaded).to.deep.equal(["native-package"]);
      expect(await world.requests()).not.to.have.property("pypi/native-package/json");
    });

    it("says what cannot be loaded, and why, when it was named", async () => {
      interpreter.failing = [{ name: "native-package", reason: "Failed to fetch" }];
      await rejection(
        install(["native-package"]),
        "PY1001",
        'the package "native-package" cannot be loaded: Failed to fetch. Check the network',
      );
    });

    it("leaves out what cannot be loaded when only another package needs it", async () => {
      interpreter.failing = [{ name: "native-package", reason: "Failed to fetch" }];
      const warnings = await warningsOf(async () => {
        expect(await install(["wants-native"])).to.deep.equal(["megaphone 1.0", "wants_native 1.0"]);
      });
      expect(warnings).to.have.length(1);
      expect(warnings[0])
        .to.include('"native-package", which wants-native 1.0 needs')
        .and.include("Failed to fetch");
      // A missing package is not taken for installed.
      interpreter.failing = [];
      await install(["native-package"]);
      expect(interpreter.loaded).to.deep.equal(["native-package", "native-package"]);
    });

    it("asks the index where the lock file's version does not fit", async () => {
      await rejection(install(["native-package>=2"]), "PY0404", '"native-package"');
    });

    it("installs the compiled wheel that was checked, fetched once, and makes its modules ready", async () => {
      const wheel = "wheels/compiled-1.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl";
      expect(await install(["compiled"])).to.deep.equal(["compiled 1.0", "megaphone 1.0"]);
      expect(interpreter.loaded).to.deep.equal([]);
      expect(interpreter.linked).to.have.members([
        "compiled/_core.cpython-314-wasm32-emscripten.so",
        "compiled/_stable.abi3.so",
        "compiled.libs/libhelp.so.2",
      ]);
      expect((await world.requests())[wheel]).to.equal(1);
      // A second page has it from the cache.
      interpreter = new RecordingInterpreter("wheel");
      await install(["compiled"]);
      expect((await world.requests())[wheel]).to.equal(1);
      expect(interpreter.linked).to.have.length(3);
    });

    it("names the package whose compiled module the interpreter refuses", async () => {
      interpreter.unlinkable = new Error("Failed to load dynamic library _core.so: bad magic.");
      const failing = installConfig(
        resolveConfig({ packages: ["compiled"], index_urls: "pypi/{name}/json" }, world.base),
        interpreter,
        { signal },
      );
      await rejection(failing, "PY1001", 'the package "compiled"', "bad magic", "another version");
    });

    it("takes those that packages of the lock file need from there as well, in one version", async () => {
      interpreter = new RecordingInterpreter("wheel", {
        table: { version: "3.0", requires: ["shout"] },
        shout: { version: "1.0" },
      });
      expect(await install(["table"])).to.deep.equal([]);
      expect(interpreter.loaded).to.have.members(["table", "shout"]);
    });

    it("loads none of the lock file over what comes from an index", async () => {
      interpreter = new RecordingInterpreter("wheel", {
        table: { version: "3.0", requires: ["shout"] },
        shout: { version: "1.0" },
      });
      // The lock file's version of what `table` needs is too old for another package.
      expect(await install(["table", "demanding"])).to.deep.equal(["demanding 1.0", "shout 2.0"]);
      expect(interpreter.loaded).to.deep.equal(["table"]);
      expect(interpreter.present.slice(0, 2)).to.have.members(["shout", "demanding"]);
    });

    it("installs what an extra of a package of the lock file needs", async () => {
      const metadata =
        'Name: table\nVersion: 3.0\nRequires-Dist: shout<1\nRequires-Dist: megaphone; extra == "loud"\n\n';
      interpreter = new RecordingInterpreter("wheel", { table: { version: "3.0", metadata } });
      expect(await install(["table[loud]"])).to.deep.equal(["megaphone 1.0"]);
      expect(interpreter.loaded).to.deep.equal(["table"]);
    });
  });

  describe("from URLs", () => {
    it("installs wheels by relative and absolute URLs, and what they need", async () => {
      const absolute = world.url("wheels/megaphone-1.0-py3-none-any.whl").href;
      expect(await install(["./wheels/greeting-1.1-py3-none-any.whl?x", absolute])).to.deep.equal([
        "greeting 1.1",
        "megaphone 1.0",
        "shout 2.0",
      ]);
    });

    it("installs name@URL without spaces too", async () => {
      const url = world.url("wheels/shout-1.5-py3-none-any.whl").href;
      expect(
        await install([`shout@${url}`, `megaphone[x]@${url.replace("shout-1.5", "megaphone-1.0")}`]),
      ).to.deep.equal(["megaphone 1.0", "shout 1.5"]);
    });

    it("installs name @ URL, and lets it stand for what others need", async () => {
      expect(await install(["greeting==2.0", "shout @ wheels/shout-1.5-py3-none-any.whl"])).to.deep.equal([
        "greeting 2.0",
        "shout 1.5",
      ]);
    });

    it("moves what is in purelib and data, and leaves scripts out", async () => {
      await install(["wheels/boxed-1.0-py3-none-any.whl"]);
      expect([...interpreter.files]).to.deep.equal([["/share/boxed/data.txt", "data\n"]]);
      expect(
        [...interpreter.packageFiles.keys()].filter((path) => !path.includes("dist-info")),
      ).to.deep.equal(["boxed/__init__.py"]);
    });

    it("refuses two URLs for one package", async () => {
      const urls = ["wheels/shout-1.5-py3-none-any.whl", "wheels/shout-2.0-py3-none-any.whl"];
      await rejection(install(urls), "PY1001", ...urls);
    });

    it("checks a hash that the URL states", async () => {
      const url = "wheels/shout-1.0-py3-none-any.whl";
      expect(await install([`${url}#sha256=${await sha256(world, url)}`])).to.deep.equal(["shout 1.0"]);
      interpreter = new RecordingInterpreter("wheel");
      await rejection(install([`${url}#sha256=${"f".repeat(64)}`]), "PY1001", "f".repeat(64));
    });

    it("installs a wheel from the interpreter's file system, put there by `files`", async () => {
      const files = { "wheels/megaphone-1.0-py3-none-any.whl": "/tmp/" };
      expect(await install(["emfs:/tmp/megaphone-1.0-py3-none-any.whl"], { files })).to.deep.equal([
        "megaphone 1.0",
      ]);
      interpreter = new RecordingInterpreter("wheel");
      await rejection(
        install(["emfs:/nowhere/a-1.0-py3-none-any.whl"]),
        "PY1001",
        "/nowhere/a-1.0-py3-none-any.whl",
      );
    });

    const broken: [string, ...string[]][] = [
      ["notazip", "not a zip file", "<!doctype html>"],
      ["truncated", "not a zip file, or is damaged"],
      ["nometadata", 'no ".dist-info/METADATA"'],
      ["tampered", '"tampered/__init__.py" is not what its RECORD says'],
      ["escaping", '"../outside.py"', "outside the folder"],
    ];
    for (const [name, ...parts] of broken) {
      it(`refuses a wheel that is broken: ${name}`, async () => {
        const path = `wheels/${name}-1.0-py3-none-any.whl`;
        await rejection(install([path]), "PY1001", world.url(path).href, ...parts);
      });
    }

    it("refuses a wheel for another machine, and one of another package", async () => {
      await rejection(
        install(["wheels/foreign-1.0-cp314-cp314-manylinux_2_17_x86_64.whl"]),
        "PY1001",
        "does not run here",
        "py3-none-any",
      );
      await rejection(install(["other @ wheels/shout-1.0-py3-none-any.whl"]), "PY1001", '"other"', '"shout"');
    });

    it("quotes entries that are nothing it knows", async () => {
      for (const entry of ["numpy>>1", "https://example.com/archive.tar.gz", "a b"]) {
        await rejection(install([entry]), "PY1000", `"${entry}"`, ".whl");
      }
    });

    it("follows entries that are configurations, relative to themselves, each once", async () => {
      expect(await install(["config/remote.json"])).to.deep.equal(["megaphone 1.0", "shout 1.5"]);
      expect(Object.fromEntries(interpreter.files)).to.deep.equal({
        "remote/a.txt": "contents of a",
        "remote/b.txt": "contents of b",
      });
      interpreter = new RecordingInterpreter("wheel");
      await rejection(install(["config/none.toml"]), "PY0404", world.url("config/none.toml").href);
    });
  });

  describe("later (py_import)", () => {
    const config = () => resolveConfig({ packages: ["greeting<2"], index_urls: "pypi" }, world.base);

    it("builds on what is installed", async () => {
      await installConfig(config(), interpreter, { signal });
      interpreter.packageFiles.clear();
      await installPackages(["greeting", "shout>=1", "marked"], config(), interpreter, { signal });
      expect(interpreter.installed).to.deep.equal(["marked 1.0", "megaphone 1.0"]);
    });

    it("does not replace what is installed", async () => {
      await installConfig(config(), interpreter, { signal });
      const later = installPackages(["greeting>=2"], config(), interpreter, { signal });
      await rejection(later, "PY1001", '"greeting" 1.1 is installed already', '"greeting>=2"');
    });

    it("takes the URL of what is installed for done, and refuses that of another version", async () => {
      const url = (version: string) => [`wheels/greeting-${version}-py3-none-any.whl`];
      await installPackages(url("1.1"), config(), interpreter, { signal });
      await installPackages(url("1.1"), config(), interpreter, { signal });
      await rejection(
        installPackages(url("2.0"), config(), interpreter, { signal }),
        "PY1001",
        '"greeting" 1.1 is installed already',
      );
    });

    it("takes simultaneous requests one after the other", async () => {
      const both = [["oldschool"], ["shout"]].map((names) =>
        installPackages(names, config(), interpreter, { signal }),
      );
      await Promise.all(both);
      expect(interpreter.installed).to.deep.equal(["oldschool 1.0", "shout 1.5"]);
    });
  });

  describe("cache", () => {
    const wheel = "wheels/greeting-1.1-py3-none-any.whl";

    async function twice(more: object = {}): Promise<Readonly<Record<string, number>>> {
      await install(["greeting==1.1", "wheels/megaphone-1.0-py3-none-any.whl"], more);
      interpreter = new RecordingInterpreter("wheel");
      await install(["greeting==1.1", "wheels/megaphone-1.0-py3-none-any.whl"], more);
      return world.requests();
    }

    it("does not touch the network the second time", async () => {
      expect(await twice()).to.deep.equal({
        "pypi/greeting/json": 1,
        "pypi/shout/json": 1,
        "wheels/greeting-1.1-py3-none-any.whl": 1,
        "wheels/megaphone-1.0-py3-none-any.whl": 1,
        "wheels/shout-2.0-py3-none-any.whl": 1,
      });
      await world.offline();
      interpreter = new RecordingInterpreter("wheel");
      expect(await install(["greeting==1.1"])).to.deep.equal(["greeting 1.1", "shout 2.0"]);
    });

    for (const mode of ["never", "passthrough"]) {
      it(`is not used with packages_cache = "${mode}"`, async () => {
        expect(await twice({ packages_cache: mode })).to.have.property(wheel, 2);
        expect(await (await caches.open(cacheName)).match(world.url(wheel))).to.equal(undefined);
      });
    }

    describe("an entry that cannot be used", () => {
      const named = "wheels/megaphone-1.0-py3-none-any.whl";
      const index = "pypi/greeting/json";

      /** Replaces the body of an entry, and what its header says where that is given. */
      async function replace(
        path: string,
        body: (kept: ArrayBuffer) => BodyInit,
        hash?: string,
      ): Promise<void> {
        const cache = await caches.open(cacheName);
        const kept = await cache.match(world.url(path));
        if (!kept) throw new Error(`${path} is not kept.`);
        const headers = new Headers(kept.headers);
        if (hash) headers.set("x-py-elements-sha256", hash);
        await cache.put(world.url(path), new Response(body(await kept.arrayBuffer()), { headers }));
      }

      const text = "no wheel at all";
      const cases: [string, string, string, () => Promise<void>][] = [
        ["a wheel with other bytes", wheel, "is damaged", () => replace(wheel, () => "tampered with")],
        ["a wheel that is cut", wheel, "is damaged", () => replace(wheel, (kept) => kept.slice(0, 200))],
        [
          "a wheel whose hash nobody knows",
          wheel,
          "is damaged",
          () => replace(wheel, (kept) => kept, "0".repeat(64)),
        ],
        [
          "an index's answer that is cut",
          index,
          "is damaged",
          () => replace(index, (kept) => kept.slice(0, 30)),
        ],
        ["an index's answer that is empty", index, "is damaged", () => replace(index, () => "")],
        [
          "a wheel that the index has in another build now",
          wheel,
          "is not the one that the index has now",
          async () => replace(wheel, () => text, await digest(text)),
        ],
        [
          "a wheel by its URL that is none",
          named,
          "is damaged",
          async () => replace(named, () => text, await digest(text)),
        ],
      ];
      for (const [what, path, reason, damage] of cases) {
        it(`is dropped, reported once and fetched again: ${what}`, async () => {
          const packages = ["greeting==1.1", named];
          const expected = ["greeting 1.1", "megaphone 1.0", "shout 2.0"];
          await install(packages);
          await damage();
          interpreter = new RecordingInterpreter("wheel");
          const warnings = await warningsOf(async () => {
            // As the page and its workers do at the same time.
            const other = new RecordingInterpreter("wheel");
            const config = resolveConfig({ packages, index_urls: "pypi/{name}/json" }, world.base);
            const [installed] = await Promise.all([
              install(packages),
              installConfig(config, other, { signal }),
            ]);
            expect(installed).to.deep.equal(expected);
            expect(other.installed).to.deep.equal(expected);
          });
          const own = warnings.filter((text) => text.includes("browser's copy"));
          expect(own).to.have.length(1);
          expect(own[0]).to.include(reason).and.to.include(world.url(path).href);
          const asked = await world.requests();
          expect(asked[path]).to.be.greaterThan(1);
          interpreter = new RecordingInterpreter("wheel");
          expect(await install(packages)).to.deep.equal(expected);
          expect(await world.requests()).to.deep.equal(asked);
        });
      }
    });

    it("keeps nothing that turned out broken", async () => {
      const path = "wheels/notazip-1.0-py3-none-any.whl";
      await rejection(install([path]), "PY1001");
      expect(await (await caches.open(cacheName)).match(world.url(path))).to.equal(undefined);
    });

    it("asks an index again when what it has kept is not enough, and uses it when the network is away", async () => {
      await install(["shout"]);
      const cache = await caches.open(cacheName);
      const url = world.url("pypi/shout/json");
      const old = { "x-py-elements-stored": String(Date.now()) };
      const releases = {
        "1.0": [{ url: "../../wheels/shout-1.0-py3-none-any.whl", filename: "shout-1.0-py3-none-any.whl" }],
      };
      await cache.put(url, new Response(JSON.stringify({ releases }), { headers: old }));
      interpreter = new RecordingInterpreter("wheel");
      expect(await install(["shout>=2"])).to.deep.equal(["shout 2.0"]);
      await cache.put(
        url,
        new Response(JSON.stringify({ releases }), { headers: { "x-py-elements-stored": "1" } }),
      );
      await world.offline();
      interpreter = new RecordingInterpreter("wheel");
      await rejection(install(["shout"]), "PY0001", "shout-1.0");
    });

    it("is done without where there is none", async () => {
      const opened = Object.getOwnPropertyDescriptor(CacheStorage.prototype, "open") ?? {};
      CacheStorage.prototype.open = () => Promise.reject(new DOMException("no", "SecurityError"));
      try {
        expect(await twice()).to.have.property(wheel, 2);
      } finally {
        Object.defineProperty(CacheStorage.prototype, "open", opened);
      }
    });
  });

  it("checks hashes on insecure origins too, where the browser has no function for it", async () => {
    Object.defineProperty(crypto, "subtle", { value: undefined, configurable: true });
    try {
      expect(await install(["shout"])).to.deep.equal(["shout 2.0"]);
      interpreter = new RecordingInterpreter("wheel");
      await rejection(install(["wrong-hash"]), "PY1001", "0".repeat(64));
    } finally {
      Reflect.deleteProperty(crypto, "subtle");
    }
  });

  it("reports its progress", async () => {
    const steps: LoadProgress[] = [];
    const config = resolveConfig({ packages: ["greeting"], index_urls: "pypi" }, world.base);
    await installConfig(config, interpreter, { signal, onProgress: (step) => steps.push(step) });
    expect(steps.at(-1)).to.include({ phase: "packages" });
    expect(new Set(steps.map(({ item }) => item)).size).to.equal(2);
    expect(steps.at(-1)?.loaded).to.equal(steps.at(-1)?.total);
  });

  it("is ended by its signal", async () => {
    const controller = new AbortController();
    const config = resolveConfig({ packages: ["greeting"], index_urls: "pypi" }, world.base);
    const installing = installConfig(config, interpreter, { signal: controller.signal });
    controller.abort();
    expect(await installing.catch((error: unknown) => error)).to.have.property("name", "AbortError");
    expect(interpreter.packageFiles.size).to.equal(0);
  });
});
