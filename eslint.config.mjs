import js from "@eslint/js";
import globals from "globals";
import typescript from "typescript-eslint";

/**
 * The direction of imports: a layer imports from those below it and from itself, never from one above.
 * `files` are the layer's own, `imports` matches how others import them.
 */
const layers = [
  {
    name: "entry points",
    files: ["src/*.ts"],
    imports: String.raw`^(\.\./)+(core|bridge|donkey|service-worker)\.js$`,
  },
  { name: "elements", files: ["src/elements/**"], imports: "/elements/" },
  ...[
    ["runtime"],
    ["environment", "page", "workers", "bridge"],
    ["interpreters", "config", "link", "storage", "host", "runs"],
    ["values", "errors", "lifetimes/disposables", "capabilities"],
  ].map((names) => ({
    name: names.join(", "),
    files: names.flatMap((name) => [`src/runtime/${name}.ts`, `src/runtime/${name}/**`]),
    imports: String.raw`^\.{1,2}/(\.\./)*(${names.join("|")})(\.js$|/)`,
  })),
];

const importDirection = layers.slice(1).map((layer, index) => ({
  files: layer.files,
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: layers
          .slice(0, index + 1)
          .map(({ name, imports }) => ({ regex: imports, message: `It is in a layer above (${name}).` })),
      },
    ],
  },
}));

export default typescript.config(
  { ignores: ["build/", "dist/", ".cache/", "coverage/", "bench/**/out/"] },
  js.configs.recommended,
  typescript.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["src/**/*.ts", "test/**/*.ts"],
    languageOptions: {
      parserOptions: { project: ["tsconfig.shared.json", "tsconfig.page.json", "test/tsconfig.json"] },
    },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
    },
  },
  {
    files: ["src/**/*.ts"],
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
    },
  },
  {
    // `expect(x).to.be.true` is an expression, and a test may know more than the compiler.
    files: ["test/**"],
    rules: {
      "@typescript-eslint/no-unused-expressions": "off",
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[object.name=/^(describe|it|test|suite)$/][property.name='only']",
          message: "A test marked `only` hides the others.",
        },
      ],
    },
  },
  {
    files: ["**/*.mjs", "**/*.cjs", "vite/*.js"],
    languageOptions: { globals: globals.node },
  },
  { files: ["**/*.cjs"], languageOptions: { sourceType: "commonjs" } },
  {
    files: ["demo/**", "bench/*/**", "test/**", "vite/reload.js"],
    ignores: ["test/node/**"],
    languageOptions: { globals: globals.browser },
  },
  ...importDirection,
);
