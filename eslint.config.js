import eslintPlugin from "eslint-plugin-eslint-plugin";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig([
  globalIgnores(["dist/", ".cache/", "**/fixtures/", "native/**/built/", "**/target/", "src/resources/catalog/"]),
  {
    files: ["src/**/*.ts", "tests/**/*.ts", "scripts/**/*.ts", "bench/**/*.ts", "*.ts"],
    extends: [tseslint.configs.strict],
    languageOptions: { parserOptions: { ecmaVersion: "latest" } },
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  { files: ["src/rules/*.ts"], extends: [eslintPlugin.configs["rules-recommended"]] },
  { files: ["tests/rules/*.ts"], extends: [eslintPlugin.configs["tests-recommended"]] },
]);
