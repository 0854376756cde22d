import { expect } from "chai";
import { cacheName } from "../../../src/runtime/config/cache.js";
import { installConfig, installPackages } from "../../../src/runtime/config/install.js";
import { resolveConfig } from "../../../src/runtime/config/read.js";
import { RecordingInterpreter } from "../../harness/packages/recording-interpreter.js";
import { World } from "../../harness/packages/world.js";
import { warningsOf } from "../../harness/warnings.js";
import { rejection, signal } from "./helpers.js";

describe("packages for an interpreter with mip", () => {
  let world: World;
  let interpreter: RecordingInterpreter;

  beforeEach(() => {
    world = new World();
    interpreter = new RecordingInterpreter("mip");
  });

  afterEach(() => world.forgetPackages());

  async function install(packages: string[], more: object = {}): Promise<string[]> {
    const config = resolveConfig({ packages, index_urls: ["mip"], ...more }, world.base);
    try {
      await installConfig(config, interpreter, { signal });
    } catch (error) {
      expect(interpreter.packageFiles.size, "nothing was installed").to.equal(0);
      throw error;
    }
    return [...interpreter.packageFiles.keys()].sort();
  }

  for (const path of ["mip/package/py/hello/latest.json", "mip-url/single.py"]) {
    it(`drops an entry of the cache that is damaged, says so once and fetches it again: ${path}`, async () => {
      const packages = ["hello", "mip-url/single.py"];
      const expected = ["hello.py", "hello_dep.py", "single.py"];
      await install(packages);
      const cache = await caches.open(cacheName);
      const { headers = {} } = (await cache.match(world.url(path))) ?? {};
      await cache.put(world.url(path), new Response("{", { headers }));
      interpreter = new RecordingInterpreter("mip");
      const warnings = await warningsOf(async () => {
        expect(await install(packages)).to.deep.equal(expected);
      });
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.include("is damaged").and.to.include(world.url(path).href);
      expect((await world.requests())[path]).to.equal(2);
    });
  }

  it("installs a package of the index with what it needs", async () => {
    expect(await install(["hello"])).to.deep.equal(["hello.py", "hello_dep.py"]);
    expect(interpreter.packageFiles.get("hello_dep.py")).to.equal("name = 'mip'\n");
  });

  it("installs a version", async () => {
    expect(await install(["hello@1.2"])).to.deep.equal(["hello.py", "hello_dep.py"]);
    interpreter = new RecordingInterpreter("mip");
    await rejection(
      install(["hello@7"]),
      "PY0404",
      '"hello" in version 7',
      world.url("mip/package/py/hello/7.json").href,
    );
  });

  it("installs files and packages by URL", async () => {
    expect(await install(["mip-url/single.py"])).to.deep.equal(["single.py"]);
    interpreter = new RecordingInterpreter("mip");
    const all = ["hello.py", "hello_dep.py", "pkg/__init__.py"];
    expect(await install(["./mip-url/package.json"])).to.deep.equal(all);
    interpreter = new RecordingInterpreter("mip");
    expect(await install(["mip-url/"])).to.deep.equal(all);
  });

  it("knows the short forms of GitHub and GitLab", async () => {
    const asked: string[] = [];
    const fetch = async (url: string) => {
      asked.push(url);
      return url.endsWith("package.json")
        ? Response.json({ urls: [["x.py", "github:org/other/src/x.py"]] })
        : new Response("x = 1\n");
    };
    const packages = ["github:org/repo/lib/a.py@v1", "gitlab:org/repo"];
    await installConfig(resolveConfig({ packages, packages_cache: "never" }, world.base), interpreter, {
      signal,
      fetch,
    });
    expect(asked.sort()).to.deep.equal([
      "https://gitlab.com/org/repo/-/raw/HEAD/package.json",
      "https://raw.githubusercontent.com/org/other/HEAD/src/x.py",
      "https://raw.githubusercontent.com/org/repo/v1/lib/a.py",
    ]);
    expect([...interpreter.packageFiles.keys()].sort()).to.deep.equal(["a.py", "x.py"]);
  });

  it("asks MicroPython's own index where no other is given", async () => {
    const asked: string[] = [];
    const fetch = (url: string) => {
      asked.push(url);
      return Promise.resolve(new Response("", { status: 404 }));
    };
    const config = resolveConfig({ packages: ["nothing"], packages_cache: "never" }, world.base);
    await rejection(
      installConfig(config, interpreter, { signal, fetch }),
      "PY0404",
      '"nothing" was not found',
      "index_urls",
    );
    expect(asked).to.deep.equal(["https://micropython.org/pi/v2/package/py/nothing/latest.json"]);
  });

  it("follows entries that are configurations", async () => {
    const config = resolveConfig({ packages: ["config/app.json"], index_urls: ["mip"] }, world.base);
    await rejection(installConfig(config, interpreter, { signal }), "PY0404", '"greeting"');
  });

  it("refuses a file with another hash", async () => {
    await rejection(
      install(["hello", "bad-hash"]),
      "PY1001",
      world.url("mip/file/de/deadbeef").href,
      "deadbeef",
    );
  });

  it("refuses a file outside its folder", async () => {
    await rejection(install(["escaping"]), "PY1001", '"../evil.py"');
  });

  it("warns of modules that MicroPython brings along, and asks nobody for them", async () => {
    const warnings = await warningsOf(async () => {
      expect(await install(["json", "random", "asyncio", "hello"])).to.include("hello.py");
    });
    expect(warnings).to.have.length(3);
    expect(warnings[1]).to.include('"random"').and.include("MicroPython brings along");
    expect(
      Object.keys(await world.requests())
        .filter((path) => /json$/.test(path))
        .sort(),
    ).to.deep.equal(["mip/package/py/hello-dep/latest.json", "mip/package/py/hello/latest.json"]);
  });

  it("leaves out what only another package needs and cannot be had, with a warning for each", async () => {
    const warnings = await warningsOf(async () => {
      expect(await install(["needy"])).to.deep.equal(["hello_dep.py"]);
    });
    expect(warnings).to.have.length(2);
    expect(warnings.find((text) => text.includes('"no-such-thing"'))).to.include("was not found");
    expect(warnings.find((text) => text.includes('"bad-hash"'))).to.include("deadbeef");
  });

  it("quotes what only Pyodide can install", async () => {
    for (const entry of ["numpy>=1", "wheels/shout-1.0-py3-none-any.whl", "a; python_version > '3'"]) {
      await rejection(install([entry]), "PY1000", `"${entry}"`, "MicroPython");
    }
  });

  it("names what is no package, and what the network refuses", async () => {
    await rejection(install(["config/page.json"]), "PY1000", "an HTML page");
    await rejection(install(["mip-url/none.py"]), "PY0404", world.url("mip-url/none.py").href);
    await rejection(install(["hello"], { index_urls: "status/500" }), "PY0500");
    await world.offline();
    await rejection(install(["hello"]), "PY0001", world.url("mip/package/py/hello/latest.json").href);
  });

  it("keeps files in the cache, and installs nothing twice", async () => {
    await install(["hello", "mip-url/single.py"]);
    const before = await world.requests();
    const config = resolveConfig({ index_urls: "mip" }, world.base);
    interpreter.packageFiles.clear();
    await installPackages(["hello"], config, interpreter, { signal });
    expect(interpreter.packageFiles.size).to.equal(0);
    interpreter = new RecordingInterpreter("mip");
    await installPackages(["hello"], config, interpreter, { signal });
    expect(interpreter.packageFiles.size).to.equal(2);
    expect(await world.requests()).to.deep.equal(before);
  });
});
