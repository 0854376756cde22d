/** Folders of the computer, as the page asks for them. */
import { expect } from "chai";
import { openFolder } from "../../../src/runtime/page/folders.js";

describe("a folder of the computer", () => {
  before(function () {
    if (!("showDirectoryPicker" in globalThis)) this.skip();
  });

  it("is not asked for when the run that wants it has ended", async () => {
    const request = { action: "mount", path: "/gone", mode: "read", id: "pyscript", root: "" } as const;
    const signal = AbortSignal.abort();
    expect(await openFolder(request, signal)).to.include("it was not allowed");
    expect(document.querySelector("dialog") === null).to.equal(true);
  });
});
