import eslintPlugin from "eslint-plugin-eslint-plugin";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";
import wasmLeaks from "wasm-leaks";

export default defineConfig([
  globalIgnores(["dist/", ".cache/", "**/fixtures/", "native/**/built/", "**/target/", "src/resources/catalog/"]),
  // Our own rules, as built. The demo, and the tests of what sees leaks in a running program, leak on purpose.
  {
    ...wasmLeaks.configs.recommended,
    ignores: ["demo/src/**", "tests/e2e/packages/programs/**", "tests/runtime/**", "tests/resources/runtime.test.ts"],
  },
  {
    // Declarations as generators write them, with their own directives.
    files: ["tests/rules/typed/**/*.d.ts"],
    linterOptions: { reportUnusedDisableDirectives: "off" },
  },
  {
    files: ["**/*.ts", "**/*.js"],
    extends: [tseslint.configs.strict],
    languageOptions: { parserOptions: { ecmaVersion: "latest" } },
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  // Scripts and tests work on plain data whose keys are computed.
  { files: ["scripts/**", "tests/**"], rules: { "@typescript-eslint/no-dynamic-delete": "off" } },
  { files: ["src/rules/*.ts"], extends: [eslintPlugin.configs["rules-recommended"]] },
  { files: ["tests/rules/*.ts"], extends: [eslintPlugin.configs["tests-recommended"]] },
]);
