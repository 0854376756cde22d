import { expect } from "chai";
import { Handles } from "../../../../src/runtime/link/page/handles.js";
import { FIRST_OWN_HANDLE, ROOT } from "../../../../src/runtime/link/shared/protocol.js";

describe("the page's table of objects that a worker holds", () => {
  const root = { name: "root" };

  it("holds the root from the start, and never lets go of it", () => {
    const handles = new Handles(root);
    expect(handles.get(ROOT)).to.equal(root);
    expect(handles.release(ROOT, 100)).to.equal(undefined);
    expect(handles.get(ROOT)).to.equal(root);
  });

  it("gives one object one handle, until all of its uses are let go of", () => {
    const handles = new Handles(root);
    const object = {};
    const handle = handles.give(object);
    expect(handles.give(object)).to.equal(handle);
    expect(handles.give({})).not.to.equal(handle);
    expect(handles.release(handle, 1)).to.equal(undefined);
    expect(handles.get(handle)).to.equal(object);
    expect(handles.release(handle, 1)).to.equal(object);
    expect(() => handles.get(handle)).to.throw(ReferenceError, "not held any more");
  });

  it("gives the handle of a collected object to another, so that the numbers do not grow for ever", () => {
    const handles = new Handles(root);
    const handle = handles.give({});
    handles.release(handle, 1);
    const other = {};
    expect(handles.give(other)).to.equal(handle);
    expect(handles.get(handle)).to.equal(other);
  });

  it("never gives a handle that the worker has allotted to another object", () => {
    const handles = new Handles(root);
    handles.adopt(FIRST_OWN_HANDLE, {});
    expect(handles.release(FIRST_OWN_HANDLE, 1)).to.be.an("object");
    expect(handles.give({})).to.be.below(FIRST_OWN_HANDLE);
  });

  it("knows an adopted object when the page gives it, and keeps the first handle of one that has two", () => {
    const handles = new Handles(root);
    const object = {};
    handles.adopt(FIRST_OWN_HANDLE, object);
    expect(handles.give(object)).to.equal(FIRST_OWN_HANDLE);
    const known = {};
    const handle = handles.give(known);
    handles.adopt(FIRST_OWN_HANDLE + 1, known);
    handles.release(FIRST_OWN_HANDLE + 1, 1);
    expect(handles.give(known)).to.equal(handle);
  });

  it("ignores the release of a handle that is not held", () => {
    expect(new Handles(root).release(12345, 1)).to.equal(undefined);
  });

  it("refuses to let go of an object more often than it was given, since its number may be another's soon", () => {
    const handles = new Handles(root);
    const object = {};
    const handle = handles.give(object);
    handles.give(object);
    for (const count of [0, -1, 3])
      expect(() => handles.release(handle, count), String(count)).to.throw(RangeError);
    expect(handles.get(handle)).to.equal(object);
    expect(handles.release(handle, 2)).to.equal(object);
  });

  it("refuses to keep an object under a number that is the page's or another object's, and what is no object", () => {
    const handles = new Handles(root);
    const object = {};
    const handle = handles.give(object);
    handles.adopt(FIRST_OWN_HANDLE, object);
    for (const taken of [ROOT, handle, handle + 1, FIRST_OWN_HANDLE])
      expect(() => handles.adopt(taken, {}), String(taken)).to.throw(RangeError);
    expect(() => handles.adopt(FIRST_OWN_HANDLE + 1, 5 as unknown as object)).to.throw(TypeError);
    expect(handles.get(FIRST_OWN_HANDLE)).to.equal(object);
    expect(handles.get(ROOT)).to.equal(root);
  });

  it("counts the objects that it holds, and holds none when it is cleared", () => {
    const handles = new Handles(root);
    handles.give({});
    handles.give(Symbol("held"));
    expect(handles.size).to.equal(3);
    handles.clear();
    expect(handles.size).to.equal(0);
    expect(() => handles.get(ROOT)).to.throw(ReferenceError);
  });
});
