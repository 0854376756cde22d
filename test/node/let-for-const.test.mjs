import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runInNewContext } from "node:vm";
import { parseAst } from "rollup/parseAst";
import { letForConst } from "../../scripts/build/let-for-const.mjs";

const change = (code) => letForConst.renderChunk.call({ parse: parseAst }, code).code;

describe("constants of built code", () => {
  it("are variables that are declared by let, in every kind of declaration", () => {
    const code =
      "const[a,b]=[1,2];for(const x of[a,b])globalThis.sum=(globalThis.sum??0)+x;const{c}={c:'const '};";
    assert.equal(
      change(code),
      "let[a,b]=[1,2];for(let x of[a,b])globalThis.sum=(globalThis.sum??0)+x;let{c}={c:'const '};",
    );
    assert.equal(runInNewContext(`${change(code)}globalThis.sum`), 3);
  });
});
