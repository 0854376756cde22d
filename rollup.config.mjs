// Bundles what `tsc` emitted to `build/`:
// - `dist/core.js`, the drop-in: one file, parts that few pages need in `dist/chunks/`;
// - `dist/lib/`, the same modules one by one for bundlers, dependencies left to them.
import { readdirSync, readFileSync } from "node:fs";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import replace from "@rollup/plugin-replace";
import terser from "@rollup/plugin-terser";
import { archiveName } from "./scripts/archive.mjs";

const { version, dependencies } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));

const constants = (dist) =>
  replace({
    preventAssignment: true,
    values: {
      __ARCHIVE__: JSON.stringify(archiveName()),
      __VERSION__: JSON.stringify(version),
      ...(dist && { __DIST__: JSON.stringify(dist) }),
    },
  });

/** Writes where `dist/` is, seen from each module of the unbundled output. */
const relativeDist = {
  name: "relative-dist",
  transform(code, id) {
    if (!code.includes("__DIST__")) return null;
    const depth = id.slice(id.lastIndexOf("/build/") + "/build/".length).split("/").length;
    return { code: code.replaceAll("__DIST__", JSON.stringify("../".repeat(depth))), map: null };
  },
};

const elementModules = readdirSync(new URL("src/elements", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name.includes("-"))
  .flatMap(({ name }) => [`build/elements/${name}/${name}.js`, `build/elements/${name}/define.js`]);

export default [
  {
    input: { core: "build/core.js" },
    output: {
      dir: "dist",
      format: "es",
      sourcemap: true,
      chunkFileNames: "chunks/[name]-[hash].js",
      plugins: [terser({ module: true, ecma: 2022 })],
    },
    plugins: [constants("./"), nodeResolve()],
  },
  {
    input: ["build/core.js", ...elementModules],
    output: {
      dir: "dist/lib",
      format: "es",
      sourcemap: true,
      preserveModules: true,
      preserveModulesRoot: "build",
    },
    external: (id) => Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`)),
    plugins: [relativeDist, constants(), nodeResolve()],
  },
];
