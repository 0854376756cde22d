/** Folders of the computer, as the page asks for them. */
import { expect } from "chai";
import { until } from "../../harness/page.js";
import { openFolder } from "../../../src/runtime/page/folders.js";

describe("a folder of the computer", () => {
  before(function () {
    if (!("showDirectoryPicker" in globalThis)) this.skip();
  });

  const request = { action: "mount", path: "/gone", mode: "read", id: "pyscript", root: "" } as const;

  it("is not asked for when the run that wants it has ended", async () => {
    expect(await openFolder(request, AbortSignal.abort())).to.equal("PermissionError: it was not allowed");
    expect(document.querySelector("dialog") === null).to.equal(true);
  });

  it("is a PermissionError when the reader does not allow it", async () => {
    if (navigator.userActivation.isActive) return; // The browser asks by itself then.
    const answer = openFolder(request, new AbortController().signal);
    await until(() => document.querySelector("dialog") !== null);
    const [, notNow] = document.querySelectorAll<HTMLButtonElement>("dialog button");
    notNow?.click();
    expect(await answer).to.equal("PermissionError: it was not allowed");
    expect(document.querySelector("dialog") === null).to.equal(true);
  });
});
