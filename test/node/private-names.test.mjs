import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runInNewContext } from "node:vm";
import { parseAst } from "rollup/parseAst";
import { privateNames } from "../../scripts/build/private-names.mjs";

const rename = (code) => privateNames.renderChunk.call({ parse: parseAst }, code).code;

describe("private names of minified code", () => {
  it("begin anew in each class, in the order of their declaration", () => {
    assert.equal(
      rename("class A{#ab=1;#cd(){return this.#ab}}class B{static #ef=2;x(){return#ef in B}}"),
      "class A{#t=1;#e(){return this.#t}}class B{static #t=2;x(){return#t in B}}",
    );
  });

  it("are one name for a getter and its setter, and no other than that of the class around", () => {
    const code = `class Outer{#one=1;make(){const outer=this;return new class{#two=2;get #sum(){return outer.#one+this.#two}
      set #sum(value){this.#two=value}read(){this.#sum=4;return this.#sum}}}}new Outer().make().read()`;
    const renamed = rename(code);
    assert.deepEqual(new Set(renamed.match(/#\w+/g)), new Set(["#t", "#e", "#s"]));
    assert.equal(runInNewContext(renamed), 5);
  });

  it("are as many as a class needs", () => {
    const names = Array.from({ length: 400 }, (_, index) => `#x${index}`);
    const renamed = rename(`class A{${names.map((name) => `${name}=0;`).join("")}}`).match(/#\w+/g);
    assert.equal(new Set(renamed).size, names.length);
  });
});
