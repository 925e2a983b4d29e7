import js from "@eslint/js";
import tseslint from "typescript-eslint";
import { exportedDocstring } from "./scripts/eslint-docstring.mjs";

// The limits of the house style (docs/developer/architecture.md) are rules here, so that taste is not needed.
export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "coverage/", "models/training/", "fixtures/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "max-params": "off",
      "@typescript-eslint/max-params": ["error", { max: 4 }],
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["src/**/*.ts", "src/**/*.tsx", "scripts/**/*.ts"],
    rules: {
      "max-lines": ["error", { max: 300 }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true, IIFEs: true }],
    },
  },
  {
    files: ["src/**/*.ts", "src/**/*.tsx"],
    plugins: { tagwatch: { rules: { "exported-docstring": exportedDocstring } } },
    rules: { "tagwatch/exported-docstring": "error" },
  },
  {
    files: ["test/**/*.ts", "test/**/*.tsx"],
    rules: { "max-lines": ["error", { max: 400 }] },
  },
  {
    files: [
      "src/unit/main.ts",
      "src/unit/cli/**/*.ts",
      "src/centre/cli/**/*.ts",
      "src/shared/platform/command-line.ts",
      "scripts/**/*.ts",
      "test/kit/receiver/main.ts",
    ],
    rules: { "no-console": "off" },
  },
  {
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: {
      globals: { process: "readonly", console: "readonly", URL: "readonly", Buffer: "readonly" },
    },
  },
);
