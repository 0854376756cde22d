import { expect } from "chai";
import { installConfig } from "../../../src/runtime/config/install.js";
import { resolveConfig } from "../../../src/runtime/config/read.js";
import { RecordingInterpreter } from "../../harness/packages/recording-interpreter.js";
import { World } from "../../harness/packages/world.js";
import { rejection, signal } from "./helpers.js";

describe("js_modules", () => {
  const world = new World();
  const load = (js_modules: object, thread?: "worker", addStylesheet?: (url: URL) => void) =>
    installConfig(resolveConfig({ js_modules }, world.base), new RecordingInterpreter("wheel"), {
      signal,
      thread,
      addStylesheet,
    });

  it("imports the modules of its thread, relative to the configuration", async () => {
    const js_modules = {
      main: { "modules/tools.js": "tools" },
      worker: { "./modules/tools.js?worker": "other" },
    };
    const main = await load(js_modules);
    expect([...main.keys()]).to.deep.equal(["tools"]);
    expect(main.get("tools")).to.have.property("tool", "hammer");
    expect([...(await load(js_modules, "worker")).keys()]).to.deep.equal(["other"]);
  });

  it("hands stylesheets to the page", async () => {
    const added: string[] = [];
    const main = { "modules/style.css?v=1": "tools", "modules/tools.js": "tools" };
    const modules = await load({ main }, undefined, (url) => void added.push(url.href));
    expect([...modules.keys()]).to.deep.equal(["tools"]);
    expect(added).to.deep.equal([world.url("modules/style.css?v=1").href]);
  });

  it("names the URL and the module that cannot be imported", async () => {
    const missing = world.url("modules/none.js").href;
    await rejection(load({ main: { "modules/none.js": "none" } }), "PY0404", missing, '"none"', "404");
    await rejection(load({ main: { "modules/broken.js": "bad" } }), "PY0000", '"bad"', "broken inside");
  });

  it("refuses two modules of one name, and what is no URL", async () => {
    await rejection(
      load({ main: { "modules/tools.js": "x", "modules/broken.js": "x" } }),
      "PY0409",
      "modules/tools.js",
      "modules/broken.js",
    );
    await rejection(load({ main: { "https://": "x" } }), "PY1000", '"https://"');
  });
});

describe("installConfig", () => {
  it("fetches while the interpreter is loading, and writes when it has loaded", async () => {
    const world = new World();
    const interpreter = new RecordingInterpreter("wheel");
    let loaded = (_: RecordingInterpreter): void => {};
    const loading = new Promise<RecordingInterpreter>((resolve) => (loaded = resolve));
    const installing = installConfig(resolveConfig({ files: { "files/a.txt": "" } }, world.base), loading, {
      signal,
    });
    while (!("files/a.txt" in (await world.requests())))
      await new Promise((resolve) => setTimeout(resolve, 10));
    loaded(interpreter);
    await installing;
    expect(interpreter.files.get("a.txt")).to.equal("contents of a");
  });

  it("fails with the interpreter", async () => {
    const world = new World();
    const config = resolveConfig({ files: { "files/a.txt": "" }, packages: ["shout"] }, world.base);
    const error = new Error("no interpreter");
    expect(
      await installConfig(config, Promise.reject(error), { signal }).catch((error: unknown) => error),
    ).to.equal(error);
  });
});
