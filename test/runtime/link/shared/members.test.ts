/** The table of what a worker does without waiting: what it lets pass, what not. That all of it works,
 * `test/suites/members-suite.ts` shows. */
import { expect } from "chai";
import { interfaceName, memberCodes } from "../../../../src/runtime/link/page/member-codes.js";
import {
  ANY,
  type ArgumentFacts,
  callResult,
  createdInterface,
  getterResult,
  isPlain,
  mayQueueCall,
  mayQueueSet,
  METHOD,
} from "../../../../src/runtime/link/shared/members.js";

const fresh = { fresh: "a node" };
const facts: ArgumentFacts = {
  fresh: (value) => value === fresh,
  callback: (value) => typeof value === "function",
};

/** Returns the code that a worker finds: that of the nearest prototype that has the member. */
function codeOf(object: object, member: string, shape?: string): number {
  let name = shape;
  for (
    let at = Object.getPrototypeOf(object) as object | null;
    at;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    const codes = memberCodes(at, name);
    if (member in codes) return codes[member] ?? 0;
    if (ANY in codes && isPlain(member)) return codes[ANY] ?? 0;
    name = undefined;
  }
  return 0;
}

const sets = (object: object, member: string, value: unknown, shape?: string) =>
  mayQueueSet(codeOf(object, member, shape), value, facts);
const calls = (object: object, member: string, ...args: unknown[]) =>
  mayQueueCall(codeOf(object, member), args, facts);

describe("the codes of members", () => {
  const div = document.createElement("div");

  it("leave out the classes of the global object, which browsers make when they are first looked at", () => {
    const names = Object.keys(memberCodes(globalThis));
    expect(names).to.include.members(["fetch", "setTimeout", "document"]);
    expect(names.filter((name) => /^[A-Z]/.test(name))).to.deep.equal([]);
  });

  it("let pass setters that never throw, for primitives", () => {
    for (const member of ["textContent", "id", "className", "title", "hidden", "tabIndex", "ariaLabel"]) {
      for (const value of ["", "text", 1, NaN, true, null]) {
        expect(sets(div, member, value), `${member} = ${String(value)}`).to.equal(true);
      }
      for (const value of [{}, undefined, 1n, Symbol("s"), () => {}]) {
        expect(sets(div, member, value), `${member} = ${String(value)}`).to.equal(false);
      }
    }
    expect(sets(document.createElement("progress"), "value", 0.5)).to.equal(true);
    expect(sets(document.createElement("progress"), "value", NaN)).to.equal(false);
    expect(sets(document.createElement("progress"), "value", "half")).to.equal(false);
  });

  it("codes hold back members that may throw, or are not known", () => {
    for (const member of [
      "innerHTML",
      "outerHTML",
      "contentEditable",
      "nonsense",
      "constructor",
      "parentNode",
    ]) {
      expect(sets(div, member, "x"), member).to.equal(false);
    }
    expect(sets(document.createElement("input"), "value", "x")).to.equal(false);
    expect(sets(document.createElement("input"), "maxLength", 1)).to.equal(false);
    expect(sets(document.createElement("script"), "textContent", "x")).to.equal(false);
    expect(sets(document.createElement("form"), "id", "x")).to.equal(false);
    for (const member of ["querySelector", "attachShadow", "dispatchEvent", "toggleAttribute", "matches"]) {
      expect(codeOf(div, member), member).to.equal(METHOD);
    }
    expect(calls(document.createElement("script"), "setAttribute", "src", "x.js")).to.equal(false);
  });

  it("look at the arguments", () => {
    expect(calls(div, "setAttribute", "data-x", "1")).to.equal(true);
    expect(calls(div, "setAttribute", "a b", "1")).to.equal(false);
    expect(calls(div, "setAttribute", "onclick", "1")).to.equal(false);
    expect(calls(div, "setAttribute", "id")).to.equal(false);
    expect(calls(div.classList, "add", "a", "b")).to.equal(true);
    expect(calls(div.classList, "add", "a b")).to.equal(false);
    expect(calls(div.classList, "remove", "")).to.equal(false);
    const canvas = document.createElement("canvas").getContext("2d") as object;
    expect(calls(canvas, "arc", 1, 2, 3, 0, 7)).to.equal(true);
    expect(calls(canvas, "arc", 1, 2, -3, 0, 7)).to.equal(false);
    expect(calls(canvas, "fillRect", 1, 2, 3)).to.equal(false);
  });

  it("insert fresh nodes", () => {
    expect(calls(div, "append", fresh, "text")).to.equal(true);
    expect(calls(div, "append", {})).to.equal(false);
    expect(calls(div, "appendChild", fresh)).to.equal(true);
    expect(calls(div, "appendChild", "text")).to.equal(false);
    expect(callResult(codeOf(div, "appendChild"))).to.equal("argument");
    expect(calls(document.createDocumentFragment(), "append", fresh)).to.equal(true);
    expect(calls(document, "append", fresh)).to.equal(false);
    expect(calls(document.documentElement, "before", fresh)).to.equal(false);
    expect(calls(document.createComment(""), "before", fresh)).to.equal(false);
    expect(calls(document.createTextNode(""), "before", fresh)).to.equal(true);
    expect(calls(document.createTextNode(""), "appendChild", fresh)).to.equal(false);
  });

  it("create what is known", () => {
    const code = codeOf(document, "createElement");
    expect(mayQueueCall(code, ["p"], facts)).to.equal(true);
    expect(callResult(code)).to.equal("created");
    expect(createdInterface(code, ["p"])).to.equal("HTMLParagraphElement");
    expect(createdInterface(code, ["section"])).to.equal("HTMLElement");
    expect(mayQueueCall(code, ["my-tag"], facts)).to.equal(false);
    expect(mayQueueCall(code, ["<"], facts)).to.equal(false);
    const ns = codeOf(document, "createElementNS");
    expect(createdInterface(ns, ["http://www.w3.org/2000/svg", "circle"])).to.equal("SVGCircleElement");
  });

  it("know objects that are always the same", () => {
    expect(getterResult(codeOf(div, "classList"))).to.equal("DOMTokenList");
    expect(getterResult(codeOf(div, "style"))).to.equal("InlineStyle");
    expect(getterResult(codeOf(div, "firstChild"))).to.equal(undefined);
    expect(sets(div, "classList", "a b")).to.equal(true);
    expect(sets(div.dataset, "userId", "1")).to.equal(true);
    expect(sets(div.dataset, "a-b", "1")).to.equal(false);
    expect(sets(div.style, "color", "red", "InlineStyle")).to.equal(true);
    expect(sets(div.style, "length", 1, "InlineStyle")).to.equal(false);
    // The result of `getComputedStyle` is read-only, and of the same class.
    expect(sets(div.style, "color", "red")).to.equal(false);
  });

  it("listen", () => {
    expect(calls(div, "addEventListener", "click", () => {})).to.equal(true);
    expect(calls(div, "addEventListener", "click", {})).to.equal(false);
    expect(sets(div, "onclick", () => {})).to.equal(true);
    expect(sets(div, "onclick", null)).to.equal(true);
    expect(sets(div, "onclick", {})).to.equal(false);
  });

  it("codes hold back members that the page has replaced", () => {
    class Own extends HTMLElement {
      override set textContent(_: string) {
        throw new Error("never");
      }
      override get textContent(): string {
        return "";
      }
      override remove(): void {}
    }
    customElements.define("own-members", Own);
    const own = new Own();
    expect(interfaceName(Own.prototype)).to.equal(undefined);
    expect(sets(own, "textContent", "x")).to.equal(false);
    expect(calls(own, "remove")).to.equal(false);
    expect(calls(own, "cloneNode")).to.equal(false);
    expect(sets(own, "id", "x")).to.equal(true);

    const { remove } = Element.prototype;
    Element.prototype.remove = () => {};
    try {
      expect(calls(div, "remove")).to.equal(false);
    } finally {
      Element.prototype.remove = remove;
    }
    expect(calls(div, "remove")).to.equal(true);

    class Element2 {
      remove(): void {}
    }
    Object.defineProperty(Element2, "name", { value: "Element" });
    expect(codeOf(new Element2(), "remove")).to.equal(METHOD);
  });
});
