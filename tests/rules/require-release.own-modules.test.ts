import { describe, expect, it } from "vitest";
import { possibleLeaks } from "./support/possible-leaks.ts";

const start = 'import createEngine from "./engine.js";\nconst m = await createEngine();\n';

function expectLoss(code: string, count = 1): void {
  expect(possibleLeaks(start + code)).toHaveLength(count);
}

function expectNone(code: string): void {
  expect(possibleLeaks(start + code)).toEqual([]);
}

describe("what the end of a collection says of its entries", () => {
  const holder = (fill: string, end: string, more: string): string => `export class Chunks {
    chunks = {}; list = []; map = new Map();
    constructor(terrain) { this.terrain = terrain; }
    fill(key) { ${fill} }
    end() { ${end} }
    ${more}
  }`;
  const made = "new this.terrain.Chunk(key)";

  it("entries of an object that is gone through", () => {
    const end = "for (const each of Object.values(this.chunks)) each.delete();";
    expectLoss(holder(`this.chunks[key] = ${made};`, end, "drop(key) { delete this.chunks[key]; }"));
    expectLoss(holder(`this.chunks[key] ??= ${made};`, end, "drop(key) { delete this.chunks[key]; }"));
    expectNone(
      holder(
        `this.chunks[key] ??= ${made};`,
        end,
        "drop(key) { this.chunks[key]?.delete(); delete this.chunks[key]; }",
      ),
    );
    expectNone(
      holder(
        `this.chunks[key] ??= ${made};`,
        end,
        "take(key) { const each = this.chunks[key]; delete this.chunks[key]; return each; }",
      ),
    );
  });

  it("entries of a map, with their keys or without, and by a callback", () => {
    const drop = "drop(key) { this.map.delete(key); }";
    for (const end of [
      "for (const each of this.map.values()) each.delete();",
      "for (const [, each] of this.map) each.delete();",
      "this.map.forEach((each) => each.delete());",
    ])
      expectLoss(holder(`this.map.set(key, ${made});`, end, drop));
    expectNone(
      holder(
        `this.map.set(key, ${made});`,
        "this.map.forEach((each) => each.delete());",
        "drop(key) { this.map.get(key)?.delete(); this.map.delete(key); }",
      ),
    );
  });

  it("a list that a helper of the class empties", () => {
    const helper = "sweep(list) { for (const each of list) each.delete(); list.length = 0; }";
    const fill = "this.list.push(key.snapshot());";
    const end = "this.sweep(this.list);";
    expectLoss(holder(`${fill} if (this.list.length > 9) this.list.shift();`, end, helper));
    expectNone(holder(`${fill} if (this.list.length > 9) this.list.shift()?.delete();`, end, helper));
    expectNone(holder(`${fill} return this.list.shift();`, end, helper));
  });
});

describe("functions of C by the object they are read from", () => {
  const imported = 'import { host as wasm } from "./host.js";\n';

  it("a pair of one object", () => {
    expect(
      possibleLeaks(`${imported}export function width(text) { const layout = wasm.layout_create(text); return wasm.layout_width(layout); }
        export function end(layout) { wasm.layout_destroy(layout); }`),
    ).toHaveLength(1);
  });

  it("released, of another object, or spelled as people write methods", () => {
    expect(
      possibleLeaks(`${imported}
        export function width(text) {
          const layout = wasm.layout_create(text);
          try { return wasm.layout_width(layout); } finally { wasm.layout_destroy(layout); }
        }
        export function other(text) { const page = wasm.page_create(text); return wasm.page_width(page); }
        export function end(page) { shop.page_destroy(page); }
        export function third(text) { const view = wasm.viewCreate(text); return wasm.viewWidth(view); }
        export function endView(view) { wasm.viewDestroy(view); }`),
    ).toEqual([]);
  });

  it("what a lender of another file passes on", () => {
    const lent = `import { wasm, withText } from "./host.js";
      export function end(layout) { wasm.layout_destroy(layout); }\n`;
    const make = "const layout = withText(text, (p, n) => wasm.layout_create(p, n));";
    expect(
      possibleLeaks(`${lent}export function width(text) { ${make} return wasm.layout_width(layout); }`),
    ).toHaveLength(1);
    expect(
      possibleLeaks(
        `${lent}export function width(text) { ${make} const w = wasm.layout_width(layout); wasm.layout_destroy(layout); return w; }`,
      ),
    ).toEqual([]);
  });
});

describe("arguments that are made for one call", () => {
  const map = 'const raw = args.map((each) => (typeof each === "string" ? m.stringToNewUTF8(each) : each));';

  it("lists that are spread into a function that nobody knows", () => {
    expectLoss(`export function call(name, args) { ${map} return m[name](...raw); }`);
    expectLoss(`export function call(f, args) { ${map} return f.apply(null, raw); }`);
    expectLoss(
      "export function call(f, args) { const raw = []; for (const each of args) raw.push(m.stringToNewUTF8(each)); return f(...raw); }",
    );
  });

  it("lists that somebody goes through, keeps or is given", () => {
    expectNone(
      `export function call(name, args) { ${map} try { return m[name](...raw); } finally { raw.forEach((p) => m._free(p)); } }`,
    );
    expectNone(`export function call(name, args) { ${map} return { raw, result: m[name](...raw) }; }`);
    expectNone(`import { run } from "./run.js"; export function call(args) { ${map} return run(...raw); }`);
    expectNone(
      `const owned = []; export function call(name, args) {
        const raw = args.map((each) => { const p = m.stringToNewUTF8(each); owned.push(p); return p; });
        return m[name](...raw);
      }`,
    );
  });
});

describe("what each test makes anew", () => {
  const before = "let solver; beforeEach(() => { solver = new m.Solver(); });\n";

  it("without an end after each of them", () => {
    expectLoss(`${before} afterAll(() => { solver.delete(); }); it("runs", () => { solver.run(); });`);
  });

  it("ended by a hook or by the tests", () => {
    expectNone(`${before} afterEach(() => { solver.delete(); }); it("runs", () => { solver.run(); });`);
    expectNone(`${before} it("runs", () => { solver.run(); solver.delete(); });`);
  });

  it("beside what a hook does end", () => {
    const both = "let solver, model; beforeEach(() => { model = new m.Model(); solver = new m.Solver(); });\n";
    const ended = `${both} afterEach(() => { model.delete(); });`;
    expectLoss(`${ended} it("runs", () => { solver.run(); });`);
    expectLoss(`${ended} it("runs", () => { const all = new m.List(); solver.run(all); all.delete(); });`);
    expectNone(`${ended} it("runs", () => { const last = solver; last.run(); last.delete(); });`);
    expectNone(`${both} afterEach(() => { model.delete(); freeAll(); }); it("runs", () => { solver.run(); });`);
    expectNone(
      "let solver, model; beforeEach(() => { model = new m.Model(); solver = new m.Solver(model); });" +
        'afterEach(() => { model.delete(); }); it("runs", () => { solver.run(); });',
    );
    expectNone(
      `${both} afterEach(() => { for (const each of [model, solver]) each.delete(); }); it("runs", () => { solver.run(); });`,
    );
  });
});

describe("vectors", () => {
  const read = (vector: string): string => `for (let i = 0; i < ${vector}.size(); i++) names.push(${vector}.get(i));`;

  it("made anew for each reading", () => {
    expectLoss(`export function list(model, names) { ${read("model.meshes()")} model.delete(); }`, 2);
    expectNone(`export function list(model, names) { ${read("model.meshes")} }`);
  });

  it("passed through what collects them", () => {
    expectNone(`
      class Scope {
        items = [];
        add(item) { this.items.push(item); return item; }
        [Symbol.dispose]() { for (const item of this.items) item.delete(); }
      }
      export function list(image, names) { using scope = new Scope(); const found = scope.add(image.contours()); ${read("found")} }`);
  });
});

describe("comments on the functions of a module", () => {
  const typed = (comment: string, gives = "number"): string => `interface Exports {
      free(p: number): void;
      /** ${comment} */
      evaluate(p: number): ${gives};
    }
    const { instance } = await WebAssembly.instantiate(bytes);
    const wasm = instance.exports as unknown as Exports;\n`;
  const use = "export function value(p: number) { const text = wasm.evaluate(p); return wasm.read(text); }";

  it("whose caller frees the result", () => {
    expect(possibleLeaks(typed("A string; the host frees it.") + use)).toHaveLength(1);
    expect(possibleLeaks(typed("Has to be freed by the caller.") + use)).toHaveLength(1);
  });

  it("freed, or said of something else", () => {
    const freed = "export function value(p: number) { const text = wasm.evaluate(p); wasm.free(text); }";
    expect(possibleLeaks(typed("A string; the host frees it.") + freed)).toEqual([]);
    expect(possibleLeaks(typed("A string; it is freed with the module.") + use)).toEqual([]);
    expect(possibleLeaks(typed("A string; the host frees it.", "void") + use)).toEqual([]);
  });
});
