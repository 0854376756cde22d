import { expect } from "chai";
import { Disposables } from "../../../src/runtime/lifetimes/disposables.js";

describe("Disposables", () => {
  it("ends what it holds in reverse order, once", () => {
    const ended: string[] = [];
    const owned = new Disposables();
    owned.add(() => ended.push("first"));
    owned.add({ dispose: () => ended.push("second") });
    owned.dispose();
    owned.dispose();
    expect(ended).to.deep.equal(["second", "first"]);
  });

  it("ends at once what is added too late", () => {
    const owned = new Disposables();
    owned.dispose();
    let ended = false;
    owned.add(() => (ended = true));
    expect(ended).to.equal(true);
  });

  it("lets go of what is taken back", () => {
    const owned = new Disposables();
    let ended = false;
    const release = owned.add(() => (ended = true));
    release();
    owned.dispose();
    expect(ended).to.equal(false);
  });

  it("ends everything even when one throws, and reports all that was thrown", () => {
    const owned = new Disposables();
    let ended = false;
    owned.add(() => (ended = true));
    owned.add(() => {
      throw new Error("one");
    });
    expect(() => owned.dispose()).to.throw("one");
    expect(ended).to.equal(true);
  });
});
