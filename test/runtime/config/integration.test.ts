/** Configurations in the real interpreters. Failures are tested in the other files, with an interpreter that
 * records. */
import { expect } from "chai";
import { installConfig, installPackages } from "../../../src/runtime/config/install.js";
import { resolveConfig } from "../../../src/runtime/config/read.js";
import { ofMicroPython, ofPyodide } from "../../../src/runtime/config/standard-library.js";
import type { Interpreter } from "../../../src/runtime/interpreters/interpreter.js";
import { micropython } from "../../../src/runtime/interpreters/micropython.js";
import { pyodide } from "../../../src/runtime/interpreters/pyodide.js";
import { bootForTest } from "../../harness/interpreters.js";
import { World } from "../../harness/packages/world.js";
import { rejection, signal } from "./helpers.js";

for (const driver of [micropython, pyodide]) {
  describe(`a configuration in ${driver.type === "py" ? "Pyodide" : "MicroPython"}`, () => {
    const world = new World();
    after(() => world.forgetPackages());
    let interpreter: Interpreter;
    const run = (source: string) => interpreter.execute(source, { filename: "app.py", run: 1 });
    const isPyodide = driver.type === "py";

    before(async function () {
      this.timeout(60_000);
      const booting = bootForTest(driver).then((booted) => booted.interpreter);
      const values = {
        packages: isPyodide
          ? ["greeting<2", "wheels/boxed-1.0-py3-none-any.whl"]
          : ["hello", "mip-url/package.json"],
        index_urls: isPyodide ? "pypi/{name}/json" : "mip",
        files: {
          "{FILES}": "files",
          "{FILES}/a.txt": "",
          "{FILES}/b.txt": "/data/deep/",
          "{FILES}/module.py": "",
          "archives/app.tar.gz": "unpacked/*",
        },
      };
      await installConfig(resolveConfig(values, world.base), booting, { signal });
      interpreter = await booting;
    });

    after(() => interpreter?.dispose());

    it("has the modules that count as the standard library", async () => {
      const names = isPyodide ? ofPyodide : ofMicroPython;
      const code = isPyodide
        ? `import sys; [name for name in ${JSON.stringify(names)} if name not in sys.stdlib_module_names]`
        : names.map((name) => `import ${name}`).join("\n") + "\n[]";
      expect(await run(code)).to.deep.equal([]);
    });

    it("lets Python open the files", () => {
      expect(run('open("a.txt").read()')).to.equal("contents of a");
      expect(run('open("/data/deep/b.txt").read()')).to.equal("contents of b");
      expect(run('open("unpacked/app/data/a.txt").read()')).to.equal("a\n");
    });

    it("lets Python import a file", () => {
      expect(run("import module\nmodule.answer")).to.equal(42);
    });

    if (isPyodide) {
      it("lets Python import packages and what they need", () => {
        expect(run("import greeting\ngreeting.__version__ + greeting.shout.__version__")).to.equal("1.12.0");
        expect(run("import boxed\nboxed.__version__")).to.equal("1.0");
      });

      it("lets importlib.metadata find them", () => {
        expect(run('from importlib.metadata import version, requires\nversion("greeting")')).to.equal("1.1");
        expect(run('requires("greeting")[0]')).to.equal("shout>=1.0");
      });

      it("installs more later, from a wheel in the file system too", async () => {
        const later = resolveConfig({ index_urls: "pypi" }, world.base);
        await installPackages(["marked"], later, interpreter, { signal });
        expect(run("import marked, megaphone\nmegaphone.name")).to.equal("megaphone");
        const wheel = await (await fetch(world.url("wheels/oldschool-1.0-py3-none-any.whl"))).arrayBuffer();
        interpreter.writeFile("/tmp/oldschool-1.0-py3-none-any.whl", new Uint8Array(wheel));
        const conflict = installPackages(["emfs:/tmp/oldschool-1.0-py3-none-any.whl"], later, interpreter, {
          signal,
        });
        await rejection(conflict, "PY1001", '"shout" 2.0 is installed already', "oldschool 1.0");
      });
    } else {
      it("lets Python import packages and what they need", () => {
        expect(run("import hello\nhello.greet()")).to.equal("hello mip");
        expect(run("import pkg\npkg.value")).to.equal(42);
      });

      it("installs more later", async () => {
        const later = resolveConfig({}, world.base);
        await installPackages(["mip-url/single.py"], later, interpreter, { signal });
        expect(run("import single\nsingle.single")).to.equal(true);
      });
    }
  });
}
