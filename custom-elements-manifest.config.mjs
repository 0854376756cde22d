// The custom elements manifest: what elements there are, described once, in their JSDoc.
export default {
  globs: ["src/elements/**/*.ts"],
  litelement: true,
  packagejson: false,
  quiet: true,
};
