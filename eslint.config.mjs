import js from "@eslint/js";
import globals from "globals";
import typescript from "typescript-eslint";
import { cyclesRule } from "./scripts/lint/cycles.mjs";
import { layersRule } from "./scripts/lint/layers.mjs";

export default typescript.config(
  {
    ignores: [
      ...["build/", "dist/", ".cache/", "coverage/", "bench/**/out/", "test/frameworks/angular/"],
      "storybook/static/",
    ],
  },
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
    plugins: { architecture: { rules: { layers: layersRule, cycles: cyclesRule } } },
    rules: {
      "architecture/layers": "error",
      "architecture/cycles": "error",
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
    files: ["demo/**", "bench/*/**", "test/**", "vite/reload.js", "src/elements/**/*.js"],
    ignores: ["test/node/**", "test/frameworks/*.mjs", "test/frameworks/harness/**"],
    languageOptions: { globals: globals.browser },
  },
);
