import { build } from "esbuild";

await build({
  entryPoints: ["src/main.js"],
  outdir: "static",
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
});
