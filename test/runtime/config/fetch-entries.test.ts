import { expect } from "chai";
import { expandConfig } from "../../../src/runtime/config/entries.js";
import { planFetch, type FetchEntry } from "../../../src/runtime/config/fetch-entries.js";
import { planFiles } from "../../../src/runtime/config/files.js";
import { resolveConfig } from "../../../src/runtime/config/read.js";
import { rejection, signal } from "./helpers.js";

const base = new URL("https://example.com/app/");

const plan = (...entries: FetchEntry[]) =>
  Object.fromEntries(planFetch(entries, base).map(({ url, path }) => [url.href, path]));

describe("fetch", () => {
  it("puts files where they are below the page, without a from", () => {
    expect(plan({ files: ["a.py", "./lib/b.py"] })).to.deep.equal({
      "https://example.com/app/a.py": "a.py",
      "https://example.com/app/lib/b.py": "lib/b.py",
    });
  });

  it("takes files below from, with a slash or without, and keeps their folders", () => {
    expect(plan({ from: "lib/", files: ["a.py"] }, { from: "more", files: ["/deep/b.py"] })).to.deep.equal({
      "https://example.com/app/lib/a.py": "a.py",
      "https://example.com/app/more/deep/b.py": "deep/b.py",
    });
    expect(plan({ from: "https://cdn.example/x", files: ["y/z.csv"], to_folder: "data" })).to.deep.equal({
      "https://cdn.example/x/y/z.csv": "data/y/z.csv",
    });
  });

  it("takes from alone for a file, under its own name or another", () => {
    expect(
      plan({ from: "lib/a.py?v=1" }, { from: "data.txt", to_folder: "./store", to_file: "w.txt" }),
    ).to.deep.equal({
      "https://example.com/app/lib/a.py?v=1": "a.py",
      "https://example.com/app/data.txt": "store/w.txt",
    });
    expect(plan({ from: "https://api.example/random?", to_file: "./joke.json" })).to.deep.equal({
      "https://api.example/random?": "joke.json",
    });
  });

  it("takes absolute folders, and URLs among files by their last part", () => {
    expect(plan({ files: ["https://cdn.example/x/y.py"], to_folder: "/home/lib" })).to.deep.equal({
      "https://cdn.example/x/y.py": "/home/lib/y.py",
    });
  });

  it("says what is too much, and what is missing", async () => {
    const fails = (entry: FetchEntry, ...says: string[]) =>
      rejection(
        Promise.resolve().then(() => plan(entry)),
        "PY1000",
        '"fetch[0]"',
        ...says,
      );
    await fails({ files: ["a"], to_file: "b" }, '"to_file"');
    await fails({ from: "lib/" }, '"lib/"', "ends in a slash");
    await fails({}, '"from"', '"files"');
  });

  it("is checked as the other keys are", async () => {
    const check = (fetch: unknown) => Promise.resolve().then(() => resolveConfig({ fetch }, base));
    await rejection(check("a.py"), "PY1000", '"fetch"', "a list of tables");
    await rejection(check([{ files: "a.py" }]), "PY1000", '"fetch[0].files"', "a list of strings");
    await rejection(check([{ to_folder: 3 }]), "PY1000", '"fetch[0].to_folder"');
    await check([{ files: ["a.py"], from: "", to_folder: ".", my_own: 1 }]);
  });

  it("goes together with files: two sources of one path are an error", async () => {
    const config = resolveConfig({ fetch: [{ files: ["a.py"] }], files: { "./b.py": "a.py" } }, base);
    const { files, fetched } = await expandConfig(config, "main", { signal });
    await rejection(
      Promise.resolve().then(() => planFiles(files, fetched)),
      "PY0409",
      "/app/a.py",
      "/app/b.py",
    );
  });
});
