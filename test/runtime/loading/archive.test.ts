import { expect } from "chai";
import { LoadError } from "../../../src/runtime/errors.js";
import { fetchArchive, partsNeeded, readContainer, splitBase } from "../../../src/runtime/loading/archive.js";

/** A container as the build writes it. */
function container(files: Readonly<Record<string, readonly number[]>>): ArrayBuffer {
  const lengths = Object.entries(files).map(([path, data]) => [path, data.length]);
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(lengths)));
  const bytes = Uint8Array.from([0, 0, 0, 0, ...header, ...Object.values(files).flat()]);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  return bytes.buffer;
}

describe("archives of the Python package", () => {
  describe("the parts that a source needs", () => {
    const cases: readonly [source: string, parts: readonly string[]][] = [
      ["print(1)", []],
      ["import pyscripting", []],
      ["from pyscript import display", ["base"]],
      ["from pyscript import display as show, when", ["base"]],
      ["from pyscript import (  # names\n  display,  # and fetch\n  window,\n)", ["base"]],
      ["from pyscript import display, \\\n  document", ["base"]],
      ["import pyscript\npyscript.display(1)", ["base"]],
      ["from pyscript import fetch", ["base", "more"]],
      ["from pyscript import (\n  display,\n  fetch,\n)", ["base", "more"]],
      ["import pyscript\npyscript.storage", ["base", "more"]],
      ["from pyscript.web import page", ["base", "more"]],
      ["from pyscript import *", ["base", "more"]],
      ["import pyscript as ps", ["base", "more"]],
      ["__import__('pyscript')", ["base", "more"]],
      ["import pyscript\nvars(pyscript)", ["base", "more"]],
      ["import polyscript", ["base", "more"]],
    ];
    for (const [source, parts] of cases) {
      it(`are [${parts.join()}] for ${JSON.stringify(source)}`, () => {
        expect(partsNeeded(source)).to.deep.equal(parts);
      });
    }

    it("are all of them in a worker that imports js, which stands on the package there", () => {
      expect(partsNeeded("from js import document")).to.deep.equal([]);
      expect(partsNeeded("from js import document", true)).to.deep.equal(["base", "more"]);
    });
  });

  it("are split without losing a file, and the runner boots before output is there", () => {
    const paths = [
      "__init__",
      "_context",
      "_platform",
      "_runner",
      "_host",
      "_link_values",
      "_link_iterations",
      "output",
    ];
    const base = new Map(paths.map((name) => [`pyscript/${name}.py`, name]));
    const [boot, rest] = splitBase(base);
    expect([...rest.values()]).to.deep.equal(["_link_iterations", "output"]);
    expect(new Map([...boot, ...rest])).to.have.all.keys([...base.keys()]);
  });

  it("give back the files of a container, empty ones among them", () => {
    const files = readContainer(container({ "a.mpy": [1, 2, 3], "empty.mpy": [], "b/é.mpy": [4] }));
    expect([...files].map(([path, data]) => [path, [...(data as Uint8Array)]])).to.deep.equal([
      ["a.mpy", [1, 2, 3]],
      ["empty.mpy", []],
      ["b/é.mpy", [4]],
    ]);
  });

  describe("when they are fetched", () => {
    const failureOf = (url: URL) =>
      fetchArchive(url).then(
        () => undefined,
        (error: unknown) => error,
      );

    it("name the address of one that is not there", async () => {
      const url = new URL("/test-server/no-such-archive.json", location.href);
      const error = await failureOf(url);
      expect(error).to.be.instanceOf(LoadError);
      expect((error as LoadError).url).to.equal(url.href);
    });

    it("reject a page that a server sends in the place of one", async () => {
      const page = URL.createObjectURL(new Blob(["<!doctype html>"], { type: "text/html" }));
      const error = await failureOf(new URL(page));
      expect(error).to.be.instanceOf(LoadError);
      URL.revokeObjectURL(page);
    });

    it("arrive as the files that they hold", async () => {
      const address = URL.createObjectURL(new Blob([container({ "a.mpy": [7] })]));
      const files = await fetchArchive(new URL(address));
      expect([...(files.get("a.mpy") as Uint8Array)]).to.deep.equal([7]);
      URL.revokeObjectURL(address);
    });
  });
});
