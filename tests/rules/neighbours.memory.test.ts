import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Linter, type Rule } from "eslint";
import { expect, it, onTestFinished } from "vitest";
import plugin from "../../src/index.ts";
import { collect } from "../runtime/collect.ts";

/** Lints a file in a linter of its own, and gives a weak reference to what the linter knows of it. */
function lint(root: string, code: string, seen: WeakRef<object>[]): string[] {
  const watch: Rule.RuleModule = {
    create({ sourceCode }) {
      seen.push(new WeakRef(sourceCode));
      return {};
    },
  };
  const { rules } = plugin.configs.strict as { rules: Linter.RulesRecord };
  const config = {
    files: ["**/*.js"],
    plugins: { "wasm-leaks": plugin, "test": { rules: { watch } } },
    rules: { ...rules, "test/watch": "error" },
  } as unknown as Linter.Config;
  return new Linter({ cwd: root })
    .verify(code, [config], { filename: join(root, "app.js") })
    .map(({ messageId }) => messageId ?? "");
}

it("a file that was read for another does not keep the other one, with its program of types, in memory", async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "wasm-leaks-memory-")));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  writeFileSync(
    join(root, "memory.js"),
    "export const make = (n) => Module._malloc(n); export const end = (p) => Module._free(p);",
  );
  const code = `import { end, make } from "./memory.js"; export function f(n) { const p = make(n); Module._fill(p); if (n > 9) return; end(p); }`;
  const seen: WeakRef<object>[] = [];
  expect(lint(root, code, seen)).toContain("path");
  expect(seen).toHaveLength(1);
  await collect(3);
  expect(seen[0]?.deref()).toBeUndefined();
});
