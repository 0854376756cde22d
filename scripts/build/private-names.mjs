// Names `#private` members anew, each class for itself and in the order in which it declares them: the first
// is `#t` in every class. Terser gives each class names that no other has, which compress badly.
import MagicString from "magic-string";
import { children } from "./syntax-tree.mjs";

/** The letters that are the most frequent in minified code anyway. */
const LETTERS = "tesrniaochldupfmyg";

/** A plugin for Rollup's output; after Terser, whose names it replaces. */
export const privateNames = {
  name: "private-names",
  renderChunk(code) {
    const renamed = new MagicString(code);
    for (const { name, uses } of privateMembers(this.parse(code)))
      for (const { start, end } of uses) renamed.update(start, end, `#${name}`);
    return { code: renamed.toString(), map: renamed.generateMap({ hires: true }) };
  },
};

/**
 * The private members of all classes, with new names.
 *
 * @returns {{ name: string, uses: { start: number, end: number }[] }[]}
 */
function privateMembers(program) {
  const members = [];
  const scopes = [];
  const visit = (node) => {
    if (node.type === "PrivateIdentifier") {
      scopes
        .findLast((names) => names.has(node.name))
        .get(node.name)
        .uses.push(node);
      return;
    }
    if (node.type !== "ClassBody") {
      children(node).forEach(visit);
      return;
    }
    const keys = node.body.map(({ key }) => key).filter((key) => key?.type === "PrivateIdentifier");
    // A class within another may use the other's names: its own ones come after those.
    const taken = scopes.reduce((sum, names) => sum + names.size, 0);
    const names = new Map();
    for (const { name } of keys)
      if (!names.has(name)) names.set(name, { name: nameAt(taken + names.size), uses: [] });
    members.push(...names.values());
    scopes.push(names);
    children(node).forEach(visit);
    scopes.pop();
  };
  visit(program);
  return members;
}

/** Returns the name at a place: those of one letter, then those of two. */
function nameAt(index) {
  const rest = Math.floor(index / LETTERS.length);
  return LETTERS[index % LETTERS.length] + (rest > 0 ? nameAt(rest - 1) : "");
}
