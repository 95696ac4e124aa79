import { Linter } from "eslint";
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from "vitest";
import { createRule } from "../../../src/rules/create-rule.ts";
import plugin from "../../../src/index.ts";

const many = (count: number, part: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => part(i)).join("\n");

/** Shapes that machines write: nested or chained far beyond what people do. */
const shapes: Record<string, string> = {
  "a chain of variables": `const a0 = new Module.Foo();\n${many(1500, (i) => `const a${i + 1} = a${i};`)}\na1500.delete();`,
  "a chain of functions": `${many(3000, (i) => `function f${i}() { return f${i + 1}(); }`)}\nfree(f0());`,
  "a chain of arrow functions": `${many(1500, (i) => `const f${i} = () => f${i + 1}();`)}\nexport const q = (p = malloc(4)) => f0(p);`,
  "a chain of else": `${many(1000, (i) => `if (a === ${i}) { p = malloc(${i}); } else`)} {}`,
  "a chain of operators": `x = a ${many(1000, () => "+ malloc(4)")};`,
  "a chain of members": `x = malloc${many(1000, () => ".a")};`,
  "a chain of assignments": `x = ${many(900, (i) => `b${i} =`)} malloc(4);`,
  "functions in functions": `${many(300, (i) => `function n${i}() { const p${i} = malloc(4);`)}${"}".repeat(300)}`,
  "blocks in blocks": `${many(300, (i) => `{ const p${i} = malloc(4); try {`)}${"} finally { free(p0); } }".repeat(300)}`,
  "a deleter behind a chain of closures": `const r = new FinalizationRegistry(f);
    class A { constructor() { const self = this;
    ${many(1500, (i) => `const c${i} = () => c${i + 1}();`)} const c1500 = () => self.x; r.register(this, c0); } }`,
};

let said: MockInstance<typeof console.error>;
beforeEach(() => {
  said = vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => said.mockRestore());

const settings = { "wasm-leaks": { trace: "none" } };

function verify(code: string, rules: Linter.RulesRecord, plugins: Record<string, unknown>): Linter.LintMessage[] {
  return new Linter().verify(code, [{ plugins, rules, settings }] as Linter.Config[], "deep.js");
}

describe("code that is nested or chained too deep", () => {
  it.each(Object.entries(shapes))("ends no rule with an error: %s", (_name, code) => {
    const rules = { ...plugin.configs.strict.rules } as Linter.RulesRecord;
    const messages = verify(`// WebAssembly HEAPU8\n${code}`, rules, { "wasm-leaks": plugin });
    expect(messages.filter(({ fatal }) => fatal === true)).toEqual([]);
  });

  it("is not judged, and the setting trace says so", () => {
    const code = `// wasm\nfunction f() { const p = malloc(4); }\nx = a ${many(500, () => "+ b")};`;
    expect(verify(code, { "w/require-release": "error" }, { w: plugin })).toEqual([]);
    expect(said.mock.calls.flat()).toContainEqual(
      expect.stringMatching(/^deep\.js: the file is not judged: its code is nested \d+ levels deep$/),
    );
  });

  it("ends the rules of a file quietly when the call stack runs out, but no other error", () => {
    const fail = (error: () => Error, seen: string[], name: string) =>
      createRule({
        name,
        meta: { type: "problem", docs: { description: "", recommended: false }, messages: {}, schema: [] },
        create: () => ({
          Program() {
            seen.push(name);
            throw error();
          },
        }),
      });
    const seen: string[] = [];
    const deep = (): Error => new RangeError("Maximum call stack size exceeded");
    const rules = { one: fail(deep, seen, "one"), two: fail(deep, seen, "two") };
    expect(verify("1", { "t/one": "error", "t/two": "error" }, { t: { rules } })).toEqual([]);
    expect(seen).toEqual(["one"]);
    expect(said.mock.calls.flat()).toEqual([
      "deep.js: the file is not judged any further: it is too deep for the call stack",
    ]);
    const other = { three: fail(() => new RangeError("Invalid array length"), seen, "three") };
    expect(() => verify("1", { "t/three": "error" }, { t: { rules: other } })).toThrow("Invalid array length");
  });
});
