// The outcome of bundling of an import of one element, against that of the whole library.
import { brotliCompressSync } from "node:zlib";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { rollup } from "rollup";

const imports = {
  "py-elements": "dist/lib/core.js",
  "py-elements/elements/mpy-script/define": "dist/lib/elements/mpy-script/define.js",
  "py-elements/elements/py-script/define": "dist/lib/elements/py-script/define.js",
  "py-elements/elements/py-terminal/define": "dist/lib/elements/py-terminal/define.js",
};

/**
 * Bundles each import, with the dependencies.
 *
 * @returns {Promise<string>} a table in Markdown
 */
export async function weighImports() {
  const rows = [];
  for (const [name, input] of Object.entries(imports)) {
    const { atOnce, later } = await weigh(input);
    rows.push(`| \`import "${name}"\` | ${kB(atOnce.raw)} | ${kB(atOnce.bytes)} | ${kB(later.raw)} |`);
  }
  return `| import | loaded at once | brotli | when it is used, raw |\n| --- | ---: | ---: | ---: |\n${rows.join("\n")}`;
}

async function weigh(input) {
  const bundle = await rollup({
    input,
    onwarn: () => {},
    plugins: [nodeResolve({ browser: true, ignoreSideEffectsForRoot: true })],
  });
  const plugins = [terser({ module: true, ecma: 2022 })];
  const { output } = await bundle.generate({ format: "es", plugins });
  await bundle.close();
  const chunks = new Map(
    output.filter(({ type }) => type === "chunk").map((chunk) => [chunk.fileName, chunk]),
  );
  const atOnce = new Set();
  const follow = (name) => {
    const chunk = chunks.get(name);
    if (!chunk || atOnce.has(name)) return;
    atOnce.add(name);
    chunk.imports.forEach(follow);
  };
  follow(output[0].fileName);
  const sum = (names) => {
    const codes = names.map((name) => chunks.get(name).code);
    const bytes = codes.map((code) => brotliCompressSync(code).length);
    return { raw: total(codes.map(({ length }) => length)), bytes: total(bytes) };
  };
  return { atOnce: sum([...atOnce]), later: sum([...chunks.keys()].filter((name) => !atOnce.has(name))) };
}

function total(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
