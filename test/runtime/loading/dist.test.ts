/** The addresses of files beside the library's own. */
import { expect } from "chai";
import { ownAddress } from "../../../src/runtime/loading/dist.js";

describe("the address of a file", () => {
  it("is the file's where a CDN that makes modules adds /+esm to it", () => {
    const file = "https://cdn.example/npm/py-elements@1/dist/bridge.js";
    expect(ownAddress(`${file}/+esm`)).to.equal(file);
    expect(ownAddress(`${file}/+esm?x=1`)).to.equal(`${file}?x=1`);
    expect(ownAddress(`${file}/+esm#part`)).to.equal(`${file}#part`);
    expect(new URL("./core.js", ownAddress(`${file}/+esm`)).href).to.equal(file.replace("bridge", "core"));
  });

  it("is what it was where there is no such ending", () => {
    for (const url of [
      "https://a.example/dist/core.js",
      "https://a.example/+esmore/core.js",
      "file:///dist/core.js",
    ]) {
      expect(ownAddress(url)).to.equal(url);
    }
  });
});
