import { expect } from "chai";
import type { LoadProgress } from "../../../src/runtime/interpreters/interpreter.js";
import { installFiles, planFiles } from "../../../src/runtime/config/files.js";
import { World } from "../../harness/packages/world.js";
import { warningsOf } from "../../harness/warnings.js";
import { rejection, signal } from "./helpers.js";

const base = new URL("https://example.com/conf/app.json");
const plan = (files: Record<string, string>) =>
  Object.fromEntries(planFiles([{ files, base }]).map(({ url, path }) => [url.href, path]));
const failure = (files: Record<string, string>) => (async () => plan(files))();

describe("planFiles", () => {
  it("keeps the last part of the URL for an empty path and below a folder", () => {
    expect(
      plan({
        "data.csv": "",
        "https://e.com/a/b%20c.txt?v=1#x": "in/here/",
        "./x.txt": "./y/../z.txt",
        "/abs.txt": "/home/abs.txt",
        "dot.txt": ".",
        "root.txt": "/",
      }),
    ).to.deep.equal({
      "https://example.com/conf/data.csv": "data.csv",
      "https://e.com/a/b%20c.txt?v=1#x": "in/here/b c.txt",
      "https://example.com/conf/x.txt": "z.txt",
      "https://example.com/abs.txt": "/home/abs.txt",
      "https://example.com/conf/dot.txt": "dot.txt",
      "https://example.com/conf/root.txt": "/root.txt",
    });
  });

  it("replaces placeholders, which may use each other, in URLs and paths", () => {
    expect(
      plan({
        "{HOST}": "https://cdn.example",
        "{VERSION}": "1.2",
        "{FROM}": "{HOST}/{VERSION}",
        "{TO}": "./my_module",
        "{FROM}/__init__.py": "{TO}/__init__.py",
        "{FROM}/foo.py": "{TO}/",
        "{FROM}/bar.py": "",
      }),
    ).to.deep.equal({
      "https://cdn.example/1.2/__init__.py": "my_module/__init__.py",
      "https://cdn.example/1.2/foo.py": "my_module/foo.py",
      "https://cdn.example/1.2/bar.py": "bar.py",
    });
  });

  it("refuses placeholders that are unknown or defined by themselves", async () => {
    await rejection(failure({ "{A}": "x", "{B}/a.py": "" }), "PY1000", "{B}", "not defined", "{A}");
    await rejection(failure({ "{A}": "{B}", "{B}": "{C}", "{C}": "{B}" }), "PY1000", "{B} → {C} → {B}");
  });

  it("refuses two sources for one path, and names both", async () => {
    await rejection(
      failure({ "https://a.com/x.csv": "data.csv", "https://b.com/y.csv": "./data.csv" }),
      "PY0409",
      "https://a.com/x.csv",
      "https://b.com/y.csv",
      '"data.csv"',
    );
    expect(plan({ "x.csv": "d/x.csv", "./x.csv": "d/" })).to.deep.equal({
      "https://example.com/conf/x.csv": "d/x.csv",
    });
  });

  it("refuses a URL without a last part where one is needed", async () => {
    await rejection(
      failure({ "https://e.com/folder/": "" }),
      "PY1000",
      "https://e.com/folder/",
      "ends in a slash",
    );
    await rejection(failure({ "http://": "a.txt" }), "PY1000", '"http://" is not a URL');
  });
});

describe("installFiles", () => {
  const folders = { make: () => expect.fail("no archive has an empty folder") };

  async function install(
    files: Record<string, string>,
    world = new World(),
  ): Promise<Record<string, string>> {
    const written: Record<string, string> = {};
    try {
      await installFiles(
        planFiles([{ files, base: world.base }]),
        {
          writeFile: (path, bytes) => void (written[path] = new TextDecoder().decode(bytes)),
          folders: { make: (path) => void (written[path] = "(a folder)") },
        },
        { signal },
      );
    } catch (error) {
      expect(written, "nothing is half-written").to.deep.equal({});
      throw error;
    }
    return written;
  }

  it("fetches and writes", async () => {
    expect(
      await install({ "files/a.txt": "", "files/b.txt": "deep/er/", "files/with space.txt": "" }),
    ).to.deep.equal({
      "a.txt": "contents of a",
      "deep/er/b.txt": "contents of b",
      "with space.txt": "spaced",
    });
  });

  for (const archive of ["app.zip", "app.whl", "app.tar", "app.tar.gz", "app.tgz"]) {
    it(`unpacks ${archive}`, async () => {
      const written = await install({ [`archives/${archive}`]: "there/*" });
      expect(written).to.include({
        "there/app/main.py": "print('main')\n",
        "there/app/data/a.txt": "a\n",
        "there/top.txt": "top\n",
      });
      if (/tar|tgz/.test(archive))
        expect(written).to.have.property(`there/deep/${"folder/".repeat(20)}long.txt`);
    });
  }

  it("unpacks to the working directory and the root, and copies an archive that is not to be unpacked", async () => {
    expect(await install({ "archives/app.zip": "*" })).to.have.property("top.txt");
    expect(await install({ "archives/app.zip": "./*" })).to.have.property("app/main.py");
    expect(await install({ "archives/app.zip": "/*" })).to.have.property("/top.txt");
    expect(await install({ "archives/app.zip": "" })).to.have.all.keys("app.zip");
  });

  it("refuses archives that lead out of their folder, are damaged, or are none", async () => {
    await rejection(install({ "archives/evil.zip": "x/*" }), "PY0000", "../evil.txt", "evil.zip");
    await rejection(install({ "archives/damaged.zip": "x/*" }), "PY0000", "damaged.zip", "is damaged");
    await rejection(install({ "archives/damaged.tgz": "x/*" }), "PY0000", "damaged.tgz", "is damaged");
    await rejection(
      install({ "archives/text.zip": "x/*" }),
      "PY0000",
      "not an archive",
      ".tar.gz",
      '"no archive"',
    );
  });

  it("refuses an archive's file that another source claims", async () => {
    await rejection(
      install({ "archives/app.zip": "x/*", "files/a.txt": "x/top.txt" }),
      "PY0409",
      "app.zip",
      "files/a.txt",
      '"x/top.txt"',
    );
  });

  it("takes the later of two archives' files for one path, with one warning that names it", async () => {
    const warnings = await warningsOf(async () => {
      expect(await install({ "archives/app.zip": "x/*", "archives/other.zip": "x/*" })).to.include({
        "x/top.txt": "another top\n",
        "x/app/main.py": "print('main')\n",
        "x/other.txt": "other\n",
      });
    });
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include('"x/top.txt"').and.include("app.zip").and.include("other.zip");
  });

  it("makes the empty folders of archives", async () => {
    expect(await install({ "archives/other.zip": "x/*" })).to.include({ "x/empty": "(a folder)" });
  });

  it("writes nothing when one file fails, and names it", async () => {
    const world = new World();
    await rejection(
      install({ "files/a.txt": "", "nothing.txt": "" }, world),
      "PY0404",
      world.url("nothing.txt").href,
      'the file "nothing.txt"',
      '"files"',
    );
    await rejection(install({ "files/a.txt": "", "status/500": "b" }, world), "PY0500", "500");
    await world.offline();
    await rejection(install({ "files/a.txt": "" }, world), "PY0001", world.url("files/a.txt").href);
  });

  it("reports how far it has come", async () => {
    const steps: LoadProgress[] = [];
    const { base } = new World();
    const planned = planFiles([{ files: { "files/a.txt": "", "files/b.txt": "" }, base }]);
    await installFiles(
      planned,
      { writeFile: () => {}, folders },
      { signal, onProgress: (step) => steps.push(step) },
    );
    expect(steps.at(-1)).to.include({ phase: "files", loaded: 26, total: 26 });
    expect(new Set(steps.map(({ item }) => item)).size).to.equal(2);
  });

  it("is ended by its signal, and writes nothing then", async () => {
    const controller = new AbortController();
    const { base } = new World();
    const installing = installFiles(
      planFiles([{ files: { "files/a.txt": "" }, base }]),
      { writeFile: () => expect.fail("written"), folders },
      { signal: controller.signal },
    );
    controller.abort();
    expect(await installing.catch((error: unknown) => error)).to.have.property("name", "AbortError");
  });
});
