import * as tsParser from "@typescript-eslint/parser";
import { Linter, type Rule } from "eslint";
import { describe, expect, it } from "vitest";
import { recognise } from "../../../src/rules/analysis/recognise/index.ts";

/** What the recogniser says of the argument of every `probe(…)` call. */
function probe(code: string, settings: Record<string, unknown> = {}, parser: "js" | "ts" = "js"): string[] {
  const seen: string[] = [];
  const rule: Rule.RuleModule = {
    create: (context) => ({
      Program() {
        const recognition = recognise(context as never);
        if (recognition === undefined) return void seen.push("gate");
        for (const call of recognition.file.nodes("CallExpression")) {
          const [argument] = call.arguments;
          if (call.callee.type !== "Identifier" || call.callee.name !== "probe" || !argument) continue;
          const value = recognition.values.of(argument);
          seen.push(value === undefined ? "nothing" : "name" in value ? `${value.kind} ${value.name}` : value.kind);
        }
      },
    }),
  };
  const messages = new Linter().verify(
    code,
    [
      {
        files: ["**"],
        plugins: { test: { rules: { probe: rule } } },
        rules: { "test/probe": "error" },
        languageOptions: { ecmaVersion: "latest", sourceType: "module", ...(parser === "ts" && { parser: tsParser }) },
        settings: { "wasm-leaks": settings },
      },
    ],
    parser === "ts" ? "file.ts" : "file.js",
  );
  expect(messages).toEqual([]);
  return seen;
}

describe("where a pointer comes from", () => {
  it.each([
    [
      "instantiate",
      "const { instance } = await WebAssembly.instantiate(b); probe(instance.exports._Image__constructor());",
    ],
    [
      "nested pattern",
      "const { instance: { exports: e } } = await WebAssembly.instantiateStreaming(fetch(u), {}); probe(e._Image__constructor());",
    ],
    ["Instance", "const e = new WebAssembly.Instance(m, {}).exports; probe(e._Image__constructor());"],
    ["renamed", "const { _Image__constructor: make } = new WebAssembly.Instance(m).exports; probe(make());"],
    [
      "module-level let filled by an async init",
      "let wasm; export async function init() { const r = await WebAssembly.instantiate(b); wasm = r.instance.exports; } probe(wasm._Image__constructor());",
    ],
    [
      "then",
      "let e; WebAssembly.instantiate(b).then(({ instance }) => { e = instance.exports; }); probe(e._Image__constructor());",
    ],
    [
      "private field",
      "class A { #e; constructor(i) { this.#e = new WebAssembly.Instance(i).exports; } m() { probe(this.#e._Image__constructor()); } }",
    ],
    [
      "object",
      "const state = {}; state.e = new WebAssembly.Instance(i).exports; probe(state.e._Image__constructor());",
    ],
    ["parameter", "function f(e) { probe(e._Image__constructor()); } f(new WebAssembly.Instance(i).exports);"],
    ["wrapped", "const p = e._Image__constructor() >>> 0; const q = p; probe(q ?? 0);"],
    ["helper", "function make(w) { const p = e._Image__constructor(w); if (!p) throw 1; return p; } probe(make(1));"],
    ["cwrap", "const make = Module.cwrap('_Image__constructor', 'number', []); probe(make());"],
    ["ccall", "probe(Module.ccall('_Image__constructor', 'number', [], []));"],
    ["destructured from a literal", "const o = { p: e._Image__constructor() }; const { p } = o; probe(p);"],
  ])("%s", (_, code) => {
    expect(probe(code)).toEqual(["pointer _Image__constructor"]);
  });

  it("takes weak names only from an exports object", () => {
    expect(probe("probe(list_new()); probe(x.list_new()); // wasm")).toEqual(["nothing", "nothing"]);
    expect(
      probe(
        "import * as w from './a.wasm'; import { list_new } from './a.wasm'; probe(w.list_new()); probe(list_new());",
      ),
    ).toEqual(["pointer list_new", "pointer list_new"]);
    expect(probe("import w from 'pkg'; probe(w.list_new()); // wasm", { packages: ["pkg"] })).toEqual([
      "pointer list_new",
    ]);
    expect(probe("Module.HEAPU8; probe(Module.list_new()); probe(Module.add(1, 2));")).toEqual([
      "pointer list_new",
      "export-result add",
    ]);
  });

  it("knows allocators by name", () => {
    expect(probe("probe(malloc(8)); probe(x._sqlite3_malloc(4)); probe(stringToNewUTF8(s));")).toEqual([
      "pointer malloc",
      "pointer _sqlite3_malloc",
      "pointer stringToNewUTF8",
    ]);
  });

  it("reads brands and TSDoc", () => {
    const ts = `
      declare const p: Owned<Image>; probe(p);
      function f(q: Pointer<Image> | null, r: number) { probe(q); probe(r); }
      declare function g(): Promise<Owned<Image>>;
      function make(): Owned<Image> { return x as never; } probe(make());
      class A { #p: Pointer<A>; m() { probe(this.#p); } }`;
    expect(probe(ts, {}, "ts")).toEqual([
      "pointer Owned",
      "pointer Pointer",
      "nothing",
      "pointer Owned",
      "pointer Pointer",
    ]);
    const js = `
      /** @param {Pointer<Image>} p @param {number} n */
      function f(p, n) { probe(p); probe(n); }
      /** @returns {Owned<Image>} */
      const make = () => x;
      probe(make());
      /** @type {Owned<Image>} */
      let y = z; probe(y);`;
    expect(probe(js)).toEqual(["pointer Pointer", "nothing", "pointer Owned", "pointer Owned"]);
  });

  it("obeys the settings", () => {
    const families = [{ acquire: "open_*", release: "shut_*" }];
    expect(probe("probe(x.open_font());", { families })).toEqual(["pointer open_font"]);
    expect(probe("function f(imgPtr) { probe(imgPtr); } // wasm", { pointers: ["*Ptr"] })).toEqual(["pointer imgPtr"]);
    expect(probe("probe(engine.image_new());", { modules: ["engine"] })).toEqual(["pointer image_new"]);
  });

  it("knows memory, buffers and views", () => {
    const code = `const { memory } = new WebAssembly.Instance(m).exports; probe(memory); probe(memory.buffer);
      probe(new Uint8Array(memory.buffer, 8, 4)); probe(Module.HEAPU8); probe(Module.HEAPU8.buffer); probe(new Uint8Array(8));`;
    expect(probe(code)).toEqual(["memory", "buffer", "view", "heap-view HEAPU8", "buffer", "nothing"]);
  });

  it("does not look at files without a sign of wasm", () => {
    expect(probe("probe(1);")).toEqual(["gate"]);
  });

  it("ends on cycles", () => {
    expect(
      probe(
        "let a = b, b = a; function f() { return g(); } function g() { return f(); } probe(a); probe(f()); // wasm",
      ),
    ).toEqual(["nothing", "nothing"]);
  });
});

describe("settings", () => {
  it.each([
    [{ familys: [] }, 'settings["wasm-leaks"].familys must be left out'],
    [
      { families: [{ acquire: 1, release: "x" }] },
      'settings["wasm-leaks"].families[0].acquire must be a non-empty string, but it is 1.',
    ],
    [
      { manage: [{ name: "m", owner: -1 }] },
      'settings["wasm-leaks"].manage[0].owner must be an argument position from 0',
    ],
    [{ memory: { growth: "no" } }, 'settings["wasm-leaks"].memory.growth must be true or false'],
  ])("names what is wrong in %j", (settings, message) => {
    expect(() => probe("1 // wasm", settings)).toThrow(message);
  });
});
