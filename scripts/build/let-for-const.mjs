// `const`, which has done its work when the types are checked, becomes `let`: the two are one word then, and
// Terser makes one statement of those that follow each other.
import MagicString from "magic-string";
import { children } from "./syntax-tree.mjs";

/** A plugin for Rollup's output; before Terser. */
export const letForConst = {
  name: "let-for-const",
  renderChunk(code) {
    const renamed = new MagicString(code);
    for (const start of constants(this.parse(code))) renamed.update(start, start + "const".length, "let");
    return { code: renamed.toString(), map: renamed.generateMap({ hires: true }) };
  },
};

/** Finds the beginnings of declarations of constants. */
function* constants(node) {
  if (node.type === "VariableDeclaration" && node.kind === "const") yield node.start;
  for (const child of children(node)) yield* constants(child);
}
