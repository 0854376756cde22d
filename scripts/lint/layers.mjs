// ESLint rule: a file imports from its own layer and from those below, never from one above, and the code of
// one thread never from that of the other. Types count as values do. Every file belongs to a layer.
import path from "node:path";
import { importsOf } from "./imports.mjs";

/**
 * The layers, highest first: what each is called, and the files and folders (with a slash at the end) that
 * are in it.
 */
const layers = [
  ["entry points", ["src/"]],
  ["elements", ["src/elements/"]],
  ["runtime", ["src/runtime/runtime.ts", "src/runtime/runtime-options.ts"]],
  ["page and workers", below("donkey/", "page/", "workers/page/", "workers/worker/")],
  ["environments", below("bridge/", "environment/", "host/", "terminal/", "workers/shared/")],
  [
    "interpreters, configuration, link, storage",
    below("config/", "folders/", "interpreters/", "link/", "runs/", "storage/"),
  ],
  ["foundations", below("capabilities.ts", "errors.ts", "lifetimes/", "loading/", "values/")],
];

/** Only files of the folder itself, not of folders in it. */
const flat = new Set(["src/"]);

function below(...names) {
  return names.map((name) => `src/runtime/${name}`);
}

/** @returns {number | undefined} the number of the layer that a file is in; the most exact name counts */
export function layerOf(file) {
  const matches = layers.flatMap(([, names], number) =>
    names
      .filter((name) => {
        if (!name.endsWith("/")) return file === name;
        return file.startsWith(name) && !(flat.has(name) && file.slice(name.length).includes("/"));
      })
      .map((name) => ({ number, length: name.length })),
  );
  return matches.sort((a, b) => b.length - a.length)[0]?.number;
}

/** The thread that a file's folder names. */
function threadOf(file) {
  return /\/(page|worker|shared)\//.exec(file)?.[1];
}

const otherThreads = { page: ["worker"], worker: ["page"], shared: ["page", "worker"] };

export const layersRule = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      unlisted: "This file belongs to no layer: add it, or its folder, to scripts/lint/layers.mjs.",
      above: '{{ to }} is in a layer above ("{{ upper }}" above "{{ own }}"): see docs/architecture.md.',
      thread: "{{ to }} runs on the other thread: share what both need in a `shared/` folder.",
    },
  },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join("/");
    const own = layerOf(file);
    return {
      Program(node) {
        if (own === undefined) return context.report({ node, messageId: "unlisted" });
        for (const { to, line } of importsOf(context.cwd, file, context.sourceCode.text)) {
          const loc = { line, column: 0 };
          const upper = layerOf(to);
          if (upper !== undefined && upper < own) {
            const data = { to, upper: layers[upper][0], own: layers[own][0] };
            context.report({ loc, messageId: "above", data });
          } else if (otherThreads[threadOf(file)]?.includes(threadOf(to))) {
            context.report({ loc, messageId: "thread", data: { to } });
          }
        }
      },
    };
  },
};
