import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as tsParser from "@typescript-eslint/parser";
import { Linter as Linter10 } from "eslint";
import { Linter as Linter9 } from "eslint-v9";
import { afterEach, describe, expect, it } from "vitest";
import plugin from "../../src/index.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function project(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "wasm-leaks-neighbours-")));
  folders.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

interface Options {
  name?: string;
  rules?: typeof plugin.configs.strict.rules | undefined;
  settings?: Record<string, unknown>;
  linter?: typeof Linter10;
}

/** Lints one more file of a project, by default as `configs.strict` does. */
function lint(root: string, code: string, options: Options = {}): string[] {
  const { name = "app.ts", rules = plugin.configs.strict.rules, settings = {}, linter: Linter = Linter10 } = options;
  const messages = new Linter({ cwd: root }).verify(
    code,
    [
      {
        files: ["**/*.{ts,js,cjs}"],
        plugins: { "wasm-leaks": plugin },
        rules: rules as Linter10.RulesRecord,
        settings,
      },
      { files: ["**/*.ts"], languageOptions: { parser: tsParser } },
      { files: ["**/*.cjs"], languageOptions: { sourceType: "commonjs" } },
    ],
    join(root, name),
  );
  return messages.map(({ line, ruleId, message }) => `${line} ${ruleId?.replace("wasm-leaks/", "") ?? ""} ${message}`);
}

const loader = `export const instance = new WebAssembly.Instance(compiled);`;
const memory = `
  import { instance } from "./loader.js";
  const { malloc, free } = instance.exports;
  export function allocString(text) {
    const p = malloc(text.length + 1);
    new Uint8Array(instance.exports.memory.buffer).set(new TextEncoder().encode(text), p);
    return p;
  }
  export const toNative = (list) => {
    const ptr = malloc(list.length);
    return { ptr, length: list.length };
  };
  export function dropString(p) { free(p); }
  export function measure(p) {
    if (p === 0) throw new Error("no string");
    return instance.exports.len(p);
  }
  export function getNative() {
    if (!instance) throw new Error("call init() first");
    return instance.exports;
  }
  let shared;
  export function scratch() { return (shared ??= malloc(64)); }
  export function later() { throw new Error("call init() first"); }
`;
const decoder = `
  import { instance } from "./loader.js";
  export class Decoder {
    #p;
    constructor(n) { this.#p = instance.exports.malloc(n); }
    dispose() { instance.exports.free(this.#p); }
    clone() { return new Decoder(3); }
    width() { return instance.exports.width(this.#p); }
    get size() { return 3; }
    bytes() { return this.size; }
    static open() { return new Decoder(8); }
  }
  export function open() { return new Decoder(3); }
  export const shared = new Decoder(1);
`;
const files = { "loader.js": loader, "memory.js": memory, "decoder.js": decoder };

const strings = 'import { allocString, dropString, measure, toNative } from "./memory.js";\n';

describe("a class of the project whose `free()` does nothing", () => {
  const code = `
    import { Doc } from "./src/index";
    export const engine = "wasm";
    export function a() { const doc = new Doc(); doc.edit(); doc.free(); }
    export function b() { const doc = new Doc(); return doc.size(); }`;

  it("owns nothing", () => {
    const root = project({
      "src/index.ts": `export * from "./other"; export * from "./doc";`,
      "src/other.ts": `export class Other {}`,
      "src/doc.ts": "export class Doc {\n  #text = 0;\n  free(): void {}\n  edit() { this.#text++; }\n}\n",
    });
    expect(lint(root, code)).toEqual([]);
  });

  it("may own something where the method does anything", () => {
    const root = project({ "src/index.ts": "export class Doc {\n  free(): void { end(this); }\n}\n" });
    expect(lint(root, code).join()).toMatch(/^5 require-release/);
  });
});

describe("functions of another file", () => {
  it.each([
    ["ESLint 10", Linter10],
    ["ESLint 9", Linter9 as unknown as typeof Linter10],
  ])("give what they acquired: %s", (_, linter) => {
    const code = `${strings}
      export function count(text) {
        const p = allocString(text);
        const n = measure(p);
        if (n > 3) return 0;
        dropString(p);
        return n;
      }`;
    for (const name of ["app.ts", "app.js"]) {
      expect(lint(project(files), code, { name, linter })).toEqual([
        "4 require-release 'allocString(text)' is not released when 'n > 3' holds and the function returns at line 6, so its memory in the module is lost there: release it with 'free(…)'. It is owned because `allocString` returns it: `malloc` is an allocator by its name, in ./memory.js.",
      ]);
    }
  });

  it.each([
    [
      "an object with the address in it",
      "export function sum(list) { const { ptr, length } = toNative(list); return measure(ptr) + length; }",
    ],
    ["nothing holds it", "export function size(text) { return measure(allocString(text)); }"],
    [
      "released twice",
      "export function twice(text) { const p = allocString(text); measure(p); dropString(p); dropString(p); }",
    ],
    [
      "read after its end",
      "export function late(text) { const p = allocString(text); dropString(p); return measure(p); }",
    ],
  ])("%s", (_, code) => {
    expect(lint(project(files), strings + code)).toHaveLength(1);
  });

  it.each([
    ["released by the other file", "export function show(text) { const p = allocString(text); dropString(p); }"],
    ["handed on", "export function make(text) { return allocString(text); }"],
    [
      "a getter that throws before anything has begun",
      'import { getNative } from "./memory.js"; export function show(text) { const p = allocString(text); const n = getNative().len(p); dropString(p); return n; }',
    ],
    ["what a function keeps", 'import { scratch } from "./memory.js"; export const size = () => scratch() + 1;'],
    ["a function that is there to be replaced", 'import { later } from "./memory.js"; export const a = () => later();'],
    ["a file that is not there", 'import { alloc } from "./gone.js"; export const a = () => alloc(8) + 1;'],
  ])("stay silent: %s", (_, code) => {
    expect(lint(project(files), strings + code)).toEqual([]);
  });

  it("give what a function of theirs passes on, as far as a package is known to make it", () => {
    const parser = `
      import { Parser, type Tree } from "web-tree-sitter";
      export function parseCode(code: string): Tree { const tree = new Parser().parse(code); return tree; }
      export function parseFile(code: string): Tree { try { return parseCode(code); } catch (e) { throw new Error(code); } }`;
    const code = `import { parseFile } from "./parser.js";
      export function count(text) {
        const tree = parseFile(text);
        return tree.rootNode.childCount;
      }`;
    expect(lint(project({ "parser.ts": parser }), code).join()).toMatch(
      /^3 require-release .*`parseFile` returns it: `parseCode` returns it: `parse` of web-tree-sitter/,
    );
  });

  it("are never certain", () => {
    const code = `${strings}export function size(text) { return measure(allocString(text)); }`;
    expect(lint(project(files), code, { rules: plugin.configs.recommended.rules })).toEqual([]);
  });

  it("are not looked for where the settings say so", () => {
    const code = `${strings}export function size(text) { return measure(allocString(text)); }`;
    const settings = { "wasm-leaks": { followImports: false } };
    expect(lint(project(files), code, { settings })).toEqual([]);
    expect(() => lint(project(files), code, { settings: { "wasm-leaks": { followImports: "no" } } })).toThrow(
      /\.followImports must be true or false/,
    );
  });

  it("are found through files that pass them on, as CommonJS, by a default and by a namespace", () => {
    const root = project({
      ...files,
      "index.js": 'export * from "./memory.js"; export { allocString as alloc } from "./memory.js";',
      "native/index.cjs": `
        const { malloc, free } = new WebAssembly.Instance(compiled).exports;
        function take(n) { return malloc(n); }
        module.exports = { take, give: (p) => free(p) };`,
      "default.js": 'import { instance } from "./loader.js"; export default (n) => instance.exports.malloc(n);',
      "object.js": `
        import { instance } from "./loader.js";
        export const heap = { take(n) { return instance.exports.malloc(n); } };`,
    });
    const lost = (head: string, call: string): number =>
      lint(root, `${head}; export function wasm(n) { ${call}; }`, { name: "app.js" }).length;
    expect(lost('import { alloc } from "./index.js"', "alloc(n)")).toBe(1);
    expect(lost('import { allocString } from "./index"', "allocString(n)")).toBe(1);
    expect(lost('import take from "./default.js"', "take(n)")).toBe(1);
    expect(lost('import * as own from "./memory.js"', "own.allocString(n)")).toBe(1);
    expect(lost('import { heap } from "./object.js"', "heap.take(n)")).toBe(1);
    const code = 'const { take } = require("./native"); exports.wasm = (n) => { take(n); };';
    expect(lint(root, code, { name: "app.cjs" })).toHaveLength(1);
  });

  it("are found by the paths of the project's configuration", () => {
    const code = (from: string): string => `
      import { allocString } from "${from}";
      export function send(text) {
        const p = allocString(text);
        instance.exports.send(p);
      }`;
    const files = { "src/lib/loader.ts": loader, "src/lib/memory.ts": memory };
    const paths = {
      compilerOptions: { paths: { "@/*": ["./src/*"], "#memory": ["./none.ts", "./src/lib/memory.ts"] } },
    };
    const mapped = project({
      ...files,
      "base.json": JSON.stringify(paths),
      "tsconfig.json": `// a comment\n{ "extends": "./base.json", }`,
    });
    const based = project({ ...files, "jsconfig.json": `{ "compilerOptions": { "baseUrl": "src" } }` });
    const broken = project({ ...files, "tsconfig.json": `{ "compilerOptions": { "paths": 3` });
    const name = "src/pages/app.ts";
    const lost = [expect.stringContaining("4 require-release Nothing releases 'allocString(text)'") as string];
    expect(lint(mapped, code("@/lib/memory"), { name })).toEqual(lost);
    expect(lint(mapped, code("#memory"), { name })).toEqual(lost);
    expect(lint(based, code("lib/memory.js"), { name })).toEqual(lost);
    expect(lint(mapped, code("@/lib/nothing"), { name })).toEqual([]);
    expect(lint(mapped, code("lib/memory"), { name })).toEqual([]);
    expect(lint(broken, code("@/lib/memory"), { name })).toEqual([]);
  });

  it("are read again when their file has changed", () => {
    const root = project(files);
    const code = 'import { make } from "./maker.js"; export function wasm(n) { make(n); }';
    const path = join(root, "maker.js");
    const write = (body: string): void => {
      writeFileSync(path, `import { instance } from "./loader.js"; export function make(n) { return ${body}; }`);
    };
    write("instance.exports.malloc(n)");
    expect(lint(root, code, { name: "app.js" })).toHaveLength(1);
    const { atime, mtime } = statSync(path);
    write("instance.exports.length(n)");
    utimesSync(path, atime, new Date(mtime.getTime() + 5000));
    expect(lint(root, code, { name: "app.js" })).toEqual([]);
  });

  it("are read again when a file behind theirs has changed", () => {
    const root = project(files);
    const code = 'import { make } from "./maker.js"; export function wasm(n) { make(n); }';
    writeFileSync(
      join(root, "maker.js"),
      'import { take } from "./take.js"; export function make(n) { return take(n).p; }\n// wasm',
    );
    const path = join(root, "take.js");
    const write = (body: string): void => {
      writeFileSync(path, `import { instance } from "./loader.js"; export function take(n) { return { p: ${body} }; }`);
    };
    write("instance.exports.malloc(n)");
    expect(lint(root, code, { name: "app.js" })).toHaveLength(1);
    const { atime, mtime } = statSync(path);
    write("instance.exports.length(n)");
    utimesSync(path, atime, new Date(mtime.getTime() + 5000));
    expect(lint(root, code, { name: "app.js" })).toEqual([]);
  });

  it("may begin with a byte order mark", () => {
    const root = project({ ...files, "memory.js": `\uFEFF${memory}` });
    expect(lint(root, `${strings}export function size(text) { measure(allocString(text)); }`)).toHaveLength(1);
  });

  it("may import each other", () => {
    const root = project({
      ...files,
      "a.js": 'import { b } from "./b.js"; export function a(n) { return n > 0 ? b(n - 1) : wasm.malloc(n); }',
      "b.js": 'import { a } from "./a.js"; export function b(n) { return a(n); }\nconst wasm = 1;',
    });
    const code = 'import { a } from "./a.js"; import { b } from "./b.js"; export const wasm = (n) => a(n) + b(n);';
    expect(() => lint(root, code, { name: "app.js" })).not.toThrow();
  });
});

const classes = 'import { Decoder, open, shared } from "./decoder.js";\n';

describe("functions of another file that are given an object", () => {
  const helpers = `
    import { instance } from "./loader.js";
    const kept: unknown[] = [];
    export function namesIn({ tree, uri }: { tree: { rootNode: { text: string } }; uri: string }) {
      kept.push(uri);
      return tree.rootNode.text;
    }
    export function keep({ tree }: { tree: object }) { kept.push(tree); }
    export function call(name: string, given: unknown[]) {
      return instance.exports[name](...given);
    }`;
  const app = (body: string) => `
    import Parser from "web-tree-sitter";
    import { call, keep, namesIn } from "./helpers";
    export function read(parser: Parser, uri: string, text: string) { ${body} }`;

  it("leave what they take apart and look at to the caller", () => {
    const root = project({ "loader.ts": loader, "helpers.ts": helpers });
    const found = lint(root, app("const tree = parser.parse(text); return namesIn({ tree, uri });"));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^4 require-release Nothing releases 'parser\.parse\(text\)'/);
  });

  it("may keep what they do otherwise", () => {
    const root = project({ "loader.ts": loader, "helpers.ts": helpers });
    expect(lint(root, app("const tree = parser.parse(text); keep({ tree }); return namesIn({ tree, uri });"))).toEqual(
      [],
    );
    expect(lint(root, `${app('const p = Module._malloc(8); call("take_buffer", [uri, p, 8]);')}`)).toEqual([]);
  });
});

describe("objects of classes of another file", () => {
  const classes = `
    import Parser from "web-tree-sitter";
    export class Documents {
      readonly #parser = new Parser();
      read(text: string) { const tree = this.#parser.parse(text); return { tree, length: text.length }; }
      keep(tree: Parser.Tree) { this.last = tree; }
      cached(text: string) { return (this.last ??= this.#parser.parse(text)); }
      static of(parser: Parser, text: string) { return { tree: parser.parse(text) }; }
    }
    export const shared = new Documents();
    export class Memory {
      constructor(readonly exports: { malloc(size: number): number; free(pointer: number): void }) {}
      put(text: string) { const pointer = this.exports.malloc(text.length); return { pointer, length: text.length }; }
      drop(pointer: number) { this.exports.free(pointer); }
    }
    export class Pool extends Memory {}`;
  const app = (body: string) => `
    import { Documents, Memory, Pool, shared } from "./classes";
    export class App {
      documents: Documents | undefined;
      readonly pool = new Pool(instance.exports);
      constructor(private readonly memory: Memory) { this.documents = new Documents(); }
      run(text: string, given: Documents, parser: unknown) { ${body} }
    }`;

  it.each([
    ["a field", "const { tree } = this.documents!.read(text); return tree.rootNode.text;"],
    ["a parameter", "const read = given.read(text); return read.tree.rootNode.text;"],
    ["a variable", "const made = new Documents(); return made.read(text).tree.rootNode.text;"],
    ["an export", "return shared.read(text).tree.rootNode.text;"],
    ["the class itself", "const { tree } = Documents.of(parser, text); return tree.rootNode.text;"],
    ["a parameter property", "const { pointer, length } = this.memory.put(text); return Module._sum(pointer, length);"],
    ["a class that inherits", "const { pointer, length } = this.pool.put(text); return Module._sum(pointer, length);"],
  ])("of %s, own what their methods give", (_, body) => {
    const root = project({ "classes.ts": classes });
    const found = lint(root, app(body));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^7 require-release Nothing (?:releases|holds)/);
  });

  it("may give back what they were given, or something else", () => {
    const root = project({
      "converter.ts": `export class Converter {
        narrow(shape) { let result = shape; if (shape.kind === 1) result = this.native.toEdge(shape); return result; }
        point(at) { return new this.native.Point(at.x, at.y); }
        end() { const point = this.point({ x: 0, y: 0 }); point.delete(); }
      }`,
    });
    const code = (body: string) => `import { Converter } from "./converter";
      export class Shapes {
        constructor(private readonly converter: Converter, private readonly native: Native) {}
        ${body}
      }`;
    const narrow = `narrow() { const s = new this.native.Shape(); const edge = this.converter.narrow(s); s.delete(); return edge; }`;
    expect(lint(root, code(narrow))).toEqual([]);
    // What the other file only guesses about is known here by what another method does with it.
    const points = `a(p) { const at = this.converter.point(p); const x = at.x(); at.delete(); return x; }
      b(p) { const at = this.converter.point(p); return at.x(); } // wasm`;
    expect(lint(root, code(points))).toEqual([
      expect.stringMatching(/^5 require-release Nothing releases 'this\.converter\.point\(p\)'/),
    ]);
  });

  it("are no package's, though the file mentions one that names a method so", () => {
    const api = "export class Api { GetGeometry(model: number, id: number) { return this.wasm.lookUp(model, id); } }";
    const root = project({ "api.ts": api });
    const code = (from: string) => `// As web-ifc does.
      import { Api } from "${from}";
      export function size(api: Api, model: number) { const geometry = api.GetGeometry(model, 1); return geometry.GetIndexDataSize(); }`;
    expect(lint(root, code("./api"))).toEqual([]);
    expect(lint(root, code("./missing"))).toHaveLength(1);
  });

  it("end what they are given, or keep it", () => {
    const root = project({ "classes.ts": classes });
    const body = `
      const { pointer } = this.memory.put(text);
      this.memory.drop(pointer);
      const { tree } = this.documents!.read(text);
      shared.keep(tree);
      return shared.cached(text).rootNode.text;`;
    expect(lint(root, app(body))).toEqual([]);
  });
});

describe("vectors of C++ that a function of another file reads", () => {
  const helper = `export function toArray(vector) {
    const list = [];
    for (let i = 0; i < vector.size(); i++) list.push(vector.get(i));
    return list;
  }
  export function takeArray(vector) {
    const list = [vector.size() > 0 && vector.get(0)];
    vector.delete();
    return list;
  }
  export const plain = (list) => list.slice();`;
  const app = (body: string, from = "./vectors") => `
    import { plain, takeArray, toArray } from "${from}";
    export async function names(load, path, lists) {
      const { list_entries, listAll } = await load("archive.wasm");
      ${body}
    }`;

  it.each(["toArray(list_entries(path))", "toArray(load.entries(path))"])("are the caller's: %s", (call) => {
    const root = project({ "vectors.ts": helper });
    const found = lint(root, app(`const list = ${call}; return list.length;`));
    expect(found).toEqual([expect.stringMatching(/^5 require-release Nothing holds/)]);
  });

  it.each([
    "const entries = list_entries(path); const list = toArray(entries); entries.delete(); return list;",
    "return takeArray(list_entries(path));",
    "return plain(list_entries(path));",
    // A function of JavaScript may give a list of its own.
    "return toArray(listAll(path));",
    "return toArray(lists);",
  ])("are not lost: %s", (body) => {
    const root = project({ "vectors.ts": helper });
    expect(lint(root, app(body))).toEqual([]);
  });

  it("are found behind SvelteKit's $lib", () => {
    const root = project({ "src/lib/vectors.ts": helper });
    const code = app("const list = toArray(list_entries(path)); return list.length;", "$lib/vectors");
    expect(lint(root, code, { name: "src/routes/page.ts" })).toHaveLength(1);
    expect(lint(root, code, { name: "page.ts" })).toEqual([]);
  });
});

describe("what another file only passes on", () => {
  const leak = (from: string) => `
    import { CML } from "${from}";
    export function sum(costs: bigint[]) {
      const list = CML.IntList.new();
      for (const cost of costs) list.add(cost);
      return list.len();
    }`;

  it.each([
    ["a namespace", 'export * as CML from "@dcspark/cardano-multiplatform-lib-nodejs";'],
    ["an import of it", 'import * as CML from "@dcspark/cardano-multiplatform-lib-nodejs"; export { CML };'],
  ])("of a package is the package's: %s", (_, code) => {
    const root = project({ "core.ts": code, "index.ts": 'export { CML } from "./core.js";' });
    for (const from of ["./core.js", "./index.js"]) {
      expect(lint(root, leak(from))).toEqual([expect.stringMatching(/^4 require-release 'CML\.IntList\.new\(\)'/)]);
    }
  });

  it("of a module of wasm-bindgen is that module's", () => {
    const root = project({
      "engine.ts": `import init, { Terminal } from "../wasm/celeritty.js";
        export async function load(input) { await init(input); }
        export { Terminal as Engine };`,
    });
    const code = `import { Engine } from "./engine";
      export function rows(text: string) { const engine = new Engine(80, 24); engine.feed(text); return engine.rows(); } // wasm`;
    expect(lint(root, code)).toEqual([
      expect.stringMatching(/^2 require-release Nothing releases 'new Engine\(80, 24\)'/),
    ]);
  });

  it("may be something of its own", () => {
    const root = project({
      "core.ts": "export const CML = { IntList: { new: () => new WasmList() } };",
      "all.ts": 'export * from "one"; export * from "@dcspark/cardano-multiplatform-lib-nodejs";',
    });
    expect(lint(root, leak("./core.js"))).toEqual([]);
    expect(lint(root, leak("./all.js"))).toEqual([]);
  });
});

describe("classes of another file", () => {
  it.each([
    ["an object", "export function width() { return new Decoder(3).width(); }"],
    ["of a function", "export function width() { const d = open(); return d.width(); }"],
    ["of a method of the class", "export function width() { const d = Decoder.open(); return d.width(); }"],
    ["of an object's method", "export function width(d: Decoder) { const copy = d.clone(); return copy.width(); }"],
    ["of a shared object", "export function width() { return shared.clone().width(); }"],
    [
      "on one path",
      "export function width(n) { const d = new Decoder(n); if (n > 3) return 0; const w = d.width(); d.dispose(); return w; }",
    ],
  ])("own native memory: %s", (_, code) => {
    const found = lint(project(files), classes + code);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^2 require-release .*'\.dispose\(\)'/);
  });

  it.each([
    [
      "ended",
      "export function width() { const d = new Decoder(3); try { return d.width(); } finally { d.dispose(); } }",
    ],
    ["kept by the file", "export const decoder = new Decoder(3);"],
    ["handed on", "export function make() { return new Decoder(3); }"],
    ["ended twice, which the class may allow", "export function a(d: Decoder) { d.dispose(); d.dispose(); }"],
    [
      "a method that gives a value, returned from `try` of an asynchronous function",
      "export async function a() { const d = new Decoder(3); try { return d.bytes(); } finally { d.dispose(); } }",
    ],
  ])("stay silent: %s", (_, code) => {
    expect(lint(project(files), classes + code)).toEqual([]);
  });

  it.each([
    [
      "a registry looks after",
      "constructor(n) { this.p = instance.exports.malloc(n); registry.register(this, this.p); }",
    ],
    ["somebody else has", "constructor(owner) { this.p = instance.exports.malloc(8); owner.add(this); }"],
  ])("that %s are not this file's to end", (_, start) => {
    const root = project({
      "loader.js": loader,
      "image.js": `
        import { instance, registry } from "./loader.js";
        export class Image { ${start} dispose() { instance.exports.free(this.p); } }`,
    });
    expect(lint(root, 'import { Image } from "./image.js"; export const a = (x) => new Image(x).p;')).toEqual([]);
  });

  it("may be a package's, of which the methods stay known", () => {
    const root = project({
      "parser.ts": `import { Parser } from "web-tree-sitter";
        export async function openParser(): Promise<Parser> {
          await Parser.init();
          const parser = new Parser();
          return parser;
        }`,
    });
    const code = `import { openParser } from "./parser";
      export async function text(source: string) {
        const parser = await openParser();
        const tree = parser.parse(source);
        parser.delete();
        return tree.rootNode.text;
      }`;
    const found = lint(root, code);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^4 require-release .*parser\.parse\(source\)/);
  });

  it("may be declared by a type that stands for a package's", () => {
    const root = project({ "types.ts": 'import type { Mat } from "@techstark/opencv-js"; export type Picture = Mat;' });
    const code = 'import type { Picture } from "./types"; export function copy(m: Picture) { return m.clone().rows; }';
    expect(lint(root, `${code}\n// wasm`)).toHaveLength(1);
  });

  it("are destroyed by the object that exports their module", () => {
    const root = project({
      "raw.js": `
        import init from "./module.js";
        export const Raw = { destroy: (object) => { Raw.Module.destroy(object); } };
        export async function start() { Raw.Module = await init(); }`,
    });
    const code =
      'import { Raw } from "./raw.js"; export const wasm = () => { const v = new Raw.Vec3(); return v.x(); };';
    expect(lint(root, code)).toEqual([
      "1 require-release Nothing releases 'new Raw.Vec3()', so its memory in the module is lost: release it with 'Raw.destroy(…)'. It is owned because `destroy` in ./raw.js ends the objects of its module.",
    ]);
  });
});
