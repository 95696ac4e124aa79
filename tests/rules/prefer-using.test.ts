import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import * as tsParser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import plugin from "../../src/index.ts";
import { runRule } from "./support/run-rule.ts";

const image = `class Image {
  #pointer = exports._Image__constructor();
  free() { exports._Image__destructor(this.#pointer); }
  [Symbol.dispose]() { this.free(); }
  draw() {}
}
`;

const quickjs = 'import { getQuickJS, Scope } from "quickjs-emscripten";\n';

runRule("prefer-using", {
  invalid: [
    {
      name: "the class of the file, the try last in its block",
      code: `${image}export function f() {
  const image = new Image();
        ~~~~~ [finally]
  try {
    image.draw();
    return 1;
  } finally {
    image.free();
  }
}`,
      suggestions: [
        [
          {
            messageId: "useUsing",
            output: `${image}export function f() {
  using image = new Image();
  image.draw();
  return 1;
}`,
          },
        ],
      ],
    },
    {
      name: "statements after the try keep their place after the release",
      code: `${image}export function f() {
  const image = new Image();
        ~~~~~ [finally]
  try {
    image.draw();
  } finally {
    image?.free();
  }
  return 1;
}`,
      suggestions: [
        [
          {
            messageId: "useUsing",
            output: `${image}export function f() {
  {
    using image = new Image();
    image.draw();
  }
  return 1;
}`,
          },
        ],
      ],
    },
    {
      name: "made inside the try, released if it was made",
      code: `${image}export function f() {
  let image;
  try {
    prepare();
    image = new Image();
    ~~~~~ [finally]
    image.draw();
  } catch (error) {
    log(error);
  } finally {
    if (image) image.free();
  }
}`,
      suggestions: [
        [
          {
            messageId: "useUsing",
            output: `${image}export function f() {
  try {
    prepare();
    using image = new Image();
    image.draw();
  } catch (error) {
    log(error);
  }
}`,
          },
        ],
      ],
    },
    {
      name: "two handles in one finally, one suggestion each",
      code: `${image}export function f() {
  const a = new Image();
        ~ [finally]
  const b = new Image();
        ~ [finally]
  try {
    a.draw(b);
  } finally {
    b.free();
    a.free();
  }
}`,
      suggestions: [
        [
          {
            messageId: "useUsing",
            output: `${image}export function f() {
  using a = new Image();
  const b = new Image();
  try {
    a.draw(b);
  } finally {
    b.free();
  }
}`,
          },
        ],
        [
          {
            messageId: "useUsing",
            output: `${image}export function f() {
  const a = new Image();
  using b = new Image();
  try {
    a.draw(b);
  } finally {
    a.free();
  }
}`,
          },
        ],
      ],
    },
    {
      name: "no suggestion where something else runs after the release, or a comment would be lost",
      code: `${image}export function f() {
  const image = new Image();
        ~~~~~ [finally]
  try {
    image.draw();
  } finally {
    image.free();
    done();
  }
}
export function g() {
  const image = new Image();
        ~~~~~ [finally]
  try {
    image.draw();
  } finally {
    // The renderer is slow here.
    image.free();
  }
}`,
      suggestions: [[], []],
    },
    {
      name: "a name of the block means something else outside: the block stays",
      code: `${image}export function f(size) {
  const image = new Image(size);
        ~~~~~ [finally]
  try {
    const size = image.draw();
    return size;
  } finally {
    image.free();
  }
}`,
      suggestions: [
        [
          {
            messageId: "useUsing",
            output: `${image}export function f(size) {
  using image = new Image(size);
  {
    const size = image.draw();
    return size;
  }
}`,
          },
        ],
      ],
    },
    {
      name: "a registration of this package's manage",
      code: `import { manage } from "wasm-leaks/runtime";
export function f(owner) {
  const registration = manage(exports.malloc(8), owner, exports.free);
        ~~~~~~~~~~~~ [finally]
  try {
    return owner.use();
  } finally {
    registration.release();
  }
}`,
    },
    {
      name: "a class of the catalog",
      code: `import { Scope } from "quickjs-emscripten";
export function f(a) {
  const scope = new Scope();
        ~~~~~ [finally]
  try {
    use(scope.manage(a));
  } finally {
    scope.dispose();
  }
}`,
    },
    {
      name: "free and dispose are one function; dispose called by the release; the symbol itself",
      code: `class A { free() { exports.free(this.p); } }
A.prototype[Symbol.dispose] = A.prototype.free;
class B { close() { this[Symbol.dispose](); } [Symbol.dispose]() { exports.free(this.p); } }
export function f() {
  const a = new A();
        ~ [finally]
  try { use(a); } finally { a.free(); }
}
export function g() {
  const b = new B();
        ~ [finally]
  try { use(b); } finally { b.close?.(); }
}
export function h() {
  const b = new B();
        ~ [finally]
  try { use(b); } finally { if (b != null) { b[Symbol.dispose](); } }
}`,
    },
    {
      name: "a class that the options name",
      options: [{ disposable: ["Mesh"] }],
      code: `export function f(Module) {
  const mesh = new Module.Mesh();
        ~~~~ [finally]
  try { mesh.draw(); } finally { mesh.delete(); }
}`,
    },
    {
      name: "a scope, as a statement and returned",
      code: `${quickjs}export function f(vm) {
  Scope.withScope((scope) => {
  ~~~~~~~~~~~~~~~ [scope]
    const object = scope.manage(vm.newObject());
    const text = scope.manage(vm.newString("x"));
    vm.setProp(object, "x", text);
  });
  return Scope.withScope((scope) => {
         ~~~~~~~~~~~~~~~ [scope]
    const number = scope.manage(vm.newNumber(1));
    return vm.getNumber(number);
  });
}`,
      suggestions: [
        [
          {
            messageId: "useUsing",
            output: `${quickjs}export function f(vm) {
  {
    using object = vm.newObject();
    using text = vm.newString("x");
    vm.setProp(object, "x", text);
  }
  return Scope.withScope((scope) => {
    const number = scope.manage(vm.newNumber(1));
    return vm.getNumber(number);
  });
}`,
          },
        ],
        [
          {
            messageId: "useUsing",
            output: `${quickjs}export function f(vm) {
  Scope.withScope((scope) => {
    const object = scope.manage(vm.newObject());
    const text = scope.manage(vm.newString("x"));
    vm.setProp(object, "x", text);
  });
  {
    using number = vm.newNumber(1);
    return vm.getNumber(number);
  }
}`,
          },
        ],
      ],
    },
    {
      name: "a scope whose value is kept: reported, left to the reader",
      code: `${quickjs}export function f(vm) {
  const value = Scope.withScope((scope) => {
                ~~~~~~~~~~~~~~~ [scope]
    const number = scope.manage(vm.newNumber(1));
    return vm.getNumber(number);
  });
  return value;
}`,
      suggestions: [[]],
    },
  ],
  valid: [
    {
      name: "nothing says that the object is disposable",
      code: `export function f(Module) {
  const mesh = new Module.Mesh();
  try { mesh.draw(); } finally { mesh.delete(); }
}`,
    },
    {
      name: "a class of the file without the symbol, or whose symbol does something else",
      code: `class A { free() { exports.free(this.p); } }
class B { free() { exports.free(this.p); } [Symbol.dispose]() { this.flush(); } }
export function f() {
  const a = new A();
  const b = new B();
  try { use(a, b); } finally { a.free(); b.free(); }
}`,
    },
    {
      name: "a pointer: numbers are not disposable",
      code: `export function f() {
  const p = exports.malloc(8);
  try { use(p); } finally { exports.free(p); }
}`,
    },
    {
      name: "using already",
      code: `${image}export function f() {
  using image = new Image();
  return image.draw();
}`,
    },
    {
      name: "released twice, used after the release, given a new value, released in another condition",
      code: `${image}export function f(c) {
  const a = new Image();
  try { if (c) a.free(); } finally { a.free(); }
  const b = new Image();
  try { b.draw(); } finally { b.free(); }
  log(b);
  let d = new Image();
  try { d = new Image(); } finally { d.free(); }
  const e = new Image();
  try { e.draw(); } finally { if (c) e.free(); }
  let g;
  try { g = new Image(); } catch { log(g); } finally { g?.free(); }
}`,
    },
    {
      name: "several declarations, var, a parameter, another block, a case",
      code: `${image}export function f(a, c) {
  try { a.draw(); } finally { a.free(); }
  const b = new Image(), d = 1;
  try { b.draw(d); } finally { b.free(); }
  var e = new Image();
  try { e.draw(); } finally { e.free(); }
  const g = new Image();
  if (c) { try { g.draw(); } finally { g.free(); } }
  switch (c) {
    case 1:
      const h = new Image();
      try { h.draw(); } finally { h.free(); }
  }
}`,
    },
    {
      name: "a scope that is used in another way, or from elsewhere",
      code: `${quickjs}export function f(vm) {
  Scope.withScope((scope) => { const a = scope.manage(vm.newObject()); keep(scope); use(a); });
  Scope.withScope((scope) => { for (const x of [1, 2]) scope.manage(vm.newNumber(x)); });
  Scope.withScope((scope) => { const a = scope.manage(vm.newObject()); a.dispose(); });
  other.withScope((scope) => { const a = scope.manage(vm.newObject()); use(a); });
}`,
    },
    "export const nothing = 1;",
  ],
});

function verify(code: string, languageOptions: Linter.LanguageOptions, filename = "file.js"): Linter.LintMessage[] {
  return new Linter().verify(
    code,
    [
      {
        files: ["**/*.js", "**/*.ts"],
        plugins: { "wasm-leaks": plugin },
        rules: { "wasm-leaks/prefer-using": "error" },
        languageOptions,
      },
    ],
    filename,
  );
}

describe("prefer-using and packages whose glue has the symbol, but not their types", () => {
  const code = `import init from "manifold-3d";
export async function f() {
  const wasm = await init();
  const cube = new wasm.Manifold();
  try { cube.refine(2); } finally { cube.delete(); }
}`;

  it("speaks in JavaScript, not in TypeScript, where it would not compile", () => {
    expect(verify(code, {})).toHaveLength(1);
    expect(verify(code, { parser: tsParser }, "file.ts")).toEqual([]);
  });
});

describe("prefer-using and the syntax of the target", () => {
  const code = `${image}export function f() { const i = new Image(); try { i.draw(); } finally { i.free(); } }`;

  it("is silent where the language version has no using", () => {
    expect(verify(code, { ecmaVersion: 2026 })).toHaveLength(1);
    expect(verify(code, { ecmaVersion: 2025 })).toEqual([]);
    expect(verify(code, { ecmaVersion: 2025, parser: tsParser })).toEqual([]);
  });

  it("is silent at the top of a script, where using may not stand", () => {
    const top = `${image}const i = new Image(); try { i.draw(); } finally { i.free(); }`;
    expect(verify(top, { sourceType: "script" })).toEqual([]);
    expect(verify(top, { sourceType: "module" })).toHaveLength(1);
  });

  it("is silent where the parser cannot read it", () => {
    const older = {
      ...tsParser,
      parseForESLint: (text: string, options?: tsParser.ParserOptions) => {
        if (text.includes("using ")) throw new SyntaxError("Unexpected identifier");
        return tsParser.parseForESLint(text, options);
      },
    };
    expect(verify(code, { parser: tsParser })).toHaveLength(1);
    expect(verify(code, { parser: older })).toEqual([]);
  });

  it("is silent where no library of the TypeScript program declares Symbol.dispose", () => {
    const filename = join(process.cwd(), "file.ts");
    const lint = (lib: string): number => {
      const options: ts.CompilerOptions = { lib: [`lib.${lib}.d.ts`], target: ts.ScriptTarget.ES2022, types: [] };
      const host = ts.createCompilerHost(options);
      const { getSourceFile } = host;
      host.getSourceFile = (name, version) =>
        name === filename ? ts.createSourceFile(name, code, version, true) : getSourceFile(name, version);
      const programs = [ts.createProgram([filename], options, host)];
      return verify(code, { parser: tsParser, parserOptions: { programs } }, filename).length;
    };
    expect(lint("es2022")).toBe(0);
    expect(lint("esnext")).toBe(1);
  });
});
