import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { provide } from "../../../src/resources/catalog.ts";
import type { PackageData } from "../../../src/resources/facts.ts";
import type { ExtractOptions } from "../../../src/resources/extract/extract.ts";
import { extractPackage } from "../../../src/resources/extract/extract.ts";
import { readPackage } from "../../../src/resources/extract/package.ts";
import type { Parse } from "../../../src/resources/extract/parser.ts";
import { loadParser } from "../../../src/resources/extract/parser.ts";

let parse: Parse;
let root: string;
beforeAll(async () => {
  parse = await loadParser();
  root = mkdtempSync(join(tmpdir(), "wasm-leaks-catalog-"));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

let count = 0;
function extract(files: Record<string, string>, options?: ExtractOptions): PackageData {
  const folder = join(root, String((count += 1)));
  const manifest = { name: `fixture-${String(count)}`, version: "1.0.0", license: "MIT", types: "index.d.ts" };
  for (const [name, text] of Object.entries({ "package.json": JSON.stringify(manifest), ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return extractPackage(readPackage(folder), parse, options);
}

describe("wasm-bindgen", () => {
  const glue = `
    const KeyFinalization = new FinalizationRegistry((ptr) => wasm.__wbg_key_free(ptr));
    export class Key {
      static __wrap(ptr) { const obj = Object.create(Key.prototype); KeyFinalization.register(obj, ptr, obj); return obj; }
      __destroy_into_raw() { const ptr = this.__wbg_ptr; this.__wbg_ptr = 0; KeyFinalization.unregister(this); return ptr; }
      free() { const ptr = this.__destroy_into_raw(); wasm.__wbg_key_free(ptr, 0); }
      constructor(seed) { this.__wbg_ptr = wasm.key_new(seed); KeyFinalization.register(this, this.__wbg_ptr, this); return this; }
      sign(other, box) {
        _assertClass(other, Key);
        let ptr0 = 0;
        if (!isLikeNone(box)) { _assertClass(box, Box); ptr0 = box.__destroy_into_raw(); }
        return Box.__wrap(wasm.key_sign(this.__wbg_ptr, other.__wbg_ptr, ptr0));
      }
      into_box() { const ptr = this.__destroy_into_raw(); return Box.__wrap(wasm.key_into_box(ptr)); }
      static join(keys, names) { const ptr0 = passArrayJsValueToWasm0(keys, wasm.malloc); passArrayJsValueToWasm0(names, wasm.malloc); }
    }
    export class Box {
      static __wrap(ptr) { const obj = Object.create(Box.prototype); BoxFinalization.register(obj, ptr, obj); return obj; }
      __destroy_into_raw() { return this.__wbg_ptr; }
      constructor() { this.__wbg_ptr = wasm.box_new(); return this; }
      free() {}
    }`;
  const types = `
    export class Key {
      constructor(seed: number);
      free(): void;
      [Symbol.dispose](): void;
      readonly label: string;
      get inner(): Box;
      sign(other: Key, box?: Box | null): Box;
      into_box(): Box;
      static join(keys: Key[], names: string[]): void;
      parts(): Array<Box>;
      later(): Promise<Key | undefined>;
      size(): number;
    }
    export class Box { constructor(); free(): void; }
    export class Hidden { private constructor(); free(): void; }
    export function make(): Key;`;

  it("reads destructors, finalizers, results, and what is moved", () => {
    const data = extract({ "index.d.ts": types, "index.js": glue });
    expect(data.style).toBe("wasm-bindgen");
    const facts = provide(data);
    const key = facts.class("Key");
    expect(key?.releaseMethods).toEqual(["free", "[Symbol.dispose]"]);
    expect(key?.finalizer).toBe("always");
    expect(facts.class("Box")?.finalizer).toBe("results");
    expect(key?.construct).toMatchObject({ result: "owned", classes: ["Key"] });
    expect(facts.class("Hidden")?.construct.result).toBe("none");
    expect(key?.method("sign")).toMatchObject({ result: "owned", classes: ["Box"], takes: [1], takesReceiver: false });
    expect(key?.method("into_box")).toMatchObject({ takesReceiver: true, classes: ["Box"] });
    expect(key?.staticMethod("join")?.takes).toEqual([0]);
    expect(key?.method("parts")).toMatchObject({ elements: true, classes: ["Box"] });
    expect(key?.method("later")?.classes).toEqual(["Key"]);
    expect(key?.method("inner")?.result).toBe("owned");
    expect(key?.method("size")).toBeUndefined();
    expect(facts.function("make")?.classes).toEqual(["Key"]);
  });

  it("reads what older glue takes by value", () => {
    const data = extract({
      "index.d.ts": `
        export class Image { constructor(); free(): void; finish(): Uint8Array; reset(): void; }
        export function show(canvas: object, image: Image): void;
        export function blur(image: Image): void;`,
      "index.js": `
        export class Image {
          free() { const ptr = this.ptr; this.ptr = 0; wasm.__wbg_image_free(ptr); }
          finish() { const ptr = this.ptr; this.ptr = 0; return wasm.image_finish(ptr); }
          reset() { this.ptr = 0; }
        }
        export function show(canvas, image) { const ptr0 = image.ptr; image.ptr = 0; wasm.show(canvas, ptr0); }
        export function blur(image) { wasm.blur(image.ptr); }`,
    });
    const facts = provide(data);
    expect(facts.function("show")?.takes).toEqual([1]);
    expect(facts.function("blur")?.takes ?? []).toEqual([]);
    expect(facts.class("Image")?.method("finish")?.takesReceiver).toBe(true);
    expect(facts.class("Image")?.method("reset")?.takesReceiver ?? false).toBe(false);
  });

  it("sees a class in a constant with an anonymous instance", () => {
    const data = extract({
      "index.d.ts": `export declare const Render: { new (svg: string): { free(): void; image(): Image } }; export class Image { free(): void }`,
      "index.js": `class Render { __destroy_into_raw() {} }`,
    });
    expect(provide(data).class("Render")?.method("image")?.classes).toEqual(["Image"]);
  });
});

describe("Embind", () => {
  const types = `
    export interface ClassHandle { isDeleted(): boolean; delete(): void; deleteLater(): this; clone(): this; isAliasOf(other: unknown): boolean }
    export interface Shape extends ClassHandle { area(): number; outline(): Path; getPath(): Path }
    export interface Path extends ClassHandle { moveTo(x: number): Path }
    export type Shader = Opaque<"Shader">;
    export interface Opaque<T extends string> extends ClassHandle { _type: T }
    interface Factory { MakeRed(): Shader }
    interface EmbindModule {
      Shape: { new (w: number): Shape; unit(): Shape };
      Path: {};
      Shader: Factory;
      makePath(): Path | null;
      count(): number;
    }
    export type MainModule = WasmModule & EmbindModule;
    interface WasmModule { _main(): number }
    export default function init(options?: unknown): Promise<MainModule>;`;

  it("tells a method that few classes have of those alone, where builds differ", () => {
    const { methods } = extract(
      {
        "index.d.ts": `
          export declare class Handle { isDeleted(): boolean; delete(): void; deleteLater(): void }
          export declare class Label extends Handle { constructor() }
          export declare class Tool extends Handle { constructor(); AddShape(name: string): Label }
          export declare class Other extends Tool { constructor() }
          export declare class Box extends Handle { constructor(); AddShape(name: string): void }`,
      },
      { style: "embind", differs: true },
    );
    expect(methods?.["AddShape"]).toEqual({ Label: "Other Tool" });
  });

  it("reads the namespace that the factory gives", () => {
    const data = extract({
      "index.d.ts": types,
      "glue.js": "Path.prototype.moveTo = function (x) { f(x); return this; };",
    });
    expect(data.style).toBe("embind");
    expect(data.init).toEqual(["default"]);
    const facts = provide(data);
    expect(facts.class("Shape")?.construct.result).toBe("owned");
    expect(facts.class("Path")?.construct.result).toBe("none");
    expect(facts.class("Shape")?.staticMethod("unit")?.classes).toEqual(["Shape"]);
    expect(facts.class("Shader")?.staticMethod("MakeRed")).toMatchObject({ result: "owned", classes: ["Shader"] });
    expect(facts.function("makePath")?.classes).toEqual(["Path"]);
    expect(facts.function("count")).toBeUndefined();
    expect(facts.class("Path")?.method("moveTo")?.result).toBe("receiver");
    expect(facts.class("Shape")?.method("clone")).toMatchObject({ result: "owned", classes: ["Shape"] });
    expect(facts.class("Shape")?.method("outline")?.result).toBe("owned");
    expect(facts.class("Shape")?.method("getPath")?.result).toBe("maybe");
    expect(facts.class("Shape")?.finalizer).toBe("none");
  });

  it("takes destructors the types hide from the options", () => {
    const data = extract(
      {
        "index.d.ts":
          "export interface Vec<T> { size(): number; get(i: number): T } export function list(): Vec<number>;",
      },
      { style: "embind", hidden: { Vec: ["delete"] } },
    );
    expect(provide(data).function("list")).toMatchObject({ result: "owned", classes: ["Vec"] });
  });
});

describe("WebIDL", () => {
  it("releases through the module, and owns only what is constructed", () => {
    const data = extract({
      "index.d.ts": `export default Mod; declare function Mod(): Promise<typeof Mod>;
        declare module Mod { function destroy(obj: any): void; function wrapPointer(p: number, c: any): any;
          class Vec { constructor(x: number); twice(): Vec; } class Body { vec(): Vec; } }`,
    });
    expect(data.style).toBe("webidl");
    expect(data.init).toEqual(["default"]);
    const facts = provide(data);
    expect(facts.class("Vec")?.releaseFunctions).toEqual(["destroy"]);
    expect(facts.class("Vec")?.construct.result).toBe("owned");
    expect(facts.class("Body")?.construct.result).toBe("none");
    expect(facts.class("Vec")?.method("twice")).toBeUndefined();
  });

  it("finds the classes in the glue where nothing is declared", () => {
    const data = extract({
      "glue.js":
        "M._emscripten_bind_Vec_Vec_1=a;M._emscripten_bind_Vec___destroy___0=b;M._emscripten_bind_Void___destroy___0=c;",
    });
    const facts = provide(data);
    expect(facts.class("Vec")?.construct.result).toBe("owned");
    expect(facts.class("Void")?.construct.result).toBe("none");
  });
});

describe("classes written by hand", () => {
  it("goes by destructors, verbs and what is returned", () => {
    const data = extract(
      {
        "index.d.ts": `
        export declare class Database { close(): void; prepare(sql: string): Statement; getStatement(): Statement; run(): this; dispose(force: boolean): void }
        export declare class Statement { private constructor(); free(): boolean; }
        export declare class Reader<T> { statement(): T; all(): Map<string, Statement> }
        export declare class StatementReader extends Reader<Statement> {}
        export declare class Lookup extends Map<string, Statement> {}
        export declare function open(name: string): Promise<Database>;
        export declare function freeStatement(s: Statement): void;`,
      },
      { destructors: ["close"] },
    );
    expect(data.style).toBe("classes");
    const facts = provide(data);
    expect(facts.class("Database")?.releaseMethods).toEqual(["close"]);
    expect(facts.class("Database")?.method("prepare")?.result).toBe("owned");
    expect(facts.class("Database")?.method("getStatement")?.result).toBe("borrowed");
    expect(facts.class("Database")?.method("run")?.result).toBe("receiver");
    expect(facts.class("Statement")?.construct.result).toBe("none");
    expect(facts.class("StatementReader")?.method("statement")?.classes).toEqual(["Statement"]);
    expect(facts.class("Reader")?.method("all")?.elements).toBe(true);
    expect(facts.class("Lookup")?.isHandle).not.toBe(true);
    expect(facts.function("open")?.classes).toEqual(["Database"]);
    expect(facts.function("freeStatement")?.releases).toEqual([0]);
  });

  it("follows imports between files and survives files it cannot parse", () => {
    const data = extract({
      "index.d.ts": `export * from "./a.js"; import type { B } from "./deep/b"; export declare function makeB(): B;`,
      "a.d.ts": "export declare class A { delete(): void }",
      "deep/b.d.ts": "export declare class B { delete(): void }",
      "broken.js": "return this; class {",
      "unreached.d.ts": "export declare class Other { delete(): void }",
    });
    const facts = provide(data);
    expect([...facts.classNames()].sort()).toEqual(["A", "B"]);
    expect(facts.function("makeB")?.classes).toEqual(["B"]);
  });
});

describe("folders", () => {
  it("say what is missing", () => {
    expect(() => readPackage(join(root, "nowhere"))).toThrow(/package\.json not found/);
  });
});
