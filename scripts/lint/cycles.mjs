// ESLint rule: files do not import each other in a circle, neither by values nor by types. What is loaded
// lazily, by `import()`, may import what loads it. (`import-x/no-cycle` leaves types out.)
import path from "node:path";
import { importsOf, importsOnDisk } from "./imports.mjs";

/** @returns {string[] | undefined} the files from `start` to `goal`, the shortest way */
function findPath(root, start, goal) {
  const cameFrom = new Map([[start, undefined]]);
  const queue = [start];
  for (const file of queue) {
    if (file === goal) {
      const way = [];
      for (let at = file; at !== undefined; at = cameFrom.get(at)) way.unshift(at);
      return way;
    }
    for (const { to, lazy } of importsOnDisk(root, file)) {
      if (lazy || cameFrom.has(to)) continue;
      cameFrom.set(to, file);
      queue.push(to);
    }
  }
  return undefined;
}

export const cyclesRule = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      cycle: "These files import each other in a circle: {{ way }}. Move what both need below them.",
    },
  },
  create(context) {
    const root = context.cwd;
    const file = path.relative(root, context.filename).split(path.sep).join("/");
    return {
      Program() {
        for (const { to, line, lazy } of importsOf(root, file, context.sourceCode.text)) {
          const way = lazy ? undefined : findPath(root, to, file);
          if (!way) continue;
          context.report({
            loc: { line, column: 0 },
            messageId: "cycle",
            data: { way: [file, ...way].map((name) => name.replace("src/", "")).join(" → ") },
          });
        }
      },
    };
  },
};
